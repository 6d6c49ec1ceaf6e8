// SPDX-License-Identifier: AGPL-3.0-or-later
/** Lists: rows of a table where the entries are short, numbered cards where they are long. */
import {
  getUiOptions,
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  type RJSFSchema,
  type UiSchema,
} from "@rjsf/utils";
import { createContext, useContext, useMemo, useRef, type MouseEvent, type ReactElement, type ReactNode } from "react";
import { Icon, type IconName } from "../shared/icons";
import { rich, unseen } from "../shared/rich";
import { t } from "../shared/texts";
import { FormUiContext, ItemContext, type ItemNaming } from "./context";
import { RemovedContext } from "./lists";
import { lower, oneMore, singular } from "./nouns";
import { domId } from "./pointers";
import { isTable, shownNames } from "./rows";
import { needOf, sectionOf } from "./sections";

interface ListLayout {
  kind: "table" | "cards" | "lines";
  /** What one entry is called: "Channel", or "Staff, entry" of a list whose entries have no name. */
  entry: string;
  /** Whether `entry` is a name that people would use. */
  isNamed: boolean;
}

const ListContext = createContext<ListLayout>({ kind: "cards", entry: t("Entry"), isNamed: false });

const titleOf = ({ uiSchema, title }: ArrayFieldTemplateProps): string => getUiOptions(uiSchema).title ?? title;

/** What a question of a group is called where the group is a row. */
export function columnTitle(group: RJSFSchema, ui: UiSchema | undefined, name: string): string {
  const property = group.properties?.[name];
  const { title } = getUiOptions(ui?.[name] as UiSchema | undefined);
  return title ?? (typeof property === "object" ? property.title : undefined) ?? name;
}

/** A title that a generator took from its program: "LicenseType". */
const IDENTIFIER = /^[A-Za-z]*[a-z][A-Z]\w*$/;

/** As its entries call themselves, or "Channel" of a list called "Channels". */
function entryName(title: string, items: RJSFSchema): Omit<ListLayout, "kind"> {
  const own = items.title && !IDENTIFIER.test(items.title) ? items.title : null;
  const one = own === null ? !IDENTIFIER.test(title) && singular(title) : (singular(own) ?? own);
  return one ? { entry: one, isNamed: true } : { entry: t("{title}, entry", { title }), isNamed: false };
}

function layoutOf(props: ArrayFieldTemplateProps): ListLayout {
  const { schema, uiSchema, registry } = props;
  const title = titleOf(props);
  const raw = typeof schema.items === "object" && !Array.isArray(schema.items) ? (schema.items as RJSFSchema) : {};
  const items = registry.schemaUtils.retrieveSchema(raw);
  const name = entryName(title, items);
  const isGroup = (part: RJSFSchema): boolean => part.type === "object" || part.properties !== undefined;
  if (!isGroup(items)) {
    const kinds = (items.oneOf ?? items.anyOf ?? []) as RJSFSchema[];
    const isOfGroups = kinds.some((kind) => typeof kind === "object" && isGroup(registry.schemaUtils.retrieveSchema(kind)));
    return { kind: isOfGroups ? "cards" : "lines", ...name };
  }
  const itemsUi = uiSchema?.["items"] as UiSchema | undefined;
  return { kind: isTable(items, itemsUi, raw, registry.rootSchema) ? "table" : "cards", ...name };
}

function columns(props: ArrayFieldTemplateProps): { name: string; title: string }[] {
  const items = props.registry.schemaUtils.retrieveSchema(props.schema.items as RJSFSchema);
  const ui = props.uiSchema?.["items"] as UiSchema | undefined;
  return shownNames(items, ui).map((name) => ({ name, title: columnTitle(items, ui, name) }));
}

