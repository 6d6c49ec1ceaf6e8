// SPDX-License-Identifier: AGPL-3.0-or-later
/** `<form>/versions`: the history of a form, where it is offered, whose it is, and how it goes out of use. */
import { useCallback, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner, Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormRow, Session, VersionRow } from "../../shared/types";
import { useOpened } from "../../shared/useOpened";
import { nameOf, shown } from "../../shared/words";
import { Crumbs, formAddress } from "../parts";
import type { ScreenProps } from "../screens";
import { CompareVersions } from "./CompareVersions";
import { History } from "./History";
import { Offers } from "./Offers";
import { Owners } from "./Owners";
import { Use } from "./Use";

const STATES: Record<FormRow["state"], (version: number) => string> = {
  draft: () => t("not published yet"),
  published: (version) => t("version {version}", { version }),
  retired: (version) => t("retired, version {version}", { version }),
};

function Nothing({ base, error, onRetry }: { base: string; error: ApiError; onRetry: () => void }): ReactElement {
  if (error.code !== "not_found") return <NotLoaded what={t("The form")} error={error} onRetry={onRetry} />;
  return (
    <div className="of-card">
      <Empty icon="form" level={1} title={t("There is no such form that you can see")}>
        <p>
          {rich(t("Check the link, or go to <a>all forms</a>. A form is seen by its owners, by admins, and by the groups that it is offered to."), {
            a: (inside) => <a href={`${base}designer/`}>{inside}</a>,
          })}
        </p>
      </Empty>
    </div>
  );
}

function Head({ base, row }: { base: string; row: FormRow }): ReactElement {
  const { form, draft, version, may_edit, state, owners } = row;
  return (
    <div className="of-head">
      <div className="of-head__text">
        <h1 className="of-h1">
          {shown(row.name)} <span className="of-over">{STATES[state](version)}</span>
        </h1>
        {row.description && <p className="of-lede">{shown(row.description)}</p>}
        {!may_edit && (
          <p className="of-small of-muted">
            {owners.length > 0
              ? tn("You can read this form. To have it changed, ask its owner, {names}.", "You can read this form. To have it changed, ask its owners, {names}.", owners.length, {
                  names: owners.map(nameOf).join(", "),
                })
              : t("You can read this form. To have it changed, ask an admin of OMERO: nobody owns it any more.")}
          </p>
        )}
      </div>
      <div className="of-row">
        <a className="of-btn" href={formAddress(base, form)}>
          {draft ? t("Open the draft") : t("Open in the editor")}
        </a>
        {draft && may_edit && (
          <a className="of-btn of-btn--primary" href={formAddress(base, form, "publish/")}>
            {t("Publish version {version}…", { version: version + 1 })}
          </a>
        )}
      </div>
    </div>
  );
}

interface Opened {
  row: FormRow;
  versions: VersionRow[];
}

function Screen({ base, opened, session, onAgain }: { base: string; opened: Opened; session: Session | null; onAgain: () => void }): ReactElement {
  const { versions } = opened;
  const [row, setRow] = useState(opened.row);
  const [isAwaited, setAwaited] = useState(false);
  const [now] = useState(() => new Date());
  const [pair, setPair] = useState<{ from: number; to: number } | null>(null);
  /** `isDone`: whether the row shows what was asked for; else its record is still being written. */
  const onChanged = useCallback((next: FormRow, isDone: boolean): void => {
    setRow(next);
    setAwaited(!isDone);
  }, []);
  return (
    <>
      <Crumbs base={base} here={shown(row.name) || t("A form without a name")} />
      <Head base={base} row={row} />
      {isAwaited && (
        <Banner
          kind="info"
          icon="pending"
          role="status"
          title={t("Accepted, and being recorded in OMERO")}
          actions={
            <button type="button" className="of-btn" onClick={onAgain}>
              {t("See whether it is done")}
            </button>
          }
        >
          <p>{t("That goes on by itself; what is below is as it was. You can leave this page.")}</p>
        </Banner>
      )}
      <History base={base} row={row} versions={versions} now={now} onCompare={(from, to) => setPair({ from, to })} />
      {versions.length > 1 && <CompareVersions key={JSON.stringify(pair)} form={row.form} versions={versions} pair={pair} />}
      {row.version > 0 && <Offers row={row} onChanged={onChanged} />}
      <Owners row={row} session={session} onChanged={onChanged} onAgain={onAgain} />
      <Use base={base} row={row} onChanged={onChanged} />
    </>
  );
}

export function VersionsScreen({ base, session, of: form }: ScreenProps): ReactElement {
  const { api, guard } = useDesigner();
  const load = useCallback(async (): Promise<Opened> => {
    const row = await guard(api.formRow(form));
    return { row, versions: row.version > 0 ? await guard(api.formVersions(form)) : [] };
  }, [api, guard, form]);
  const [loaded, reload] = useOpened(load);
  if (loaded.state === "failed") return <Nothing base={base} error={loaded.error} onRetry={reload} />;
  if (loaded.state !== "ready") return <Loading>{t("Opening the form…")}</Loading>;
  return <Screen base={base} opened={loaded.value} session={session} onAgain={reload} />;
}
