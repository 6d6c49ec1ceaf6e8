// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from "react";

interface Props {
  title: string;
  children: ReactNode;
  /** The verb of the button that does it. */
  action: string;
  onAction: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back; says what stays. */
export function Dialog({ title, children, action, onAction, onClose }: Props): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="of-dialog" aria-labelledby={id} onClose={onClose}>
      <div className="of-dialog__head">
        <h2 className="of-h2" id={id}>
          {title}
        </h2>
      </div>
      <div className="of-dialog__body">{children}</div>
      <div className="of-dialog__foot">
        <button type="button" className="of-btn of-btn--danger" onClick={onAction}>
          {action}
        </button>
        <button type="button" className="of-btn" onClick={onClose}>
          Keep it
        </button>
      </div>
    </dialog>
  );
}
