// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms that come with the product: which there are, how each looks, and one's own draft of it. */
import { useCallback, type ReactElement } from "react";
import { Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { Head } from "../../shared/Shell";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { LibraryEntry } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { shown } from "../../shared/words";
import { Crumbs } from "../parts";
import type { ScreenProps } from "../screens";
import { EntryPreview } from "./EntryPreview";
import { Facts, UseIt, WhereToAsk } from "./entryParts";

function Entry({ base, entry, mayUse }: { base: string; entry: LibraryEntry; mayUse: boolean }): ReactElement {
  const heading = `of-e-${entry.entry}`;
  return (
    <li>
      <article className="of-card" aria-labelledby={heading}>
        <div className="of-card__body of-stack of-stack--3">
          <div className="of-stack of-stack--1">
            <h2 className="of-h2" id={heading}>
              {shown(entry.name)}
            </h2>
            <p>{entry.description}</p>
          </div>
          <Facts entry={entry} />
          <div className="of-row">
            {mayUse && <UseIt base={base} entry={entry} />}
            <a className="of-btn of-btn--quiet" href={`?entry=${encodeURIComponent(entry.entry)}`}>
              {rich(t("Preview<hidden>: {form}</hidden>"), {
                hidden: (inside) => <span className="of-hidden">{rich(inside, { form: shown(entry.name) })}</span>,
              })}
            </a>
          </div>
        </div>
      </article>
    </li>
  );
}

function Entries({ base, mayUse }: { base: string; mayUse: boolean | null }): ReactElement {
  const { api, guard, returned } = useDesigner();
  const load = useCallback(() => guard(api.library()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  return (
    <>
      <Crumbs base={base} here={t("Library")} />
      <Head title={t("Library")} lede={t("Forms that come with the product, written from published guidelines. Using one begins a draft of your own, which you may change as you like; the list of forms tells you when the library has a newer edition.")}>
        {mayUse === false && <WhereToAsk base={base} />}
      </Head>
      {loaded.state === "loading" && <Loading>{t("Loading the library…")}</Loading>}
      {loaded.state === "failed" && <NotLoaded what={t("The library")} error={loaded.error} onRetry={reload} />}
      {loaded.state === "ready" &&
        (loaded.value.entries.length === 0 ? (
          <div className="of-card">
            <Empty icon="form" level={2} title={t("The library is empty")}>
              <p>
                {rich(t("This installation came without its forms. You can still <a>bring in</a> what you have."), {
                  a: (inside) => <a href={`${base}designer/import/`}>{inside}</a>,
                })}
              </p>
            </Empty>
          </div>
        ) : (
          <ul className="of-entrygrid" aria-label={tn("{n} form", "{n} forms", loaded.value.entries.length)}>
            {loaded.value.entries.map((entry) => (
              <Entry key={entry.entry} base={base} entry={entry} mayUse={mayUse === true} />
            ))}
          </ul>
        ))}
    </>
  );
}

export function LibraryScreen({ base, session }: ScreenProps): ReactElement {
  const mayUse = session && session.may_create_forms;
  const entry = new URLSearchParams(window.location.search).get("entry");
  return entry ? <EntryPreview base={base} entry={entry} mayUse={mayUse} /> : <Entries base={base} mayUse={mayUse} />;
}
