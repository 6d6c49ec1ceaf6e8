// SPDX-License-Identifier: AGPL-3.0-or-later
import { useRef, useState, type ReactElement } from "react";
import { useExemptions } from "../shared/api/exemptions";
import { Dialog } from "../shared/Dialog";
import { ReasonField } from "../shared/ReasonField";
import { Refused } from "../shared/Refused";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import type { Exemption } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { dayOf, nameOf, plainDate, shown } from "../shared/words";
import { whom } from "./whom";

export type Deed = "approve" | "refuse" | "withdraw" | "end";

const WORDS: Record<Deed, { title: string; action: string; help: string; failed: string }> = {
  approve: {
    title: t("Approve this exemption?"),
    action: t("Approve it"),
    help: t("They are told by mail. It stays in the group’s history for good."),
    failed: t("It was not approved"),
  },
  refuse: {
    title: t("Refuse this exemption?"),
    action: t("Refuse it"),
    help: t("They are told by mail, with your answer. It stays in the group’s history for good."),
    failed: t("It was not refused"),
  },
  withdraw: { title: t("Withdraw this request?"), action: t("Withdraw it"), help: "", failed: t("It was not withdrawn") },
  end: {
    title: t("End this exemption today?"),
    action: t("End it"),
    help: t("Who asked for it is told by mail. It stays in the group’s history for good."),
    failed: t("It was not ended"),
  },
};

const staysDue = (one: Exemption): string => t("What “{policy}” requires stays due as it is: {objects}.", { policy: shown(one.policy.name), objects: whom(one) });

const WHAT_FOLLOWS: Record<Deed, (one: Exemption) => string> = {
  approve: (one) => t("Excused until {day}: {objects}. Reports count what is excused apart, and show the reason.", { day: dayOf(plainDate(one.until)), objects: whom(one) }),
  refuse: staysDue,
  withdraw: staysDue,
  end: (one) => t("From today on “{policy}” counts again, and its grace begins anew: {objects}.", { policy: shown(one.policy.name), objects: whom(one) }),
};

interface Props {
  deed: Deed;
  one: Exemption;
  onDone: () => void;
  /** `isRefused`: it was tried, and could not be done. */
  onClose: (isRefused: boolean) => void;
}

/** Asks before an exemption is decided on or ended, and for what whoever asked for it is told. */
export function DeedDialog({ deed, one, onDone, onClose }: Props): ReactElement {
  const { api } = useExemptions();
  const { busy, failed, ask } = useAsk();
  const [message, setMessage] = useState("");
  const [lacks, setLacks] = useState(false);
  const answer = useRef<HTMLTextAreaElement>(null);
  const { title, action, help, failed: notDone } = WORDS[deed];
  const call = (): Promise<Exemption> => {
    if (deed === "approve" || deed === "refuse") return api.decideOnExemption(one.id, deed === "approve" ? "approved" : "refused", message.trim());
    return api.endExemption(one.id, message.trim());
  };
  const act = async (): Promise<void> => {
    if (deed === "refuse" && message.trim() === "") {
      setLacks(true);
      answer.current?.focus();
      return;
    }
    if ((await ask(call)) !== null) onDone();
  };
  return (
    <Dialog title={title} action={action} keep={t("Leave it")} harmless={deed === "approve"} busy={busy} onAction={() => void act()} onClose={() => onClose(failed !== null)}>
      <p>{WHAT_FOLLOWS[deed](one)}</p>
      <p>{rich(t("{name} asked for it: {reason}"), { name: nameOf(one.asked_by), reason: <span className="of-quote">{shown(one.reason)}</span> })}</p>
      {deed !== "withdraw" && (
        <ReasonField
          id="of-x-message"
          field={answer}
          label={deed === "refuse" ? t("Why not") : t("Your answer")}
          {...(deed === "refuse" ? {} : { note: t("not required") })}
          help={help}
          lacking={lacks && message.trim() === "" && t("Say why it is refused.")}
          reason={message}
          onReason={setMessage}
        />
      )}
      {failed && <Refused what={notDone} error={failed} />}
    </Dialog>
  );
}
