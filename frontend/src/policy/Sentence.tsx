// SPDX-License-Identifier: AGPL-3.0-or-later
/** A policy as a sentence, each part of which is a button that opens its control below the sentence. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { Icon } from "../shared/icons";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import { shown } from "../shared/words";
import { Control, type ControlProps } from "./Controls";
import { partWords, type Part } from "./terms";

export type Problems = Partial<Record<Part, string[]>>;
type Shown = Exclude<Part, "name">;

const LABELS: Record<Shown, string> = {
  type: t("Which type of object"),
  groups: t("Which groups"),
  which: t("Which of them"),
  needs: t("What they need"),
  time: t("By when"),
  member: t("Whether members are told"),
  owner: t("When owners are told"),
  gate: t("What is put on objects that comply"),
  except: t("Whose objects do not count"),
};

interface Props extends ControlProps {
  problems: Problems;
}

export function Sentence(props: Props): ReactElement {
  const { group, terms, problems } = props;
  const [open, setOpen] = useState<Shown | null>(null);
  const buttons = useRef(new Map<Shown, HTMLButtonElement>());
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The first control of what was opened; one that is loaded first takes the focus when it is there.
    box.current?.querySelector<HTMLElement>("input, select, button, a")?.focus();
  }, [open]);
  const close = (): void => {
    if (open) buttons.current.get(open)?.focus();
    setOpen(null);
  };
  const onKey = (event: KeyboardEvent): void => {
    const isEntered = event.key === "Enter" && event.target instanceof HTMLInputElement;
    // Enter in a field would send the form, which switches the policy on.
    if (isEntered) event.preventDefault();
    if (isEntered || event.key === "Escape") close();
  };
  const part = (name: Shown): ReactElement => (
    <button
      key={name}
      type="button"
      className="of-part"
      ref={(element) => {
        if (element) buttons.current.set(name, element);
      }}
      aria-expanded={open === name}
      aria-controls={open === name ? "of-partbox" : undefined}
      aria-invalid={problems[name] ? true : undefined}
      aria-describedby={problems[name] ? `of-problem-${name}` : undefined}
      onClick={() => setOpen(open === name ? null : name)}
    >
      {partWords(name, terms, props)}
    </button>
  );
  const text =
    terms.level === "recommended"
      ? t("Every {type} of {group}, {which}, {needs} {time}; {gate}. Of the objects of its people, {except}.")
      : t("Every {type} of {group}, {which}, {needs} {time}; {member}; {owner}; {gate}. Of the objects of its people, {except}.");
  const parts = Object.fromEntries((Object.keys(LABELS) as Shown[]).map((name) => [name, part(name)]));
  const wrong = Object.entries(problems) as [Part, string[]][];
  return (
    <>
      <p className="of-sentence">
        {rich(text, { ...parts, group: terms.groups === undefined ? <b>{shown(group.name)}</b> : part("groups") })}
      </p>
      {wrong.map(([name, messages]) => (
        <div id={`of-problem-${name}`} key={name}>
          {messages.map((message) => (
            <p className="of-error" key={message}>
              <Icon name="alert" />
              <span>
                {name === "name" ? t("Name") : LABELS[name]}: {message}
              </span>
            </p>
          ))}
        </div>
      ))}
      {open && (
        <div
          className="of-partbox of-stack of-stack--3"
          id="of-partbox"
          role="group"
          aria-label={LABELS[open]}
          ref={box}
          onKeyDown={onKey}
        >
          <h3 className="of-h3">{LABELS[open]}</h3>
          <Control {...props} part={open} />
          <div>
            <button type="button" className="of-btn" onClick={close}>
              {t("Done")}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
