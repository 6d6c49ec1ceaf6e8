// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
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
  const asAdmin = isAdmin ? " As an admin you may be able to all the same." : "";
  if (asked.kind === "handover") {
    return (
      <Dialog title={`Hand this form over to ${nameOf(asked.to)}?`} action={busy ? "Handing over…" : "Hand it over"} keep="Keep it" busy={busy} onAction={onAction} onClose={onClose}>
        <p>
          {nameOf(asked.to)} will own it in your place. You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only an owner can make you one
          again.{asAdmin}
        </p>
        {failed}
      </Dialog>
    );
  }
  const name = nameOf(asked.who);
  return (
    <Dialog
      title={isMe ? "Stop owning this form?" : `Remove ${name} from the owners?`}
      action={busy ? "Removing…" : isMe ? "Stop owning it" : "Remove from the owners"}
      keep={isMe ? "Stay an owner" : "Keep as an owner"}
      busy={busy}
      onAction={onAction}
      onClose={onClose}
    >
      <p>
        {isMe
          ? `You can no longer edit, publish or retire it, nor see its drafts; what you published and answered stays. Only one of the other owners can make you one again.${asAdmin}`
          : `${name} can no longer edit, publish or retire it, nor see its drafts; what they published and answered stays.`}
      </p>
      {failed}
    </Dialog>
  );
}
