// SPDX-License-Identifier: AGPL-3.0-or-later
/** The control of each part of the sentence. */
import { useId, useState, type InputHTMLAttributes, type ReactElement, type ReactNode } from "react";
import { Choice } from "../shared/Choice";
import { FindPeople } from "../shared/FindPeople";
import { rich } from "../shared/rich";
import { SelectorBuilder } from "../shared/seldom";
import { t, tn } from "../shared/texts";
import type { FormRow, Group, Person, Requirement } from "../shared/types";
import { dayIn, nameOf, shown, siteDay, typeWord } from "../shared/words";
import { groupsOf } from "./many";
import { formsFor, TYPES, type AskedForm, type Changed, type Gate, type Part, type Terms, type Versions } from "./terms";

export interface ControlProps {
  base: string;
  group: Group;
  terms: Terms;
  forms: readonly FormRow[];
  members: readonly Person[];
  /** Of what is required of several: those there are. */
  groups: readonly Group[];
  nameOfForm: (id: string) => string;
  /** People who were found by their names. */
  onPeople: (people: Person[]) => void;
  onChange: (changed: Changed) => void;
}

type InputFieldProps = Pick<InputHTMLAttributes<HTMLInputElement>, "type" | "min" | "value" | "onBlur"> & { label: string; help?: string | undefined; narrow?: boolean; onText: (text: string) => void };

function InputField({ label, help, narrow = false, onText, ...input }: InputFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="of-field">
      <label className="of-label" htmlFor={id}>
        {label}
      </label>
      <input
        {...input}
        className={narrow ? "of-input of-input--num" : "of-input"}
        id={id}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {help && (
        <p className="of-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

function NumberField(props: { label: string; value: number | undefined; least: number; help?: string; onChange: (value: number) => void }): ReactElement {
  const { label, value, least, help, onChange } = props;
  /** What is typed while it is no number yet; the last one holds until it is. */
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string): void => {
    setTyped(text);
    if (text !== "") onChange(Number(text));
  };
  return <InputField label={label} help={help} narrow type="number" min={least} value={typed ?? value ?? least} onText={type} onBlur={() => setTyped(null)} />;
}

function DayField(props: { label: string; value: string | undefined; help?: string; onChange: (value: string | undefined) => void }): ReactElement {
  const { label, value, help, onChange } = props;
  return <InputField label={label} help={help} type="date" value={value ?? ""} onText={(text) => onChange(text || undefined)} />;
}

function Ticks(props: { legend: string; children: ReactNode }): ReactElement {
  return (
    <fieldset className="of-field">
      <legend className="of-label">{props.legend}</legend>
      {props.children}
    </fieldset>
  );
}

function Tick({ checked, onChange, children }: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }): ReactElement {
  return (
    <label className="of-choice">
      <input className="of-check" type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} /> {children}
    </label>
  );
}

function ofVersions(versions: Versions | undefined): string {
  return typeof versions === "object" ? String(versions.from) : (versions ?? "any");
}

function toVersions(value: string): Versions {
  return value === "any" || value === "current" ? value : { from: Number(value) };
}

function VersionsOf({ asked, form, onChange }: { asked: AskedForm; form: FormRow; onChange: (versions: Versions) => void }): ReactElement {
  const numbers = Array.from({ length: form.version }, (_, index) => index + 1);
  return (
    <Choice
      id={`of-v-${form.form}`}
      label={t("Versions of {form} that count", { form: shown(form.name) })}
      value={ofVersions(asked.versions)}
      options={[["any", t("Any version")], ["current", t("The current version only")], ...numbers.map((number) => [number, t("Version {number} and newer", { number })] as const)]}
      onChange={(value) => onChange(toVersions(value))}
    />
  );
}

/** More groups than these are looked for by their names. */
const MANY_GROUPS = 12;

function Groups({ terms, groups, onChange }: ControlProps): ReactElement {
  const [sought, setSought] = useState("");
  const chosen = terms.groups ?? "all";
  const tick = (id: number, isIn: boolean): void => {
    const others = chosen === "all" ? [] : chosen.filter((one) => one !== id);
    onChange({ groups: isIn ? [...others, id].sort((a, b) => a - b) : others });
  };
  const fitting = groups.filter(({ name }) => name.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <>
      <Choice
        id="of-c-groups"
        label={t("Of which groups")}
        value={chosen === "all" ? "all" : "some"}
        options={[
          ["all", t("All groups, and those to come")],
          ["some", t("These groups")],
        ]}
        onChange={(value) => onChange({ groups: value === "all" ? "all" : [] })}
      />
      {chosen !== "all" && groups.length > MANY_GROUPS && <InputField label={t("Show groups whose name has")} type="search" value={sought} onText={setSought} />}
      {chosen !== "all" && (
        <Ticks legend={tn("Groups, {n} of them chosen", "Groups, {n} of them chosen", chosen.length)}>
          {fitting.map(({ id, name }) => (
            <Tick key={id} checked={chosen.includes(id)} onChange={(isIn) => tick(id, isIn)}>
              {shown(name)}
            </Tick>
          ))}
        </Ticks>
      )}
    </>
  );
}

