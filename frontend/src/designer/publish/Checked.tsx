// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Banner } from "../../shared/parts";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { CheckedForm, Place } from "../../shared/types";
import { shown } from "../../shared/words";
import type { Pane } from "../document/reading";
import { formAddress } from "../parts";

interface PlacesProps {
  base: string;
  form: string;
  pane: Pane;
  places: readonly Place[];
}

/** Where something is, with the way there in the editor. */
export function Places({ base, form, pane, places }: PlacesProps): ReactElement {
  return (
    <ul className="of-points">
      {places.map(({ pointer, message }, index) => (
        <li key={index}>
          {shown(message)}{" "}
          <a href={`${formAddress(base, form)}?${new URLSearchParams({ in: pane, at: pointer }).toString()}`}>
            {rich(pane === "uiSchema" ? t("Layout at {place}") : t("Schema at {place}"), { place: <span className="of-mono">{pointer || t("its top")}</span> })}
          </a>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  base: string;
  form: string;
  checked: CheckedForm;
}

/** What keeps a draft from being published. */
export function Problems({ base, form, checked }: Props): ReactElement {
  const { schema_problems, ui_schema_problems } = checked;
  const all = schema_problems.length + ui_schema_problems.length;
  return (
    <Banner kind="bad" role="alert" title={tn("{n} problem to mend before this can be published", "{n} problems to mend before this can be published", all)}>
      <Places base={base} form={form} pane="schema" places={schema_problems} />
      <Places base={base} form={form} pane="uiSchema" places={ui_schema_problems} />
      <p>{t("The draft is kept as it is.")}</p>
    </Banner>
  );
}

/** What its author should know. It can be published all the same. */
export function Advice({ base, form, checked }: Props): ReactElement | null {
  const { warnings, not_asked } = checked;
  if (warnings.length + not_asked.length === 0) return null;
  return (
    <details className="of-card of-more">
      <summary className="of-card__head">
        <Icon name="alert" />
        {tn("{n} remark on the draft; it can be published all the same", "{n} remarks on the draft; it can be published all the same", warnings.length + not_asked.length)}
      </summary>
      <div className="of-card__body of-stack of-stack--3">
        <Places base={base} form={form} pane="schema" places={warnings} />
        {not_asked.length > 0 && (
          <section className="of-stack of-stack--1" aria-label={t("Questions that the page cannot ask")}>
            <h3 className="of-h3">{t("Questions that the page cannot ask")}</h3>
            <ul className="of-points">
              {not_asked.map(({ pointer, title, reason }) => (
                <li key={pointer}>
                  {t("“{question}”: {reason}", { question: shown(title), reason: shown(reason) })}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </details>
  );
}
