// SPDX-License-Identifier: AGPL-3.0-or-later
/** What policies ask of one object, as the rows of its list. */
import type { Asking } from "../shared/AskExemption";
import { OWED, WORST_FIRST } from "../shared/findingStatus";
import { t } from "../shared/texts";
import type { FormOnObject, RequiredBy, Status } from "../shared/types";

/** Still to do: by its status, or, before the first evaluation, if it is required and nothing has been submitted. */
export function isOwed(status: Status | null, forms: FormOnObject[], level: RequiredBy["level"]): boolean {
  return status === null ? level === "required" && forms.every((form) => form.latest === null) : OWED.includes(status);
}

export interface Row {
  key: string;
  title: string;
  forms: FormOnObject[];
  status: Status | null;
  reason: string;
  due: string | null;
  /** The last day on which it is excused. */
  excused: string | null;
  oneOf: boolean;
  level: RequiredBy["level"];
  policies: string[];
  /** Those that the object could be excused from. */
  asking: Asking[];
  isAsked: boolean;
}

function worst(requirements: RequiredBy[]): RequiredBy | undefined {
  const rank = (requirement: RequiredBy): number =>
    requirement.status === null ? WORST_FIRST.length : WORST_FIRST.indexOf(requirement.status);
  return [...requirements].sort((a, b) => rank(a) - rank(b))[0];
}

export function earliest(dates: (string | null)[]): string | null {
  return dates.filter((date): date is string => date !== null).sort()[0] ?? null;
}

const excusedUntil = ({ status, due }: RequiredBy): string | null => (status === "exempt" ? due : null);

/** The policies that are owed something, and nobody has asked to be excused from yet; whether somebody has. */
function askingOf(requirements: RequiredBy[], forms: FormOnObject[]): Pick<Row, "asking" | "isAsked"> {
  const owed = requirements.filter(({ status }) => status !== null && OWED.includes(status));
  return {
    asking: owed
      .filter((requirement) => !requirement.exemption_asked)
      .map(({ policy, policy_id }) => ({
        id: policy_id,
        name: policy,
        forms: forms.filter((form) => form.required_by.some((each) => each.policy_id === policy_id)).map(({ id, name }) => ({ id, name })),
      })),
    isAsked: owed.some((requirement) => requirement.exemption_asked),
  };
}

/** One row for a form; one for a policy that asks for one of several. */
export function requiredRows(forms: FormOnObject[]): Row[] {
  const rows: Row[] = [];
  const choices = new Map<number, { requirement: RequiredBy; forms: FormOnObject[] }>();
  for (const form of forms) {
    const own = form.required_by.filter((requirement) => requirement.requirement === "all_of");
    const worstOne = worst(own);
    if (worstOne) {
      rows.push({
        key: form.id,
        title: form.name,
        forms: [form],
        status: worstOne.status,
        reason: worstOne.reason,
        due: earliest(own.filter((requirement) => isOwed(requirement.status, [form], requirement.level)).map((requirement) => requirement.due)),
        excused: excusedUntil(worstOne),
        oneOf: false,
        level: own.some((requirement) => requirement.level === "required") ? "required" : "recommended",
        policies: own.map((requirement) => requirement.policy),
        ...askingOf(own, forms),
      });
    }
    for (const requirement of form.required_by.filter((each) => each.requirement === "one_of")) {
      const choice = choices.get(requirement.policy_id) ?? { requirement, forms: [] };
      choice.forms.push(form);
      choices.set(requirement.policy_id, choice);
    }
  }
  for (const [id, { requirement, forms: offered }] of choices) {
    rows.push({
      key: `policy-${id}`,
      title: t("One of: {forms}", { forms: offered.map((form) => form.name).join(", ") }),
      forms: offered,
      status: requirement.status,
      reason: requirement.reason,
      due: isOwed(requirement.status, offered, requirement.level) ? requirement.due : null,
      excused: excusedUntil(requirement),
      oneOf: offered.length > 1,
      level: requirement.level,
      policies: [requirement.policy],
      ...askingOf([requirement], forms),
    });
  }
  return rows;
}
