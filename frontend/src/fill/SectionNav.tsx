// SPDX-License-Identifier: AGPL-3.0-or-later
import type { MouseEvent, ReactElement } from "react";
import { shownName } from "../form/names";
import { parsePointer } from "../form/pointers";
import type { RequiredAnswer } from "../form/progress";
import type { Section } from "../form/sections";
import { Icon, type IconName } from "../shared/icons";
import type { Problem } from "../shared/types";

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

function standing(section: Section, required: RequiredAnswer[], problems: Problem[]): Standing {
  const top = (pointer: string): string => shownName(parsePointer(pointer)[section.within.length] ?? "");
  const names = new Set(section.names);
  const wrong = problems.filter((problem) => names.has(top(problem.pointer))).length;
  if (wrong > 0) return { icon: "alert", nav: "fix", note: `${wrong} to correct` };
  const own = required.filter((answer) => names.has(top(answer.pointer)));
  if (own.length === 0) return { icon: "missing", nav: undefined, note: "Optional" };
  const answered = own.filter((answer) => answer.answered).length;
  const isDone = answered === own.length;
  return { icon: isDone ? "compliant" : "missing", nav: isDone ? "done" : undefined, note: `${answered} of ${own.length} required` };
}

export function SectionNav({ sections, required, problems, current, onGo }: Props): ReactElement {
  const go = (event: MouseEvent, key: string): void => {
    event.preventDefault();
    onGo(key);
  };
  return (
    <nav className="of-nav" aria-label="Sections of the form">
      <ol>
        {sections.map((section) => {
          const { icon, nav, note } = standing(section, required, problems);
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
}
