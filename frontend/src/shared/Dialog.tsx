// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from "react";
import { t } from "./texts";

interface Props {
  title: string;
  children: ReactNode;
  /** The verb of the button that does it. */
  action: string;
  /** What the other button says. */
  keep?: string;
  /** Nothing is lost by it. */
  harmless?: boolean;
  /** It is being done. */
  busy?: boolean;
  onAction: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back, or for what it needs first; says what stays. */
export function Dialog(props: Props): ReactElement {
  const { title, children, action, keep = t("Keep it"), harmless = false, busy = false, onAction, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // A slip of the Escape key, wherever the focus is, would take away what was typed.
    const onKey = (event: KeyboardEvent): void => {
      const isTyped = [...(shown?.querySelectorAll("textarea") ?? [])].some(({ value }) => value !== "");
      if (event.key === "Escape" && isTyped) event.preventDefault();
    };
    shown?.addEventListener("keydown", onKey);
    return () => {
      shown?.removeEventListener("keydown", onKey);
      shown?.close();
    };
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
        <button type="button" className={harmless ? "of-btn of-btn--primary" : "of-btn of-btn--danger"} disabled={busy} onClick={onAction}>
          {action}
        </button>
        <button type="button" className="of-btn" onClick={onClose}>
          {keep}
        </button>
      </div>
    </dialog>
  );
}
