// SPDX-License-Identifier: AGPL-3.0-or-later
/** Groups that may hold a group of the same kind: the inner one is opened by who wants it, never by itself. */
import { getUiOptions, RJSF_REF_CYCLE_KEY, type FieldProps } from "@rjsf/utils";
import { useRef, useState, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { t } from "../shared/texts";
import { isEmpty } from "./lists";
import { oneMore } from "./nouns";
import { domId } from "./pointers";

/** What rjsf, or Question.tsx, has found to go round in a circle. */
export function InnerPart(props: FieldProps): ReactElement {
  const { SchemaField } = props.registry.fields;
  const { schema, uiSchema, formData, fieldPathId, disabled, readonly } = props;
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const part = oneMore(getUiOptions(uiSchema).title ?? schema.title ?? "");
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
        {part === null ? t("Add a part inside") : t("Add {part} inside", { part })}
      </button>
    </div>
  );
}
