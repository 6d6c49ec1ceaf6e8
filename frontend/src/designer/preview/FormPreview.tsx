// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form as those who fill it in will see it. What is typed here goes nowhere. */
import { useCallback, useMemo, useState, type ReactElement } from "react";
import { FormBody } from "../../form/FormBody";
import { inPageDialect } from "../../form/dialects";
import { withoutHidden } from "../../form/hidden";
import { normalise, type ShownForm } from "../../form/normalise";
import { broughtUp, openedWith } from "../../form/opening";
import { sectionsOf } from "../../form/sections";
import { Boundary } from "../../shared/Boundary";
import { Banner } from "../../shared/parts";
import type { Answers, Problem } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { readDocument } from "../document/reading";

const NO_MESSAGES: ReadonlyMap<string, Problem> = new Map();

function Asked({ shown }: { shown: ShownForm }): ReactElement {
  const [answers, setAnswers] = useState<Answers>(() => openedWith(shown, null));
  const sections = useMemo(() => sectionsOf(shown.schema, shown.uiSchema, answers), [shown, answers]);
  const change = useCallback(
    (next: Answers, field: string | undefined) => setAnswers(field === undefined ? next : broughtUp(shown, withoutHidden(shown, next))),
    [shown],
  );
  return (
    <FormBody
      shown={shown}
      answers={answers}
      sections={sections}
      messages={NO_MESSAGES}
      onChange={change}
      onLeave={nothing}
      onSubmit={nothing}
      onRefusedName={refuseNothing}
    >
      {null}
    </FormBody>
  );
}

/** The texts of a document that does not change while it is shown. */
export function FormPreview({ document }: { document: FormDocument }): ReactElement {
  const shown = useMemo(() => {
    const { schema, uiSchema, dialect } = readDocument(document);
    return schema && normalise(inPageDialect(schema, dialect), uiSchema);
  }, [document]);
  if (shown === null) return <p className="of-muted">This form cannot be shown: its schema is no JSON object.</p>;
  return (
    <Boundary
      fallback={(again) => (
        <Banner kind="fault" role="alert" title="The preview has failed" actions={<button type="button" className="of-btn" onClick={again}>Show it again</button>} />
      )}
    >
      <Asked shown={shown} />
    </Boundary>
  );
}

function nothing(): void {
  // Nothing is judged here, and nothing is sent.
}

const refuseNothing = () => nothing;
