// SPDX-License-Identifier: AGPL-3.0-or-later
/** In place of rjsf's field of a schema: what rjsf cannot ask is made askable, and what fails takes nothing else with it. */
import SchemaField from "@rjsf/core/lib/components/fields/SchemaField.js";
import { deepEquals, RJSF_REF_CYCLE_KEY, RJSF_REF_KEY, type FieldProps, type RJSFSchema } from "@rjsf/utils";
import { createContext, memo, useContext, useMemo, useState, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { Icon } from "../shared/icons";
import { t } from "../shared/texts";
import { asAsked, isLeftOut, isPlain } from "./askable";
import { isInner, opened } from "./inner";

/** The parts that stand around a question. One that stands inside itself is opened by hand, or there would be no end of it. */
const Around = createContext<readonly string[]>([]);

interface Marked extends RJSFSchema {
  [RJSF_REF_KEY]?: string;
  [RJSF_REF_CYCLE_KEY]?: boolean;
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** rjsf marks a part that it finds in itself, and marks it anew once somebody has opened it. It finds those one step below alone. */
function useAround({ schema, fieldPathId, formData }: FieldProps): { around: readonly string[]; isClosed: boolean } {
  const outside = useContext(Around);
  const { path } = fieldPathId;
  const marked = (typeof schema === "object" ? schema : {}) as Marked;
  const part = path.length === 0 ? "#" : (marked.$ref ?? marked[RJSF_REF_KEY]);
  // Entries of a list are there because somebody added them.
  const isOpened = marked[RJSF_REF_CYCLE_KEY] === false || typeof path.at(-1) === "number" || !isNothing(formData);
  const isClosed = marked[RJSF_REF_CYCLE_KEY] === true || (part !== undefined && !isOpened && outside.includes(part));
  const around = useMemo(() => (part === undefined ? outside : isOpened ? [part] : [...outside, part]), [outside, part, isOpened]);
  return { around, isClosed };
}

function Asked(props: FieldProps): ReactElement | null {
  const { schema, uiSchema, formData, registry } = props;
  if (typeof schema === "object" && isPlain(schema, uiSchema)) return <SchemaField {...props} />;
  if (isLeftOut(schema)) return null;
  const merged = registry.schemaUtils.retrieveSchema(typeof schema === "object" ? schema : {}, formData);
  // A group that its own answers forbid stays, or nobody could take back the one that does it.
  if (isLeftOut(merged) && merged.properties === undefined) return null;
  const asked = asAsked(merged, formData);
  return <SchemaField {...props} schema={asked === merged ? schema : asked} />;
}

function Placed(given: FieldProps): ReactElement {
  const waits = isInner(given.schema);
  const props = waits ? { ...given, schema: opened(given.schema) } : given;
  const { around, isClosed } = useAround(props);
  // What was closed stays under what opens it: its fields must not be made anew while somebody types the first answer.
  const [wasClosed] = useState(isClosed);
  if (waits || wasClosed || isClosed) return <SchemaField {...props} schema={{ ...props.schema, [RJSF_REF_CYCLE_KEY]: true } as RJSFSchema} />;
  return (
    <Around value={around}>
      <Asked {...props} />
    </Around>
  );
}

function Failed({ title }: { title: string }): ReactElement {
  return (
    <p className="of-small of-muted">
      <Icon name="alert" /> {t("This page cannot show the question “{title}”. Tell the owner of the form.", { title })}
    </p>
  );
}

/** Rendered anew only when something about the question has changed, as rjsf's own field is. */
export const Question = memo(function Question(props: FieldProps): ReactElement {
  const { title } = typeof props.schema === "object" ? props.schema : {};
  return (
    <Boundary fallback={() => <Failed title={title ?? props.name} />}>
      <Placed {...props} />
    </Boundary>
  );
}, deepEquals);
