// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { NotAsked } from "../../fill/NotAsked";
import { useTrial, type TriedForm } from "../../fill/useTrial";
import { FormBody } from "../../form/FormBody";

function nothing(): void {
  // What is typed here goes nowhere.
}

/** A form to try: problems are said as whoever fills it in is told them. */
export function Asked({ form }: { form: TriedForm }): ReactElement {
  const { answers, sections, problems, change, leave, onRefusedName } = useTrial(form);
  return (
    <FormBody
      shown={form.shown}
      answers={answers}
      sections={sections}
      messages={problems.messages}
      onChange={change}
      onLeave={leave}
      onSubmit={nothing}
      onRefusedName={onRefusedName}
    >
      <NotAsked questions={form.version.not_asked} />
    </FormBody>
  );
}
