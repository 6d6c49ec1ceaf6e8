// SPDX-License-Identifier: AGPL-3.0-or-later
/** Groups that may hold a group of the same kind: the inner one is opened by who wants it, never by itself. */
import { getUiOptions, RJSF_REF_CYCLE_KEY, type FieldProps } from "@rjsf/utils";
import { useRef, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { isEmpty } from "./lists";
import { domId } from "./pointers";

/** As it stands inside a sentence: "Ethics Approval" in lower case, "ID" and "pH" as they are. */
export const lower = (text: string): string => text.replace(/(?<!\S)[A-Z][a-z]+(?!\S)/g, (word) => word.toLowerCase());
export const article = (text: string): string => (/^[aeiou]/i.test(text) ? "an" : "a");

/** What rjsf, or Question.tsx, has found to go round in a circle. */
export function InnerPart(props: FieldProps): ReactElement {
  const { SchemaField } = props.registry.fields;
  const { schema, uiSchema, formData, fieldPathId, disabled, readonly } = props;
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const title = getUiOptions(uiSchema).title ?? schema.title ?? "";
  if (isOpen || !isEmpty(formData)) {
    return (
      <div className="of-fields__wide" ref={box}>
        {SchemaField && <SchemaField {...props} schema={{ ...schema, [RJSF_REF_CYCLE_KEY]: false }} />}
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
