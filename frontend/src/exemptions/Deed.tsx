// SPDX-License-Identifier: AGPL-3.0-or-later
import { useRef, useState, type ReactElement } from "react";
import { useExemptions } from "../shared/api/exemptions";
import { Dialog } from "../shared/Dialog";
import { ReasonField } from "../shared/ReasonField";
import { Refused } from "../shared/Refused";
import type { Exemption } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { dayOf, nameOf, plainDate, shown } from "../shared/words";
import { whom } from "./whom";

export type Deed = "approve" | "refuse" | "withdraw" | "end";

const WORDS: Record<Deed, { title: string; action: string; told: string; failed: string }> = {
  approve: { title: "Approve this exemption?", action: "Approve it", told: "They are told by mail", failed: "It was not approved" },
  refuse: { title: "Refuse this exemption?", action: "Refuse it", told: "They are told by mail, with your answer", failed: "It was not refused" },
  withdraw: { title: "Withdraw this request?", action: "Withdraw it", told: "", failed: "It was not withdrawn" },
  end: { title: "End this exemption today?", action: "End it", told: "Who asked for it is told by mail", failed: "It was not ended" },
};

const WHAT_FOLLOWS: Record<Deed, (one: Exemption) => string> = {
  approve: (one) => `Excused until ${dayOf(plainDate(one.until))}: ${whom(one)}. Reports count what is excused apart, and show the reason.`,
  refuse: (one) => `What “${shown(one.policy.name)}” requires stays due as it is: ${whom(one)}.`,
  withdraw: (one) => `What “${shown(one.policy.name)}” requires stays due as it is: ${whom(one)}.`,
  end: (one) => `From today on “${shown(one.policy.name)}” counts again, and its grace begins anew: ${whom(one)}.`,
};

interface Props {
  deed: Deed;
  one: Exemption;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before an exemption is decided on or ended, and for what whoever asked for it is told. */
export function DeedDialog({ deed, one, onDone, onClose }: Props): ReactElement {
  const { api } = useExemptions();
  const { busy, failed, ask } = useAsk();
  const [message, setMessage] = useState("");
  const [lacks, setLacks] = useState(false);
  const answer = useRef<HTMLTextAreaElement>(null);
  const { title, action, told, failed: notDone } = WORDS[deed];
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
    <Dialog title={title} action={action} keep="Leave it" harmless={deed === "approve"} busy={busy} onAction={() => void act()} onClose={onClose}>
      <p>{WHAT_FOLLOWS[deed](one)}</p>
      <p>
        {nameOf(one.asked_by)} asked for it: <span className="of-quote">{shown(one.reason)}</span>
      </p>
      {deed !== "withdraw" && (
        <ReasonField
          id="of-x-message"
          field={answer}
          label={deed === "refuse" ? "Why not" : "Your answer"}
          {...(deed === "refuse" ? {} : { note: "not required" })}
          help={`${told}. It stays in the group’s history for good.`}
          lacking={lacks && message.trim() === "" && "Say why it is refused."}
          reason={message}
          onReason={setMessage}
        />
      )}
      {failed && <Refused what={notDone} error={failed} />}
    </Dialog>
  );
}
