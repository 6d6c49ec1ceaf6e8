// SPDX-License-Identifier: AGPL-3.0-or-later
/** One form of the library, as those who fill it in would see it. */
import { useCallback, useMemo, type ReactElement } from "react";
import { Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { Head } from "../../shared/Shell";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { LibraryEntryView } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { shown } from "../../shared/words";
import { Crumbs } from "../parts";
import { FormPreview } from "../preview/FormPreview";
import { Facts, UseIt, WhereToAsk } from "./entryParts";

function Preview({ view }: { view: LibraryEntryView }): ReactElement {
  const document = useMemo(() => ({ name: view.name, description: view.description, schema: view.schema, uiSchema: view.ui_schema }), [view]);
  return (
    <section className="of-card" aria-labelledby="of-preview">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-preview">
          {t("Preview")}
        </h2>
        <span className="of-small of-muted">{t("try it: nothing that you type here is kept")}</span>
      </div>
      <div className="of-card__body">
        <FormPreview document={document} />
      </div>
    </section>
  );
}

interface Props {
  base: string;
  entry: string;
  /** null while it is not known. */
  mayUse: boolean | null;
}

export function EntryPreview({ base, entry, mayUse }: Props): ReactElement {
  const { api, guard, returned } = useDesigner();
  const load = useCallback(() => guard(api.libraryEntry(entry)), [api, guard, entry]);
  const [loaded, reload] = useLoaded(load, returned);
  const library = `${base}designer/library/`;
  if (loaded.state === "loading") return <Loading>{t("Loading the form…")}</Loading>;
  if (loaded.state === "failed" && loaded.error.code === "not_found") {
    return (
      <div className="of-card">
        <Empty icon="form" level={1} title={t("The library has no such form")}>
          <p>{rich(t("Go to <a>all of its forms</a>."), { a: (inside) => <a href={library}>{inside}</a> })}</p>
        </Empty>
      </div>
    );
  }
  if (loaded.state === "failed") return <NotLoaded what={t("The form")} error={loaded.error} onRetry={reload} />;
  const view = loaded.value;
  return (
    <>
      <Crumbs base={base} here={shown(view.name)} within={[[library, t("Library")]]} />
      <Head title={shown(view.name)} lede={view.description} />
      <div className="of-card">
        <div className="of-card__body of-stack of-stack--3">
          <Facts entry={view} />
          {mayUse && <UseIt base={base} entry={view} primary />}
          {mayUse === false && <WhereToAsk base={base} />}
        </div>
      </div>
      <Preview view={view} />
    </>
  );
}
