// SPDX-License-Identifier: AGPL-3.0-or-later
/** The questions of a form version, in sections. Which problems are shown is decided by the caller. */
// The package's index also names a test helper that needs a validator we do not have (it compiles with eval).
import Form from "@rjsf/core/lib/components/Form.js";
import { useMemo, type ReactElement, type ReactNode } from "react";
import type { Answers, Problem } from "../shared/types";
import { FormUiContext, type FormUi } from "./context";
import { givenAnswers, shownAnswers } from "./names";
import type { ShownForm } from "./normalise";
import { DEFAULTS } from "./opening";
import { ID_PREFIX, ID_SEPARATOR } from "./pointers";
import type { Section } from "./sections";
import { fields, widgets } from "./fieldTypes";
import { translateString } from "./strings";
import { templates } from "./templates";
import { validator } from "./validator";

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
  const context = useMemo(() => ({ messages, sections, onRefusedName }), [messages, sections, onRefusedName]);
  return (
    <FormUiContext value={context}>
      <Form
        schema={shown.schema}
        uiSchema={shown.uiSchema}
        validator={validator}
        formData={given}
        templates={templates}
        widgets={widgets}
        fields={fields}
        translateString={translateString}
        idPrefix={ID_PREFIX}
        idSeparator={ID_SEPARATOR}
        experimental_defaultFormStateBehavior={DEFAULTS}
        noHtml5Validate
        noValidate
        showErrorList={false}
        autoComplete="off"
        onChange={(event, id) => onChange(givenAnswers(event.formData ?? {}), id)}
        onBlur={(id) => onLeave(id)}
        onSubmit={() => onSubmit()}
      >
        {children}
      </Form>
    </FormUiContext>
  );
}
