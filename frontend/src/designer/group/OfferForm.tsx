// SPDX-License-Identifier: AGPL-3.0-or-later
/** Offers a group a form, for some types of objects. */
import { useState, type ReactElement } from "react";
import { Choice } from "../../shared/Choice";
import { Empty } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormRow, Group, ObjectTypeName } from "../../shared/types";
import { lowerType, plural, shown } from "../../shared/words";
import { BEING_RECORDED, OBJECT_TYPES, typesOffered } from "../offers/offers";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

interface Props {
  base: string;
  group: Group;
  forms: FormRow[];
  onChange: (form: FormRow, said: string) => void;
}

interface TypesProps {
  form: FormRow | undefined;
  group: Group;
  chosen: ReadonlySet<ObjectTypeName>;
  onChoose: (chosen: ReadonlySet<ObjectTypeName>) => void;
}

function Types({ form, group, chosen, onChoose }: TypesProps): ReactElement {
  const already = form ? typesOffered(form, group.id) : [];
  const toggle = (type: ObjectTypeName): void => {
    const next = new Set(chosen);
    if (!next.delete(type)) next.add(type);
    onChoose(next);
  };
  return (
    <fieldset className="of-field">
      <legend className="of-label">{t("For")}</legend>
      <div className="of-choices">
        {OBJECT_TYPES.map((type) => (
          <label className="of-choice" key={type}>
            <input
              className="of-check"
              type="checkbox"
              checked={already.includes(type) || chosen.has(type)}
              disabled={already.includes(type)}
              onChange={() => toggle(type)}
            />
            <span>
              {plural(type)}
              {already.includes(type) && <span className="of-muted"> {t("(offered already)")}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const named = (types: readonly ObjectTypeName[]): string => types.map(plural).join(", ");

export function OfferForm({ base, group, forms, onChange }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [id, setId] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<ObjectTypeName>>(new Set());
  const offerable = forms.filter((form) => form.state === "published" && typesOffered(form, group.id).length < OBJECT_TYPES.length);
  const form = offerable.find((each) => each.form === id);
  const types = OBJECT_TYPES.filter((type) => chosen.has(type));
  const choose = (next: string): void => {
    setId(next);
    setChosen(new Set());
  };
  const offer = async (): Promise<void> => {
    if (!form) return;
    const done: ObjectTypeName[] = [];
    for (const type of types) {
      const changed = await ask(() => api.offer(form.form, group.id, lowerType(type)));
      if (!changed) return;
      done.push(type);
      const isDone = typesOffered(changed, group.id).includes(type);
      onChange(changed, isDone ? t("{form} is offered for {objects}.", { form: shown(form.name), objects: named(done) }) : BEING_RECORDED);
    }
    choose("");
  };
  if (offerable.length === 0) {
    return (
      <div className="of-card">
        <Empty icon="form" level={2} title={t("There is no other form to offer")}>
          <p>{rich(t("Published forms can be offered. See <a>all forms</a>."), { a: (inside) => <a href={`${base}designer/`}>{inside}</a> })}</p>
        </Empty>
      </div>
    );
  }
  return (
    <section className="of-card" aria-labelledby="of-g-offer">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-g-offer">
          {t("Offer another form")}
        </h2>
      </div>
      <div className="of-card__body of-stack">
        {failed && <Refused what={t("The form was not offered")} error={failed} />}
        <Choice
          id="of-g-form"
          label={t("Form")}
          value={id}
          options={[["", t("Choose a form")], ...offerable.map((each) => [each.form, shown(each.name)] as const)]}
          onChange={choose}
        />
        {form?.description && <p className="of-help">{shown(form.description)}</p>}
        {form && <Types form={form} group={group} chosen={chosen} onChoose={setChosen} />}
        <div className="of-row">
          <button type="button" className="of-btn of-btn--primary" disabled={busy || types.length === 0} onClick={() => void offer()}>
            {types.length > 0 ? t("Offer it for {objects}", { objects: named(types) }) : t("Offer it")}
          </button>
          {form && types.length === 0 && <span className="of-small of-muted">{t("Choose what it is for.")}</span>}
        </div>
      </div>
    </section>
  );
}
