// SPDX-License-Identifier: AGPL-3.0-or-later
/** Templates of rjsf over styles/components/: fields, groups, sections. Lists are in arrays.tsx. */
import {
  getUiOptions,
  shallowEquals,
  type FieldTemplateProps,
  type IconButtonProps,
  type MultiSchemaFieldTemplateProps,
  type ObjectFieldTemplateProps,
  type TemplatesType,
  type UnsupportedFieldProps,
} from "@rjsf/utils";
import { isValidElement, memo, useContext, type ReactElement, type ReactNode } from "react";
import { Icon, type IconName } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { t } from "../shared/texts";
import type { Problem } from "../shared/types";
import { ArrayItemTemplate, ArrayTemplate, columnTitle } from "./arrays";
import { FormUiContext, ItemContext, NestingContext, useMessage } from "./context";
import { EntriesContext } from "./maps";
import { domId } from "./pointers";
import { isUnchosen, MAY_BE_NOTHING } from "./presets";
import { baseOf, sectionOf, type Section } from "./sections";
import { InputTemplate } from "./widgets";

function Message({ id, problem }: { id: string; problem: Problem }): ReactElement {
  return (
    <>
      <p className="of-error" id={`${domId(id)}-error`}>
        <Icon name="alert" />
        {problem.message}
      </p>
      {problem.rule !== undefined && (
        <details className="of-small of-muted">
          <summary>{t("The exact rule")}</summary>
          <code className="of-mono">{problem.rule}</code>
        </details>
      )}
    </>
  );
}

const GROUPED = new Set(["radio", "checkboxes"]);

function isGroup(props: FieldTemplateProps): boolean {
  const { schema, uiSchema, registry } = props;
  const { widget } = getUiOptions(uiSchema);
  return (
    GROUPED.has(String(widget)) ||
    (schema.type === "boolean" && widget !== "checkbox" && widget !== "select") ||
    (schema.type === "array" && (widget === "select" || registry.schemaUtils.isMultiSelect(schema)))
  );
}

function isWide(props: FieldTemplateProps): boolean {
  const { schema, uiSchema, fieldPathId } = props;
  const { widget } = getUiOptions(uiSchema);
  const isChoice = (schema.oneOf ?? schema.anyOf) !== undefined && schema.type !== "string";
  return (
    isGroup(props) ||
    isChoice ||
    widget === "textarea" ||
    schema.type === "object" ||
    schema.type === "array" ||
    fieldPathId.path.length === 0
  );
}

function FieldTop(props: FieldTemplateProps & { grouped: boolean; hidden: boolean; text: string }): ReactElement {
  const { id, required, grouped, hidden, text } = props;
  if (hidden) {
    return (
      <label className="of-hidden" htmlFor={grouped ? undefined : domId(id)} id={`${domId(id)}-label`}>
        {text}
      </label>
    );
  }
  const label = grouped ? (
    <span className="of-label" id={`${domId(id)}-label`}>
      {text}
    </span>
  ) : (
    <label className="of-label" htmlFor={domId(id)} id={`${domId(id)}-label`}>
      {text}
    </label>
  );
  return (
    <div className="of-field__top">
      {label}
      {required && <span className="of-req">{t("required")}</span>}
    </div>
  );
}

