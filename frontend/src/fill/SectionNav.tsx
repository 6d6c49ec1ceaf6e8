// SPDX-License-Identifier: AGPL-3.0-or-later
import { memo, type MouseEvent, type ReactElement } from "react";
import { shownName } from "../form/names";
import { parsePointer } from "../form/pointers";
import type { RequiredAnswer } from "../form/progress";
import { baseOf, type Section } from "../form/sections";
import { Icon, type IconName } from "../shared/icons";
import { t } from "../shared/texts";
import type { Problem } from "../shared/types";
import { progress } from "../shared/words";

interface Props {
  sections: Section[];
  required: RequiredAnswer[];
  /** Only those that are shown at their fields. */
  problems: Problem[];
  current: string | null;
  onGo: (key: string) => void;
}

interface Standing {
  icon: IconName;
  nav: "done" | "fix" | undefined;
  note: string;
}

/** Things by the question of the top level that they belong to. */
function byQuestion<T extends { pointer: string }>(things: T[], depth: number): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const thing of things) {
    const name = shownName(parsePointer(thing.pointer)[depth] ?? "");
    found.set(name, [...(found.get(name) ?? []), thing]);
  }
  return found;
}

function standing(section: Section, required: Map<string, RequiredAnswer[]>, problems: Map<string, Problem[]>): Standing {
  const of = <T,>(things: Map<string, T[]>): T[] => section.names.flatMap((name) => things.get(name) ?? []);
  const wrong = of(problems).length;
  if (wrong > 0) return { icon: "alert", nav: "fix", note: t("{n} to correct", { n: wrong }) };
  const own = of(required);
  if (own.length === 0) return { icon: "missing", nav: undefined, note: t("Optional") };
  const answered = own.filter((answer) => answer.answered).length;
  const isDone = answered === own.length;
  return { icon: isDone ? "compliant" : "missing", nav: isDone ? "done" : undefined, note: progress(answered, own.length) };
}

/** The same while somebody types: what it says of sections changes when they pause. */
export const SectionNav = memo(function SectionNav({ sections, required, problems, current, onGo }: Props): ReactElement {
  const go = (event: MouseEvent, key: string): void => {
    event.preventDefault();
    onGo(key);
  };
  const depth = baseOf(sections).length;
  const [asked, wrong] = [byQuestion(required, depth), byQuestion(problems, depth)];
  return (
    <nav className="of-nav" aria-label={t("Sections of the form")}>
      <ol>
        {sections.map((section) => {
          const { icon, nav, note } = standing(section, asked, wrong);
          return (
            <li key={section.key}>
              <a
                className="of-nav__link"
                href={`#${section.key}`}
                data-nav={nav}
                aria-current={current === section.key ? "true" : undefined}
                onClick={(event) => go(event, section.key)}
              >
                <Icon name={icon} />
                <span>
                  {section.title}
                  <span className="of-nav__note">{note}</span>
                </span>
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
});
