// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import type { DraftChanges, FormDraft, FormRow, VersionText } from "../../shared/types";
import { shown } from "../../shared/words";
import { Card } from "../Card";
import { Sentences } from "../compare/Sentences";
import { SideBySide } from "../compare/SideBySide";

/** Name and description are the form's, not a version's: publishing changes them for all. */
function ownWords(draft: FormDraft, row: FormRow): string[] {
  return [
    draft.name === row.name ? "" : `The form is called “${shown(draft.name)}” now (was “${shown(row.name)}”).`,
    draft.description === row.description ? "" : "The form has another description.",
  ].filter((sentence) => sentence !== "");
}

interface Props {
  draft: FormDraft;
  row: FormRow;
  changes: DraftChanges;
  current: VersionText;
}

export function WhatChanges({ draft, row, changes, current }: Props): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const own = ownWords(draft, row);
  const isSame = current.schema === draft.schema && current.ui_schema === draft.ui_schema;
  return (
    <Card title={`What version ${changes.version + 1} changes`}>
      {changes.changes.length === 0 && own.length === 0 && (
        <p>{isSame ? `Nothing: the draft says the same as version ${changes.version}.` : "No question changes. What is written in another way stands in the JSON below."}</p>
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
        <details className="of-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Compare the JSON side by side</summary>
          {isOpen && (
            <SideBySide
              before={{ name: `Version ${changes.version}`, schema: current.schema, uiSchema: current.ui_schema }}
              after={{ name: "Draft", schema: draft.schema, uiSchema: draft.ui_schema }}
            />
          )}
        </details>
      )}
    </Card>
  );
}
