// SPDX-License-Identifier: AGPL-3.0-or-later
/** All forms that the reader may see. */
import { useCallback, useDeferredValue, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";
import { Icon } from "../../shared/icons";
import { Banner, Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormList } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { amount, anyOf, nameOf } from "../../shared/words";
import type { ScreenProps } from "../screens";
import { arranged, fromAddress, NOTHING_ASKED, toAddress, type Asked } from "./asked";
import { Filters } from "./Filters";
import { FormTable } from "./FormTable";
import { Groups } from "./Groups";
import { NewForm } from "./NewForm";

/** Forms on one page. */
const MOST = 50;

function lede({ forms }: FormList): string {
  const of = (state: string): number => forms.filter((form) => form.state === state).length;
  const parts = [
    tn("{n} published", "{n} published", of("published")),
    ...(of("draft") > 0 ? [tn("{n} not published yet", "{n} not published yet", of("draft"))] : []),
    ...(of("retired") > 0 ? [tn("{n} retired", "{n} retired", of("retired"))] : []),
  ];
  return tn("{n} form that you can see: {states}.", "{n} forms that you can see: {states}.", forms.length, { states: parts.join(", ") });
}

/** "Ask Elena or Ben to have a form made or changed." */
const whomToAsk = ({ creators }: Pick<FormList, "creators">): string =>
  creators.length > 0
    ? t("Ask {names} to have a form made or changed.", { names: anyOf(creators.map(nameOf)) })
    : t("Ask an OMERO admin to have a form made or changed.");

function Ways({ base, onNew }: { base: string; onNew: () => void }): ReactElement {
  return (
    <div className="of-head__acts">
      <a className="of-btn" href={`${base}designer/library/`}>
        {t("Library")}
      </a>
      <a className="of-btn" href={`${base}designer/import/`}>
        {t("Bring in forms…")}
      </a>
      <button type="button" className="of-btn of-btn--primary" onClick={onNew}>
        <Icon name="plus" />
        {t("New form…")}
      </button>
    </div>
  );
}

function NoForms({ list, base }: { list: FormList; base: string }): ReactElement {
  if (!list.may_create) {
    return (
      <Empty icon="form" level={2} title={t("No form is offered to your groups yet")}>
        <p>
          {t("Forms that are offered to a group of yours appear here.")} {whomToAsk(list)}
        </p>
      </Empty>
    );
  }
  return (
    <Empty icon="form" level={2} title={t("There is no form yet")}>
      <p>
        {rich(t("Take one from the <library>library</library>, <bring>bring in</bring> what you have, or begin with an empty one."), {
          library: (inside) => <a href={`${base}designer/library/`}>{inside}</a>,
          bring: (inside) => <a href={`${base}designer/import/`}>{inside}</a>,
        })}
      </p>
    </Empty>
  );
}

interface ListProps {
  base: string;
  list: FormList;
  me: number | null;
}

function Found({ base, list, me }: ListProps): ReactElement {
  const [asked, setAsked] = useState(() => fromAddress(window.location.search));
  const [now] = useState(() => new Date());
  const heading = useRef<HTMLHeadingElement>(null);
  const ask = (changed: Partial<Asked>): void => {
    const next = { ...asked, page: 1, ...changed };
    setAsked(next);
    toAddress(next);
  };
  // Who types is not kept waiting by the rows of a page.
  const settled = useDeferredValue(asked);
  const found = useMemo(() => arranged(list.forms, settled, me), [list, settled, me]);
  const hasOwn = list.may_create || list.forms.some((form) => form.may_edit);
  const pages = Math.max(1, Math.ceil(found.length / MOST));
  const page = Math.min(settled.page, pages);
  const first = (page - 1) * MOST;
  const shownForms = useMemo(() => found.slice(first, first + MOST), [found, first]);
  const turn = (to: number): void => {
    ask({ page: to });
    // The next key goes on from the top of the page that came.
    heading.current?.focus();
  };
  return (
    <section className="of-card" aria-labelledby="of-forms">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-forms" tabIndex={-1} ref={heading}>
          {found.length === list.forms.length ? t("All forms") : t("Forms that were asked for")}
        </h2>
        <span className="of-small of-muted" role="status">
          {t("{shown} of {all}", { shown: amount(shownForms.length), all: amount(found.length) })}
        </span>
      </div>
      <div className="of-card__body">
        <Filters forms={list.forms} hasOwn={hasOwn} asked={asked} onAsk={ask} />
      </div>
      {found.length === 0 ? (
        <Empty icon="form" level={2} title={t("No form is like this")}>
          <p>{t("Search for something else, or loosen the filters.")}</p>
          <button type="button" className="of-btn" onClick={() => ask({ ...NOTHING_ASKED, sort: asked.sort })}>
            {tn("Show all {n} form", "Show all {n} forms", list.forms.length)}
          </button>
        </Empty>
      ) : (
        <FormTable base={base} forms={shownForms} mayCreate={list.may_create} hasOwn={hasOwn} now={now} />
      )}
      {pages > 1 && (
        <div className="of-card__foot">
          <nav className="of-pages" aria-label={t("Pages of the forms")}>
            <button type="button" className="of-btn of-btn--sm" disabled={page === 1} onClick={() => turn(page - 1)}>
              <Icon name="left" />
              {t("Back")}
            </button>
            <span className="of-small of-num">
              {t("Forms {first} to {last} of {all}", { first: first + 1, last: first + shownForms.length, all: amount(found.length) })}
            </span>
            <button type="button" className="of-btn of-btn--sm" disabled={page === pages} onClick={() => turn(page + 1)}>
              {t("Next")}
              <Icon name="right" />
            </button>
          </nav>
        </div>
      )}
    </section>
  );
}

function Head({ list, children }: { list: FormList | null; children?: ReactNode }): ReactElement {
  return (
    <div className="of-head">
      <div className="of-head__text">
        <h1 className="of-h1">{t("Forms")}</h1>
        {list && list.forms.length > 0 && <p className="of-lede">{lede(list)}</p>}
      </div>
      {children}
    </div>
  );
}

export function FormsScreen({ base, session }: ScreenProps): ReactElement {
  const { api, guard, returned } = useDesigner();
  const load = useCallback(() => guard(api.forms()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  const [isNew, setNew] = useState(false);
  const list = loaded.state === "ready" ? loaded.value : null;
  const mayOffer = session !== null && (session.is_admin || session.owned_groups.length > 0);
  return (
    <>
      <Head list={list}>{list?.may_create && <Ways base={base} onNew={() => setNew(true)} />}</Head>
      {list && !list.may_create && list.forms.length > 0 && (
        <Banner kind="info" title={t("These are the forms that are offered to your groups")}>
          <p>
            {whomToAsk(list)} {t("To fill one in, open one of your projects, datasets, screens, plates or images in OMERO.web.")}
          </p>
        </Banner>
      )}
      {mayOffer && <Groups base={base} title={session.is_admin ? t("Groups") : t("Your groups")} />}
      {loaded.state === "loading" && <Loading>{t("Loading the forms…")}</Loading>}
      {loaded.state === "failed" && <NotLoaded what={t("The forms")} error={loaded.error} onRetry={reload} />}
      {list && list.forms.length === 0 && (
        <div className="of-card">
          <NoForms list={list} base={base} />
        </div>
      )}
      {list && list.forms.length > 0 && <Found base={base} list={list} me={session?.user.id ?? null} />}
      {isNew && <NewForm base={base} onClose={() => setNew(false)} />}
    </>
  );
}
