// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo, type ReactElement } from "react";
import { NotAsked } from "../../fill/NotAsked";
import { useTrial, type TriedForm } from "../../fill/useTrial";
import { FormBody } from "../../form/FormBody";
import type { Problem } from "../../shared/types";

interface Props {
  form: TriedForm;
  /** What is wrong with the questions themselves, by the ids of their fields: said before what is wrong with an answer. */
  faults?: ReadonlyMap<string, Problem>;
}

const NONE: ReadonlyMap<string, Problem> = new Map();

function nothing(): void {
  // What is typed here goes nowhere.
}

/** A form to try: problems are said as whoever fills it in is told them. */
export function Asked({ form, faults = NONE }: Props): ReactElement {
  const { answers, sections, problems, change, leave, onRefusedName } = useTrial(form);
  const messages = useMemo(() => (faults.size === 0 ? problems.messages : new Map([...problems.messages, ...faults])), [problems.messages, faults]);
  return (
    <FormBody
      shown={form.shown}
      answers={answers}
      sections={sections}
      messages={messages}
      onChange={change}
      onLeave={leave}
      onSubmit={nothing}
      onRefusedName={onRefusedName}
    >
      <NotAsked questions={form.version.not_asked} />
    </FormBody>
  );
}
