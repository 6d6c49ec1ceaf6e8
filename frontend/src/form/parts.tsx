// SPDX-License-Identifier: AGPL-3.0-or-later
/** Groups that may hold a group of the same kind: the inner one is opened by who wants it, never by itself. */
import { getUiOptions, RJSF_REF_CYCLE_KEY, RJSF_REF_KEY, type FieldProps, type RJSFSchema } from "@rjsf/utils";
import { createContext, useContext, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";
import { Icon } from "../shared/icons";
import { isEmpty } from "./lists";
import { domId } from "./pointers";

/** As it stands inside a sentence: "Ethics Approval" in lower case, "ID" and "pH" as they are. */
export const lower = (text: string): string => text.replace(/(?<!\S)[A-Z][a-z]+(?!\S)/g, (word) => word.toLowerCase());
export const article = (text: string): string => (/^[aeiou]/i.test(text) ? "an" : "a");

interface Around {
  /** The definitions of which a group is open around this place. */
  refs: readonly string[];
  /** The field that somebody has opened. */
  opened: string | null;
}

const OUTSIDE: Around = { refs: [], opened: null };
const AroundContext = createContext<Around>(OUTSIDE);

/** An entry of a list was added by somebody, so it is open whatever is around the list. */
export function EntryOfList({ children }: { children: ReactNode }): ReactElement {
  return <AroundContext value={OUTSIDE}>{children}</AroundContext>;
}

function Opener({ props, children }: { props: FieldProps; children: ReactNode }): ReactElement {
  const { schema, uiSchema, formData, fieldPathId, disabled, readonly } = props;
  const around = useContext(AroundContext);
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const title = getUiOptions(uiSchema).title ?? schema.title ?? "";
  const inside = useMemo(() => ({ refs: around.refs, opened: fieldPathId.$id }), [around.refs, fieldPathId.$id]);
  if (isOpen || !isEmpty(formData)) {
    return (
      <div className="of-fields__wide" ref={box}>
        <AroundContext value={inside}>{children}</AroundContext>
      </div>
    );
  }
  if (disabled || readonly) return <></>;
  return (
    <div className="of-fields__wide" data-field={domId(fieldPathId.$id)}>
      <button
        type="button"
        className="of-btn of-btn--sm"
        onClick={() => {
          setOpen(true);
          // The button goes, so the focus moves to the first question of what it opened.
          requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus());
        }}
      >
        <Icon name="plus" />
        {title ? `Add ${article(title)} ${lower(title)} inside` : "Add a part inside"}
      </button>
    </div>
  );
}

/** What rjsf has found to go round in a circle. */
export function InnerPart(props: FieldProps): ReactElement {
  const { SchemaField } = props.registry.fields;
  return (
    <Opener props={props}>{SchemaField && <SchemaField {...props} schema={{ ...props.schema, [RJSF_REF_CYCLE_KEY]: false }} />}</Opener>
  );
}

/** A group, closed where one of its own kind is open around it. */
export function Guarded({ props, children }: { props: FieldProps; children: ReactNode }): ReactElement {
  const around = useContext(AroundContext);
  const ref = (props.schema as RJSFSchema & { [RJSF_REF_KEY]?: string })[RJSF_REF_KEY];
  const isInner = ref !== undefined && around.refs.includes(ref) && around.opened !== props.fieldPathId.$id;
  const inside = useMemo(() => (ref === undefined ? around : { refs: [...around.refs, ref], opened: around.opened }), [ref, around]);
  const content = <AroundContext value={inside}>{children}</AroundContext>;
  return isInner ? <Opener props={props}>{content}</Opener> : content;
}
