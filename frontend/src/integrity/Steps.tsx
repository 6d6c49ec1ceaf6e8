// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { t, tn } from "../shared/texts";
import type { RepairStep, RepairSteps } from "../shared/types";
import { amount, shown } from "../shared/words";

type What = RepairSteps["what"];

interface Words {
  /** Before and after it was done, and where it was not. */
  planned: (many: number) => string;
  done: (many: number) => string;
  left: (many: number) => string;
}

export const STEPS: Record<What, Words> = {
  write_again: {
    planned: (many) => tn("{n} record will be written to OMERO again", "{n} records will be written to OMERO again", many),
    done: (many) => tn("{n} record was written to OMERO again", "{n} records were written to OMERO again", many),
    left: (many) => tn("{n} record was not written to OMERO again", "{n} records were not written to OMERO again", many),
  },
  restore: {
    planned: (many) => tn("{n} row of the forms database will be restored", "{n} rows of the forms database will be restored", many),
    done: (many) => tn("{n} row of the forms database was restored", "{n} rows of the forms database were restored", many),
    left: (many) => tn("{n} row of the forms database was not restored", "{n} rows of the forms database were not restored", many),
  },
  take_over: {
    planned: (many) => tn("{n} record will be taken over into the forms database", "{n} records will be taken over into the forms database", many),
    done: (many) => tn("{n} record was taken over into the forms database", "{n} records were taken over into the forms database", many),
    left: (many) => tn("{n} record was not taken over into the forms database", "{n} records were not taken over into the forms database", many),
  },
  from_bundle: {
    planned: (many) => tn("{n} record will be written to OMERO from a bundle", "{n} records will be written to OMERO from a bundle", many),
    done: (many) => tn("{n} record was written to OMERO from a bundle", "{n} records were written to OMERO from a bundle", many),
    left: (many) => tn("{n} record was not written to OMERO from a bundle", "{n} records were not written to OMERO from a bundle", many),
  },
  copy: {
    planned: (many) => tn("{n} copy on objects will be tried again", "{n} copies on objects will be tried again", many),
    done: (many) => tn("{n} copy on objects is being tried again by the workers", "{n} copies on objects are being tried again by the workers", many),
    left: (many) => tn("{n} copy on objects was not tried again", "{n} copies on objects were not tried again", many),
  },
  fork: {
    planned: (many) => tn("{n} number has more than one sealed record", "{n} numbers have more than one sealed record", many),
    done: (many) => tn("{n} fork was resolved", "{n} forks were resolved", many),
    left: (many) => tn("{n} number has more than one sealed record", "{n} numbers have more than one sealed record", many),
  },
  lost: {
    planned: (many) => tn("{n} record cannot be brought back from here", "{n} records cannot be brought back from here", many),
    done: (many) => tn("{n} record was brought back", "{n} records were brought back", many),
    left: (many) => tn("{n} record was left as it is", "{n} records were left as they are", many),
  },
};

export const placeWords = ({ where, number }: Pick<RepairStep, "where" | "number">): string => t("{where}, number {number}", { where: shown(where), number });

/** So many are shown without being asked for. */
const AT_ONCE = 5;

/** Which records they are. */
function Places({ group }: { group: RepairSteps }): ReactElement {
  const { steps } = group;
  const list = (
    <ul className="of-points of-small">
      {steps.map((step) => (
        <li key={`${step.stream} ${step.number}`}>{placeWords(step)}</li>
      ))}
      {group.count > steps.length && <li>{t("and {n} more", { n: amount(group.count - steps.length) })}</li>}
    </ul>
  );
  if (steps.length <= AT_ONCE) return list;
  return (
    <details className="of-more">
      <summary>{t("Show which")}</summary>
      {list}
    </details>
  );
}

interface Props {
  groups: RepairSteps[];
  /** Whether they are done, and whether it was tried. */
  words: keyof Words;
}

/** What is said of a step tells what it does, so not of one that was not done; of what nothing could be done about, why. */
const isExplained = ({ what }: RepairSteps, words: keyof Words): boolean => words === "planned" || (words === "left" && (what === "fork" || what === "lost"));

/** Steps, those that are alike together, with what is said of all of them. */
export function StepList({ groups, words }: Props): ReactElement {
  return (
    <ul className="of-steplist">
      {groups.map((group) => (
        <li className="of-stack of-stack--2" key={`${group.what} ${group.detail}`}>
          <h3 className="of-h3">{STEPS[group.what][words](group.count)}</h3>
          {isExplained(group, words) && <p>{group.detail}</p>}
          <Places group={group} />
        </li>
      ))}
    </ul>
  );
}
