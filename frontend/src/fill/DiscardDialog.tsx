// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Dialog } from "../shared/Dialog";
import { t } from "../shared/texts";

export function DiscardDialog({ onDiscard, onClose }: { onDiscard: () => void; onClose: () => void }): ReactElement {
  return (
    <Dialog title={t("Discard this draft?")} action={t("Discard the draft")} onAction={onDiscard} onClose={onClose}>
      <p>{t("What you typed since the last submission will be removed from this browser. What was submitted stays in the history.")}</p>
    </Dialog>
  );
}
