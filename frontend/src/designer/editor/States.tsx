// SPDX-License-Identifier: AGPL-3.0-or-later
/** What was saved of a draft, one state beside what it is now, and taking it back. */
import { useCallback, useState, type ReactElement } from "react";
import { Moment, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { DraftState, FormDraft } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { nameOf, shown } from "../../shared/words";
import { SideBySide } from "../compare/SideBySide";
import type { FormDocument } from "../document/document";

interface Props {
  form: string;
  /** Number of the draft now: with each save there is one more. */
  number: number;
  present: FormDocument;
  isReadOnly: boolean;
  now: Date;
  onTakeBack: (state: FormDraft) => void;
  onClose: () => void;
}

function OneState({ form, state, present, isReadOnly, onTakeBack }: Pick<Props, "form" | "present" | "isReadOnly" | "onTakeBack"> & { state: DraftState }): ReactElement {
  const { api, guard } = useDesigner();
  const [loaded, reload] = useLoaded(useCallback(() => guard(api.draftState(form, state.number)), [api, guard, form, state.number]));
  if (loaded.state === "loading") return <p className="of-muted">{t("Loading state {number}…", { number: state.number })}</p>;
  if (loaded.state === "failed") return <NotLoaded what={t("State {number}", { number: state.number })} error={loaded.error} onRetry={reload} />;
  const { value } = loaded;
  return (
    <div className="of-stack of-stack--3">
      {(value.name !== present.name || value.description !== present.description) && (
        <p>
          {value.description
            ? t("It was called “{name}”, described as “{description}”.", { name: shown(value.name), description: shown(value.description) })
            : t("It was called “{name}”.", { name: shown(value.name) })}
        </p>
      )}
      <SideBySide
        before={{ name: t("State {number}", { number: state.number }), schema: value.schema, uiSchema: value.ui_schema }}
        after={{ name: t("Now"), schema: present.schema, uiSchema: present.uiSchema }}
      />
      {!isReadOnly && (
        <div className="of-row">
          <button type="button" className="of-btn" onClick={() => onTakeBack(value)}>
            {t("Take back state {number}", { number: state.number })}
          </button>
          <span className="of-small of-muted">{t("It is an edit like any other: what is there now stays in the states, and undo brings it back.")}</span>
        </div>
      )}
    </div>
  );
}

export function States(props: Props): ReactElement {
  const { form, number, now, onClose } = props;
  const { api, guard } = useDesigner();
  const [chosen, setChosen] = useState<number | null>(null);
  const [states, reload] = useLoaded(useCallback(() => guard(api.draftStates(form)), [api, guard, form]), number);
  return (
    <section className="of-card" aria-labelledby="of-states">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-states" tabIndex={-1} ref={(heading) => heading?.focus()}>
          {t("Earlier states of this draft")}
        </h2>
        {states.state === "ready" && <span className="of-small of-muted">{tn("{n} state, newest first; the last 50 are kept", "{n} states, newest first; the last 50 are kept", states.value.length)}</span>}
        <button type="button" className="of-btn of-btn--sm of-push" onClick={onClose}>
          {t("Close the states")}
        </button>
      </div>
      <div className="of-card__body of-stack">
        {states.state === "loading" && <p className="of-muted">{t("Loading the states…")}</p>}
        {states.state === "failed" && <NotLoaded what={t("The states")} error={states.error} onRetry={reload} />}
        {states.state === "ready" && (
          <ol className="of-states of-stack of-stack--2">
            {states.value.map((state) => (
              <li key={state.number}>
                <div className="of-row">
                  <span>
                    {rich(t("<b>State {number}</b>, {time}, {name}", { number: state.number }), {
                      b: (inside) => <b>{inside}</b>,
                      time: <Moment iso={state.saved_at} now={now} />,
                      name: nameOf(state.saved_by),
                    })}
                  </span>
                  <button
                    type="button"
                    className="of-btn of-btn--sm of-push"
                    aria-expanded={chosen === state.number}
                    onClick={() => setChosen(chosen === state.number ? null : state.number)}
                  >
                    {rich(t("Compare with now<hidden>: state {number}</hidden>", { number: state.number }), { hidden: (inside) => <span className="of-hidden">{inside}</span> })}
                  </button>
                </div>
                {chosen === state.number && <OneState {...props} state={state} />}
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}
