// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Where the answers come from that a form opens with, when they are neither empty nor a draft. What a form fills in by itself is
 * in form/presets.ts.
 */
import type { ReactElement } from "react";
import { Banner } from "../shared/parts";
import { t } from "../shared/texts";
import type { FormView } from "../shared/types";
import type { Draft } from "./drafts";

/** Answers to another version, carried over; null where there is nothing to say. */
export function originOf(view: FormView, draft: Draft | null): string | null {
  if (draft !== null || view.answers === null || view.answers_version === null) return null;
  if (view.answers_version === view.version.number) return null;
  return t("The answers of version {older} are filled in; this is version {version}", { older: view.answers_version, version: view.version.number });
}

/** An earlier submission, taken up again. */
export const restoredFrom = (submission: number): string => t("These are the answers of submission {number}", { number: submission });

export function Origin({ children }: { children: string }): ReactElement {
  return (
    <Banner kind="info" title={children}>
      <p>{t("Check them before you submit.")}</p>
    </Banner>
  );
}
