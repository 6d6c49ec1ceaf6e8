// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { t } from "../../shared/texts";
import type { Person } from "../../shared/types";
import { nameOf } from "../../shared/words";

/** What is asked before somebody owns the form no longer. */
export type Asked = { kind: "remove"; who: Person } | { kind: "handover"; to: Person };

interface Props {
  asked: Asked;
  /** Whether it is the reader who would leave. */
  isMe: boolean;
  isAdmin: boolean;
  busy: boolean;
  failed: ReactElement | null;
  onAction: () => void;
  onClose: () => void;
}

/** Says what an owner loses before they are none any more. */
export function OwnersDialog(props: Props): ReactElement {
  const { asked, isMe, isAdmin, busy, failed, onAction, onClose } = props;
  const asAdmin = isAdmin ? ` ${t("As an admin you may be able to all the same.")}` : "";
  if (asked.kind === "handover") {
    return (
      <Dialog title={t("Hand this form over to {name}?", { name: nameOf(asked.to) })} action={busy ? t("Handing over…") : t("Hand it over")} keep={t("Keep it")} busy={busy} onAction={onAction} onClose={onClose}>
        <p>
          {t("{name} will own it in your place. You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only an owner can make you one again.", {
            name: nameOf(asked.to),
          })}
          {asAdmin}
        </p>
        {failed}
      </Dialog>
    );
  }
  const name = nameOf(asked.who);
  return (
    <Dialog
      title={isMe ? t("Stop owning this form?") : t("Remove {name} from the owners?", { name })}
      action={busy ? t("Removing…") : isMe ? t("Stop owning it") : t("Remove from the owners")}
      keep={isMe ? t("Stay an owner") : t("Keep as an owner")}
      busy={busy}
      onAction={onAction}
      onClose={onClose}
    >
      <p>
        {isMe
          ? `${t("You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only one of the other owners can make you one again.")}${asAdmin}`
          : t("{name} can no longer edit, publish or retire it, nor see its drafts; what they published and answered stays.", { name })}
      </p>
      {failed}
    </Dialog>
  );
}
