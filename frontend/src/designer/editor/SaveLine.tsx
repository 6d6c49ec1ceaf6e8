// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whether what is on the page is saved; if not, why, what is kept, and what can be done. */
import type { ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Banner } from "../../shared/parts";
import { t } from "../../shared/texts";
import { clockOf } from "../../shared/words";
import type { SaveState } from "./saver";

export function SaveLine({ saving }: { saving: SaveState }): ReactElement {
  const words: Record<SaveState["kind"], string> = {
    saved: "",
    changed: t("Changed; it is saved in a moment."),
    saving: t("Saving…"),
    waiting: t("Not saved yet."),
    loggedOut: t("Not saved: log in again."),
    stale: t("Not saved: the draft was saved elsewhere meanwhile."),
    gone: t("Not saved: there is no draft any more."),
    refused: t("Not saved."),
  };
  if (saving.kind === "saved") {
    return (
      <span role="status">
        <Icon name="check" /> {t("Draft saved at {time}.", { time: clockOf(saving.at) })}
      </span>
    );
  }
  return (
    <span role="status">
      <Icon name={saving.kind === "changed" || saving.kind === "saving" ? "pending" : "error"} /> {words[saving.kind]}
    </span>
  );
}

const KEPT = t("What you changed is kept on this page and in this browser.");

/** Where saving waits, or was refused. What takes a decision has a place of its own. */
export function NotSaved({ saving, onRetry }: { saving: SaveState; onRetry: () => void }): ReactElement | null {
  if (saving.kind !== "waiting" && saving.kind !== "refused") return null;
  const retry = (
    <button type="button" className="of-btn" onClick={onRetry}>
      {t("Save now")}
    </button>
  );
  if (saving.kind === "waiting") {
    return (
      <Banner kind={saving.error.limited ? "info" : "fault"} role="status" title={t("Not saved yet; it is tried again by itself")} actions={retry}>
        <p>
          {saving.error.message} {KEPT} {t("Next try at {time}.", { time: clockOf(saving.at, true) })}
        </p>
      </Banner>
    );
  }
  const problems = saving.error.detailsOf("request_invalid")?.problems ?? [];
  return (
    <Banner kind="bad" role="alert" title={t("The draft was not saved")} actions={retry}>
      <p>
        {saving.error.message} {KEPT}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ pointer, message }) => (
            <li key={pointer}>
              <code className="of-mono">{pointer}</code>: {message}
            </li>
          ))}
        </ul>
      )}
    </Banner>
  );
}