function offeredWords({ group, terms }: ControlProps, hasNone: boolean): { legend: string; help: string } {
  if (terms.groups === undefined) {
    return { legend: t("Forms that are offered to {group} for this type", { group: shown(group.name) }), help: hasNone ? t("No form is offered to the group for this type yet.") : "" };
  }
  if (terms.groups !== "all") return { legend: t("Forms that are offered to all of the groups for this type"), help: hasNone ? t("No form is offered to all of them for this type.") : "" };
  const later = t("In a group to which one of them is not offered, the policy holds as soon as it is.");
  return { legend: t("Forms that are offered to groups for this type"), help: hasNone ? t("No form is offered to any group for this type yet.") : later };
}

function Needs(props: ControlProps): ReactElement {
  const { base, group, groups, terms, forms, nameOfForm, onChange } = props;
  const isOfGroup = terms.groups === undefined;
  const offered = formsFor(forms, isOfGroup ? [group] : groupsOf(terms, groups), terms);
  const asked = new Map(terms.forms.map((one) => [one.form, one]));
  // Chosen for another type or other groups: only here they can be left out again.
  const others = terms.forms.filter(({ form }) => !offered.some((one) => one.form === form));
  const { legend, help } = offeredWords(props, offered.length === 0);
  const tick = (form: string, isAsked: boolean): void => {
    const next = terms.forms.filter((one) => one.form !== form);
    const those = isAsked ? [...next, { form, versions: "any" as const }] : next;
    onChange({ forms: those, requirement: terms.requirement === "none" ? "all_of" : terms.requirement });
  };
  return (
    <>
      <Ticks legend={legend}>
        {offered.map((form) => (
          <Tick key={form.form} checked={asked.has(form.form)} onChange={(isAsked) => tick(form.form, isAsked)}>
            {shown(form.name)}
          </Tick>
        ))}
        {others.map(({ form }) => (
          <Tick key={form} checked onChange={(isAsked) => tick(form, isAsked)}>
            {t("{form}, which is not offered so", { form: shown(nameOfForm(form)) })}
          </Tick>
        ))}
        <p className="of-help">
          {help && `${help} `}
          {rich(t("Only forms that are offered can be required: <a>offer another one</a>."), { a: (inside) => <a href={isOfGroup ? `${base}designer/group/${group.id}/` : `${base}designer/`}>{inside}</a> })}
        </p>
      </Ticks>
      {terms.forms.length > 1 && (
        <Choice
          id="of-c-requirement"
          label={t("How many of them")}
          value={terms.requirement}
          options={[
            ["all_of", t("All of them")],
            ["one_of", t("One of them")],
          ]}
          onChange={(value) => onChange({ requirement: value as Requirement })}
        />
      )}
      {offered.map((form) => {
        const one = asked.get(form.form);
        if (!one || form.version < 2) return null;
        const change = (versions: Versions): void => onChange({ forms: terms.forms.map((each) => (each === one ? { ...each, versions } : each)) });
        return <VersionsOf key={form.form} asked={one} form={form} onChange={change} />;
      })}
      <Choice
        id="of-c-level"
        label={t("How strictly")}
        value={terms.level ?? "required"}
        options={[
          ["required", t("Required: what lacks it fails once its time is over")],
          ["recommended", t("Recommended: counted apart, never failing")],
        ]}
        onChange={(value) => onChange({ level: value as "required" | "recommended" })}
      />
    </>
  );
}

function Time({ terms, onChange }: ControlProps): ReactElement {
  const isCampaign = terms.deadline !== undefined;
  return (
    <>
      <Choice
        id="of-c-time"
        label={t("By when")}
        value={isCampaign ? "deadline" : "grace"}
        options={[
          ["grace", t("So many days after each object is made")],
          ["deadline", t("One day for all, for a backlog")],
        ]}
        onChange={(value) =>
          onChange(value === "deadline" ? { deadline: dayIn(90, siteDay(new Date())), grace: 0 } : { deadline: undefined, grace: 14 })
        }
      />
      {isCampaign ? (
        <DayField label={t("Last day")} value={terms.deadline} onChange={(deadline) => onChange({ deadline: deadline ?? terms.deadline })} />
      ) : (
        <NumberField
          label={t("Days of grace")}
          least={0}
          value={terms.grace}
          help={t("Counted from the day an object is made, or from the start where that is later.")}
          onChange={(grace) => onChange({ grace })}
        />
      )}
      <DayField label={t("Start")} value={terms.start} help={t("Left empty, it starts on the day it is switched on.")} onChange={(start) => onChange({ start })} />
    </>
  );
}

