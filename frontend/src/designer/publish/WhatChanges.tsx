// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { t } from "../../shared/texts";
import type { DraftChanges, FormDraft, FormRow, VersionText } from "../../shared/types";
import { shown } from "../../shared/words";
import { Card } from "../Card";
import { FoldedJson } from "../compare/FoldedJson";
import { Sentences } from "../compare/Sentences";

/** Name and description are the form's, not a version's: publishing changes them for all. */
function ownWords(draft: FormDraft, row: FormRow): string[] {
  return [
    draft.name === row.name ? "" : t("The form is called “{name}” now (was “{before}”).", { name: shown(draft.name), before: shown(row.name) }),
    draft.description === row.description ? "" : t("The form has another description."),
  ].filter((sentence) => sentence !== "");
}

/** What stands between a draft and the version that is in use. */
export interface Difference {
  changes: DraftChanges;
  current: VersionText;
}

const saysTheSame = (draft: FormDraft, current: VersionText): boolean => current.schema === draft.schema && current.ui_schema === draft.ui_schema;

/** Whether a version made of the draft would be the one that there is, under another number. */
export const changesNothing = (draft: FormDraft, row: FormRow, { current }: Difference): boolean => saysTheSame(draft, current) && ownWords(draft, row).length === 0;

interface Props extends Difference {
  draft: FormDraft;
  row: FormRow;
}

export function WhatChanges({ draft, row, changes, current }: Props): ReactElement {
  const own = ownWords(draft, row);
  const isSame = saysTheSame(draft, current);
  return (
    <Card title={t("What version {version} changes", { version: changes.version + 1 })}>
      {changes.changes.length === 0 && own.length === 0 && (
        <p>{isSame ? t("Nothing: the draft says the same as version {version}.", { version: changes.version }) : t("No question changes. What is written in another way stands in the JSON below.")}</p>
      )}
      {own.length > 0 && (
        <ul className="of-points">
          {own.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <Sentences changes={changes.changes} />
      {!isSame && (
        <FoldedJson
          before={{ name: t("Version {version}", { version: changes.version }), schema: current.schema, uiSchema: current.ui_schema }}
          after={{ name: t("Draft"), schema: draft.schema, uiSchema: draft.ui_schema }}
        />
      )}
    </Card>
  );
}
