// SPDX-License-Identifier: AGPL-3.0-or-later
/** The questions of a form version, in sections. Which problems are shown is decided by the caller. */
import { useCallback, useLayoutEffect, useMemo, useState, type ReactElement, type ReactNode } from "react";
import type { Answers, Problem } from "../shared/types";
import { FormUiContext, Messages, type FormUi } from "./context";
import { givenAnswers, shownAnswers } from "./names";
import type { ShownForm } from "./normalise";
import { Questions } from "./Questions";
import type { Section } from "./sections";

interface Props {
  shown: ShownForm;
  answers: Answers;
  sections: Section[];
  messages: ReadonlyMap<string, Problem>;
  /** `fieldId` is undefined for what rjsf fills in by itself: defaults, and groups that are still empty. */
  onChange: (answers: Answers, fieldId: string | undefined) => void;
  onLeave: (fieldId: string) => void;
  onSubmit: () => void;
  onRefusedName: FormUi["onRefusedName"];
  children: ReactNode;
}

export function FormBody(props: Props): ReactElement {
  const { shown, answers, sections, messages, onChange, onLeave, onSubmit, onRefusedName, children } = props;
  const given = useMemo(() => shownAnswers(answers), [answers]);
  const [board] = useState(() => new Messages(messages));
  useLayoutEffect(() => board.put(messages), [board, messages]);
  const context = useMemo(() => ({ messages: board, sections, onRefusedName }), [board, sections, onRefusedName]);
  const change = useCallback((next: Answers, id: string | undefined) => onChange(givenAnswers(next), id), [onChange]);
  return (
    <FormUiContext value={context}>
      <Questions shown={shown} answers={given} onChange={change} onLeave={onLeave} onSubmit={onSubmit}>
        {children}
      </Questions>
    </FormUiContext>
  );
}