function Except({ terms, members, onPeople, onChange }: ControlProps): ReactElement {
  const isOfGroup = terms.groups === undefined;
  const excluded = new Set(terms.except ?? []);
  const unknown = [...excluded].filter((id) => !members.some((one) => one.id === id));
  const tick = (id: number, isOut: boolean): void =>
    onChange({ except: isOut ? [...excluded, id].sort((a, b) => a - b) : [...excluded].filter((one) => one !== id) });
  return (
    <>
      {!isOfGroup && <FindPeople id="of-c-people" label={t("Find somebody by name")} onFound={onPeople} />}
      <Ticks legend={t("Whose objects the policy is not about")}>
        {members.map((person) => (
          <Tick key={person.id} checked={excluded.has(person.id)} onChange={(isOut) => tick(person.id, isOut)}>
            {nameOf(person)}
          </Tick>
        ))}
        {unknown.map((id) => (
          <Tick key={id} checked onChange={(isOut) => tick(id, isOut)}>
            {isOfGroup ? t("User {id}, who is not in the group", { id }) : t("User {id}", { id })}
          </Tick>
        ))}
        <p className="of-help">{t("Such as service accounts and guests.")}</p>
      </Ticks>
    </>
  );
}

function Owner({ terms, onChange }: ControlProps): ReactElement {
  const above = terms.tell_owner_above;
  return (
    <>
      <Choice
        id="of-c-owner"
        label={t("Owners of the group")}
        value={above === "never" ? "never" : "above"}
        options={[
          ["above", t("Are told when somebody has more than a number of objects past due")],
          ["never", t("Are never told")],
        ]}
        onChange={(value) => onChange({ tell_owner_above: value === "never" ? "never" : 3 })}
      />
      {above !== "never" && (
        <NumberField label={t("More than how many")} least={0} value={above} help={t("Objects in grace and exempt ones do not count.")} onChange={(value) => onChange({ tell_owner_above: value })} />
      )}
    </>
  );
}

type GateKind = "none" | "tag" | "pair";

const EMPTY_GATES: Record<GateKind, Gate | undefined> = { none: undefined, tag: { tag: "" }, pair: { key: "", value: "" } };

function GateControl({ terms: { gate }, onChange }: ControlProps): ReactElement {
  const kind: GateKind = gate === undefined ? "none" : "tag" in gate ? "tag" : "pair";
  return (
    <>
      <Choice
        id="of-c-gate"
        label={t("On each object that complies")}
        value={kind}
        options={[
          ["none", t("Nothing is put")],
          ["tag", t("A tag is put")],
          ["pair", t("A key-value pair is put")],
        ]}
        onChange={(value) => onChange({ gate: EMPTY_GATES[value as GateKind] })}
      />
      {gate !== undefined && "tag" in gate && <InputField label={t("Name of the tag")} value={gate.tag} onText={(tag) => onChange({ gate: { tag } })} />}
      {gate !== undefined && "key" in gate && (
        <>
          <InputField label={t("Key")} value={gate.key} onText={(key) => onChange({ gate: { ...gate, key } })} />
          <InputField label={t("Its value")} value={gate.value} onText={(value) => onChange({ gate: { ...gate, value } })} />
        </>
      )}
      <p className="of-help">
        {t("For publication scripts and other tools to ask for. Only what was put by this policy is taken off again, once an object no longer complies; what people put there stays.")}
      </p>
    </>
  );
}

const CONTROLS: Record<Exclude<Part, "name">, (props: ControlProps) => ReactElement> = {
  type: ({ terms, onChange }) => (
    <Choice
      id="of-c-type"
      label={t("Type of object")}
      value={terms.object_type}
      options={TYPES.map((type) => [type, typeWord(type)] as const)}
      onChange={(value) => onChange({ object_type: value as Terms["object_type"] })}
    />
  ),
  groups: Groups,
  which: ({ terms, onChange }) => (
    <SelectorBuilder
      isOpened
      selector={terms.selector}
      without={t("Without a condition the policy is about all of the group’s objects of this type.")}
      onChange={(selector) => onChange({ selector })}
    />
  ),
  needs: Needs,
  time: Time,
  member: ({ terms, onChange }) => (
    <Choice
      id="of-c-member"
      label={t("The person whose objects they are")}
      value={terms.tell_member}
      options={[
        ["any", t("Is told by mail what is newly failing, due soon and still open")],
        ["never", t("Is told nothing by mail")],
      ]}
      onChange={(value) => onChange({ tell_member: value as Terms["tell_member"] })}
    />
  ),
  owner: Owner,
  gate: GateControl,
  except: Except,
};

export function Control({ part, ...props }: ControlProps & { part: Exclude<Part, "name"> }): ReactElement {
  const Shown = CONTROLS[part];
  return <Shown {...props} />;
}