function FieldTemplate(props: FieldTemplateProps): ReactElement {
  const { id, label, hidden, children, schema, uiSchema, rawDescription, fieldPathId } = props;
  const { sections } = useContext(FormUiContext);
  const problem = useMessage(id);
  const item = useContext(ItemContext);
  const above = useContext(NestingContext);
  // What it presets is in the answers all the same.
  if (hidden) return <></>;
  const isNested = above === id;
  const inner = <NestingContext value={id}>{children}</NestingContext>;
  const isContainer = schema.type === "object" || (schema.type === "array" && !isGroup(props));
  // The root and a oneOf's chosen option have nothing to say beside what is around them.
  if (fieldPathId.path.length === 0 || (isNested && isContainer)) return inner;
  const field = (content: ReactNode): ReactElement => (
    <div
      className={isWide(props) ? "of-field of-fields__wide" : "of-field"}
      data-field={domId(id)}
      data-autofocus={getUiOptions(uiSchema).autofocus === true ? "" : undefined}
      // A group that lacks something is not wrong in each of its questions.
      data-invalid={problem === undefined || isContainer ? undefined : ""}
    >
      {content}
      {problem !== undefined && <Message id={id} problem={problem} />}
    </div>
  );
  const isItem = item !== null && fieldPathId.path.length === item.depth;
  // An object in a table is the row itself.
  if (isContainer) return isItem && item.hideLabels && schema.type === "object" ? inner : field(inner);
  if (isNested) return inner;
  const hideLabel = item?.hideLabels === true;
  const text = isItem ? item.prefix : hideLabel ? `${item.prefix}, ${label}` : label;
  // A section of this question alone has said its title.
  const isSaid = sectionOf(sections, fieldPathId.path)?.single === true;
  const isBox = schema.type === "boolean" && (getUiOptions(uiSchema).widget === "checkbox" || hideLabel);
  const help = [rawDescription, props.rawHelp].filter(Boolean).join(" ");
  return field(
    <>
      {!isBox && <FieldTop {...props} grouped={isGroup(props)} hidden={hideLabel || isItem || isSaid || getUiOptions(uiSchema)["label"] === false} text={text} />}
      {help && !hideLabel && (
        <p className="of-help" id={`${domId(id)}-help`}>
          {help}
        </p>
      )}
      {isBox && !hideLabel ? (
        <div className="of-choicerow">
          {inner}
          {props.required && !isSaid && <span className="of-req">{t("required")}</span>}
        </div>
      ) : (
        inner
      )}
      {MAY_BE_NOTHING in schema && <NothingMark {...props} label={text} />}
    </>,
  );
}

/** "Nothing" as an answer that somebody gives, which an empty field is not. */
function NothingMark({ id, label, formData, fieldPathId, onChange, disabled, readonly }: FieldTemplateProps): ReactElement {
  return (
    <label className="of-choice">
      <input
        id={`${domId(id)}-nothing`}
        className="of-check"
        type="checkbox"
        checked={formData === null}
        disabled={disabled || readonly}
        onChange={(event) => onChange(event.target.checked ? null : undefined, fieldPathId.path, undefined, id)}
      />{" "}
      <span>{rich(t("There is nothing to enter <hidden>for {label}</hidden>"), { hidden: unseen({ label }) })}</span>
    </label>
  );
}

function Fields({ children }: { children: ReactNode }): ReactElement {
  return <div className="of-fields of-fields--two">{children}</div>;
}

interface SectionProps {
  section: Section;
  /** Of its questions, in their order. */
  contents: ReactElement[];
}

/** One section: rendered anew when one of its questions is. */
const SectionPart = memo(
  function SectionPart({ section, contents }: SectionProps): ReactElement {
    return (
      <section className="of-section" data-section={section.key} aria-labelledby={`h-${domId(section.key)}`}>
        <div className="of-section__head">
          <h2 className="of-h2" id={`h-${domId(section.key)}`} tabIndex={-1}>
            {section.title} {section.need && <span className="of-req">{section.need}</span>}
          </h2>
          {section.description && <p className="of-help">{section.description}</p>}
        </div>
        <Fields>
          {section.whole
            ? contents.map((content) => (
                <div className="of-fields__wide" key={content.key}>
                  {content}
                </div>
              ))
            : contents}
        </Fields>
      </section>
    );
  },
  (before, after) => before.section === after.section && shallowEquals(before.contents, after.contents),
);

function Sections(props: ObjectFieldTemplateProps): ReactElement {
  const { properties, description, fieldPathId } = props;
  const { sections } = useContext(FormUiContext);
  const entries = useContext(EntriesContext);
  const contents = new Map(properties.map(({ name, content }) => [name, content]));
  const placed = new Set(sections.flatMap((section) => section.names));
  return (
    <>
      {fieldPathId.path.length > 0 && typeof description === "string" && description && <p className="of-help">{description}</p>}
      {sections.map((section) => (
        <SectionPart key={section.key} section={section} contents={section.names.flatMap((name) => contents.get(name) ?? [])} />
      ))}
      {properties.map(({ name, content }) => !placed.has(name) && <div key={name}>{content}</div>)}
      {entries}
    </>
  );
}