export function ArrayTemplate(props: ArrayFieldTemplateProps): ReactElement {
  const { items, canAdd, onAddClick, fieldPathId, required, schema, disabled, readonly, uiSchema } = props;
  const title = titleOf(props);
  const layout = layoutOf(props);
  const { kind, entry, isNamed } = layout;
  const another = isNamed ? oneMore(entry) : null;
  const context = useMemo(() => ({ kind, entry, isNamed }), [kind, entry, isNamed]);
  const add = useRef<HTMLButtonElement>(null);
  const { sections } = useContext(FormUiContext);
  const section = sectionOf(sections, fieldPathId.path);
  const isSection = section !== undefined && (section.whole || section.single);
  const options = getUiOptions(uiSchema);
  const description = [options.description ?? schema.description, options.help].filter(Boolean).join(" ");
  const need = needOf(schema, required === true);
  const removed = useContext(RemovedContext);
  let body: ReactNode;
  if (items.length === 0) body = <p className="of-small of-muted">{t("None yet.")}</p>;
  else if (layout.kind === "table") {
    body = (
      <div className="of-tablewrap" tabIndex={0} role="group" aria-label={title}>
        <table className="of-table of-table--fold">
          <thead>
            <tr>
              <th scope="col">
                <span className="of-hidden">{t("Number")}</span>
              </th>
              {columns(props).map(({ name, title: column }) => (
                <th scope="col" key={name}>
                  {column}
                </th>
              ))}
              <th scope="col">
                <span className="of-hidden">{t("Actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>{items}</tbody>
        </table>
      </div>
    );
  } else body = <ul className="of-stack of-stack--3">{items}</ul>;
  return (
    <ListContext value={context}>
      {/* A list in an item starts naming anew. */}
      <ItemContext value={null}>
        <div className="of-rows of-stack of-stack--2" id={domId(fieldPathId.$id)} role="group" aria-label={title}>
          {!isSection && (
            <div className="of-field__top">
              <span className="of-label">{title}</span>
              {need && <span className="of-req">{need}</span>}
            </div>
          )}
          {!section?.whole && description && <p className="of-help">{description}</p>}
          {body}
          <p className={removed ? "of-small" : "of-hidden"} role="status">
            {removed &&
              rich(t("{entry} {number} was removed. <undo>Undo</undo>"), {
                entry: layout.entry,
                number: removed.index + 1,
                undo: (inside) => (
                  <button type="button" className="of-btn-link" onClick={removed.undo}>
                    {inside}
                  </button>
                ),
              })}
          </p>
          {canAdd && !disabled && !readonly && (
            <div>
              <button type="button" ref={add} className="of-btn of-btn--sm" data-add="" onClick={onAddClick}>
                <Icon name="plus" />
                {another === null ? rich(t("Add an entry <hidden>to {title}</hidden>"), { hidden: unseen({ title }) }) : t("Add {another}", { another })}
              </button>
            </div>
          )}
        </div>
      </ItemContext>
    </ListContext>
  );
}

/** Where an entry goes: the button that was pressed goes with it, and keeps the focus as long as it is there. */
function moving(move: (event: MouseEvent<HTMLButtonElement>) => void) {
  return (event: MouseEvent<HTMLButtonElement>): void => {
    const button = event.currentTarget;
    const others = button.parentElement;
    move(event);
    requestAnimationFrame(() => (button.isConnected ? button : others?.querySelector("button"))?.focus());
  };
}

function ItemButtons(props: ArrayFieldItemTemplateProps & { name: string; iconsOnly: boolean }): ReactElement | null {
  const { buttonsProps, hasToolbar, name, iconsOnly } = props;
  const { hasMoveUp, hasMoveDown, hasRemove, hasCopy, disabled, readonly } = buttonsProps;
  if (!hasToolbar || disabled || readonly) return null;
  const named = lower(name);
  const quiet = (icon: IconName, label: string, onClick: (event: MouseEvent<HTMLButtonElement>) => void): ReactElement => (
    <button type="button" className="of-btn of-btn--icon of-btn--sm of-btn--quiet" aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="of-row of-row--tight of-row--nowrap">
      {!iconsOnly && hasMoveUp && quiet("up", t("Move {entry} up", { entry: named }), moving(buttonsProps.onMoveUpItem))}
      {!iconsOnly && hasMoveDown && quiet("down", t("Move {entry} down", { entry: named }), moving(buttonsProps.onMoveDownItem))}
      {hasCopy && quiet("copied", t("Copy {entry}", { entry: named }), buttonsProps.onCopyItem)}
      {hasRemove && (
        <button
          type="button"
          className="of-btn of-btn--icon of-btn--quiet"
          aria-label={t("Remove {name}", { name: named })}
          onClick={(event) => {
            // The button goes with its entry, so the focus moves to the one that adds entries.
            const list = event.currentTarget.closest(".of-rows");
            buttonsProps.onRemoveItem(event);
            list?.querySelector<HTMLElement>(":scope > div > [data-add]")?.focus();
          }}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}

export function ArrayItemTemplate(props: ArrayFieldItemTemplateProps): ReactElement {
  const { children, index, buttonsProps } = props;
  const layout = useContext(ListContext);
  const name = `${layout.entry} ${index + 1}`;
  const depth = buttonsProps.fieldPathId.path.length;
  const naming = useMemo<ItemNaming>(
    () => ({ prefix: name, hideLabels: layout.kind !== "cards", depth }),
    [name, layout.kind, depth],
  );
  const content = <ItemContext value={naming}>{children}</ItemContext>;
  if (layout.kind === "table") {
    return (
      <tr>
        <th scope="row" className="of-rows__n">
          {index + 1}
        </th>
        {content}
        <td className="of-act">
          <ItemButtons {...props} name={name} iconsOnly />
        </td>
      </tr>
    );
  }
  if (layout.kind === "lines") {
    return (
      <li className="of-row of-row--nowrap of-row--top">
        <div className="of-grow">{content}</div>
        <ItemButtons {...props} name={name} iconsOnly={false} />
      </li>
    );
  }
  return (
    <li className="of-card">
      <div className="of-card__head">
        <h3 className="of-h3">{name}</h3>
        <div className="of-push">
          <ItemButtons {...props} name={name} iconsOnly={false} />
        </div>
      </div>
      <div className="of-card__body">{content}</div>
    </li>
  );
}
