// SPDX-License-Identifier: AGPL-3.0-or-later
import type { MouseEvent, ReactElement, ReactNode } from "react";
import { Icon } from "./icons";
import { Name } from "./parts";
import { t } from "./texts";
import type { ObjectInfo } from "./types";
import { countOf, nameOf, shown, typeTitle, typeWord } from "./words";

/** On top of the list: the object itself. */
export function ObjectBar({ object }: { object: ObjectInfo }): ReactElement {
  return (
    <header className="of-objbar of-stack of-stack--1">
      <h1 className="of-objbar__name">
        <Icon name="dataset" />
        <span>
          <span className="of-hidden">{t("Forms of {type}", { type: typeWord(object.type) })} </span>
          <Name>{object.name}</Name>
        </span>
      </h1>
      <p className="of-objbar__meta">
        <span>
          {typeTitle(object.type)} {object.id}
        </span>
        <span>{t("Group {group}", { group: shown(object.group.name) })}</span>
        <span>{t("Owner {owner}", { owner: nameOf(object.owner) })}</span>
        {object.images !== null && <span>{countOf(object.images, "image")}</span>}
      </p>
    </header>
  );
}

/** The object that a form describes: name, type and number, group, and what else there is to say. */
export function ObjectMeta({ object, children }: { object: ObjectInfo; children?: ReactNode }): ReactElement {
  return (
    <p className="of-objbar__meta">
      <span>
        <Icon name="dataset" /> <Name>{object.name}</Name>
      </span>
      <span>
        {typeTitle(object.type)} {object.id}
      </span>
      <span>{shown(object.group.name)}</span>
      {children}
    </p>
  );
}

interface FormBarProps {
  object: ObjectInfo;
  name: string;
  version: number;
  onBack: () => void;
  meter?: ReactNode;
  due?: ReactNode;
}

/** On top of a form: form, version and the object it describes. */
export function FormBar({ object, name, version, onBack, meter, due }: FormBarProps): ReactElement {
  const back = (event: MouseEvent): void => {
    event.preventDefault();
    onBack();
  };
  return (
    <header className="of-objbar of-stack of-stack--1">
      <p className="of-small">
        <a href="#forms" onClick={back}>
          <Icon name="home" />
          {t("All forms of this {type}", { type: typeWord(object.type) })}
        </a>
      </p>
      <div className="of-row of-row--between of-row--base">
        <h1 className="of-h1" tabIndex={-1}>
          {name} <span className="of-over">{t("version {version}", { version })}</span>
        </h1>
        {meter}
      </div>
      <ObjectMeta object={object}>{due}</ObjectMeta>
    </header>
  );
}
