// SPDX-License-Identifier: AGPL-3.0-or-later
/** One version: as people have it before them, as JSON, as files. */
import { useCallback, useState, type ReactElement } from "react";
import { Icon } from "../../shared/icons";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import { useLoaded } from "../../shared/useLoaded";
import { laidOut } from "../compare/laidOut";
import type { FormDocument } from "../document/document";
import { FormPreview } from "../preview/FormPreview";
import { save } from "../save";

function Json({ title, text }: { title: string; text: string }): ReactElement {
  return (
    <section className="of-stack of-stack--1">
      <h3 className="of-h3">{title}</h3>
      <pre className="of-versionjson of-mono" tabIndex={0} role="group" aria-label={title}>
        {laidOut(text)}
      </pre>
    </section>
  );
}

interface Props {
  form: string;
  name: string;
  number: number;
}

export function Version({ form, name, number }: Props): ReactElement {
  const { api, guard, returned } = useDesigner();
  const [view, setView] = useState<"form" | "json">("form");
  const load = useCallback(async (): Promise<FormDocument> => {
    const { schema, ui_schema } = await guard(api.formVersion(form, number));
    return { name, description: "", schema, uiSchema: ui_schema };
  }, [api, guard, form, name, number]);
  const [loaded, reload] = useLoaded(load, returned);
  if (loaded.state === "loading") return <Loading>{t("Opening version {number}…", { number })}</Loading>;
  if (loaded.state === "failed") return <NotLoaded what={t("Version {number}", { number })} error={loaded.error} onRetry={reload} />;
  const { schema, uiSchema } = loaded.value;
  const file = (kind: string): string => `${t("{name}, version {number}", { name: name || form, number })}${kind}.json`;
  return (
    <div className="of-version of-stack of-stack--3">
      <div className="of-row" role="group" aria-label={t("Version {number}", { number })}>
        <button type="button" className="of-btn of-btn--sm" aria-pressed={view === "form"} onClick={() => setView("form")}>
          {t("As people see it")}
        </button>
        <button type="button" className="of-btn of-btn--sm" aria-pressed={view === "json"} onClick={() => setView("json")}>
          {t("JSON")}
        </button>
        <button type="button" className="of-btn of-btn--sm of-btn--quiet" onClick={() => save(file(""), "application/json", schema)}>
          <Icon name="download" />
          {t("Download the schema")}
        </button>
        <button type="button" className="of-btn of-btn--sm of-btn--quiet" onClick={() => save(file(".ui"), "application/json", uiSchema)}>
          <Icon name="download" />
          {t("Download the layout")}
        </button>
      </div>
      {view === "form" ? (
        <fieldset disabled className="of-readonly">
          <legend className="of-hidden">{t("Version {number}, not to be filled in here", { number })}</legend>
          <FormPreview document={loaded.value} />
        </fieldset>
      ) : (
        <>
          <Json title={t("Schema")} text={schema} />
          <Json title={t("Layout (UI schema)")} text={uiSchema} />
        </>
      )}
    </div>
  );
}