function ObjectTemplate(props: ObjectFieldTemplateProps): ReactElement {
  const { title, description, properties, fieldPathId, required } = props;
  const help = [description, getUiOptions(props.uiSchema).help].filter((text) => typeof text === "string").join(" ");
  const item = useContext(ItemContext);
  const entries = useContext(EntriesContext);
  const base = baseOf(useContext(FormUiContext).sections);
  const { path } = fieldPathId;
  if (path.length === base.length && base.every((part, depth) => part === path[depth])) return <Sections {...props} />;
  // A form that is one group: its sections are those of the group.
  if (path.length < base.length) return <>{properties.map((property) => property.content)}</>;
  // A row of a table: one cell for each answer.
  if (item?.hideLabels && path.length === item.depth) {
    return (
      <>
        {properties
          .filter((property) => !property.hidden)
          .map((property) => (
            <td key={property.name} data-label={columnTitle(props.schema, props.uiSchema, property.name)}>
              {property.content}
            </td>
          ))}
      </>
    );
  }
  const fields = (
    <Fields>
      {properties.map((property) => property.content)}
      {entries}
    </Fields>
  );
  // The section, or the item's own head, has said the title already.
  if (path.length === base.length + 1 || (item !== null && path.length === item.depth)) return fields;
  return (
    <fieldset className="of-field">
      <legend className="of-label">
        {title} {required && <span className="of-req">{t("required")}</span>}
      </legend>
      {help && <p className="of-help">{help}</p>}
      {fields}
    </fieldset>
  );
}

function MultiSchemaTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps): ReactElement {
  const chosen = isValidElement<{ schema?: unknown }>(optionSchemaField) ? optionSchemaField.props.schema : undefined;
  return (
    <div className="of-stack of-stack--3">
      <div>{selector}</div>
      {optionSchemaField && !isUnchosen(chosen) && <div className="of-branch">{optionSchemaField}</div>}
    </div>
  );
}

function UnsupportedTemplate({ schema }: UnsupportedFieldProps): ReactElement {
  return (
    <p className="of-small of-muted">
      <Icon name="alert" /> {t("This page cannot show this question ({type}). Tell the owner of the form.", { type: String(schema.type ?? t("no type")) })}
    </p>
  );
}

function WrapTemplate({ children }: { children: ReactNode }): ReactElement {
  return <>{children}</>;
}

function Nothing(): null {
  return null;
}

function button(icon: IconName, word: string) {
  return function IconButton(props: IconButtonProps): ReactElement {
    const { onClick, disabled } = props;
    return (
      <button type="button" className="of-btn of-btn--sm" onClick={onClick} disabled={disabled}>
        <Icon name={icon} />
        {word}
      </button>
    );
  };
}

export const templates: Partial<Omit<TemplatesType, "ButtonTemplates">> & {
  ButtonTemplates: Partial<TemplatesType["ButtonTemplates"]>;
} = {
  ArrayFieldTemplate: ArrayTemplate,
  ArrayFieldItemTemplate: ArrayItemTemplate,
  BaseInputTemplate: InputTemplate,
  DescriptionFieldTemplate: Nothing,
  ErrorListTemplate: Nothing,
  FieldErrorTemplate: Nothing,
  FieldHelpTemplate: Nothing,
  FieldTemplate,
  MultiSchemaFieldTemplate: MultiSchemaTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  TitleFieldTemplate: Nothing,
  UnsupportedFieldTemplate: UnsupportedTemplate,
  WrapIfAdditionalTemplate: WrapTemplate,
  ButtonTemplates: {
    SubmitButton: Nothing,
    AddButton: button("plus", t("Add")),
    RemoveButton: button("trash", t("Remove")),
    MoveUpButton: button("up", t("Up")),
    MoveDownButton: button("down", t("Down")),
    CopyButton: button("copied", t("Copy")),
    ClearButton: button("undo", t("Clear")),
  },
};
