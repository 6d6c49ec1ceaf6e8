// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import type { RepairStep, RepairSteps } from "../shared/types";
import { count, shown } from "../shared/words";

type What = RepairSteps["what"];

interface Words {
  /** Before and after it was done, and where it was not. */
  planned: (many: number) => string;
  done: (many: number) => string;
  left: (many: number) => string;
}

const records = (many: number): string => count(many, "record");
const areIs = (many: number): string => (many === 1 ? "is" : "are");
const wereWas = (many: number): string => (many === 1 ? "was" : "were");

export const STEPS: Record<What, Words> = {
  write_again: {
    planned: (many) => `${records(many)} will be written to OMERO again`,
    done: (many) => `${records(many)} ${wereWas(many)} written to OMERO again`,
    left: (many) => `${records(many)} ${wereWas(many)} not written to OMERO again`,
  },
  restore: {
    planned: (many) => `${count(many, "row")} of the forms database will be restored`,
    done: (many) => `${count(many, "row")} of the forms database ${wereWas(many)} restored`,
    left: (many) => `${count(many, "row")} of the forms database ${wereWas(many)} not restored`,
  },
  take_over: {
    planned: (many) => `${records(many)} will be taken over into the forms database`,
    done: (many) => `${records(many)} ${wereWas(many)} taken over into the forms database`,
    left: (many) => `${records(many)} ${wereWas(many)} not taken over into the forms database`,
  },
  from_bundle: {
    planned: (many) => `${records(many)} will be written to OMERO from a bundle`,
    done: (many) => `${records(many)} ${wereWas(many)} written to OMERO from a bundle`,
    left: (many) => `${records(many)} ${wereWas(many)} not written to OMERO from a bundle`,
  },
  copy: {
    planned: (many) => `${count(many, "copy", "copies")} on objects will be tried again`,
    done: (many) => `${count(many, "copy", "copies")} on objects ${areIs(many)} being tried again by the workers`,
    left: (many) => `${count(many, "copy", "copies")} on objects ${wereWas(many)} not tried again`,
  },
  fork: {
    planned: (many) => `${count(many, "number")} ${many === 1 ? "has" : "have"} more than one sealed record`,
    done: (many) => `${count(many, "fork")} ${wereWas(many)} resolved`,
    left: (many) => `${count(many, "number")} ${many === 1 ? "has" : "have"} more than one sealed record`,
  },
  lost: {
    planned: (many) => `${records(many)} cannot be brought back from here`,
    done: (many) => `${records(many)} ${wereWas(many)} brought back`,
    left: (many) => `${records(many)} ${wereWas(many)} left as ${many === 1 ? "it is" : "they are"}`,
  },
};

export const placeWords = ({ where, number }: Pick<RepairStep, "where" | "number">): string => `${shown(where)}, number ${number}`;

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
      {group.count > steps.length && <li>and {(group.count - steps.length).toLocaleString("en-GB")} more</li>}
    </ul>
  );
  if (steps.length <= AT_ONCE) return list;
  return (
    <details className="of-more">
      <summary>Show which</summary>
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
