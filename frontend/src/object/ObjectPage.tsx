// SPDX-License-Identifier: AGPL-3.0-or-later
import { lazy, Suspense, useMemo, type ComponentProps, type ReactElement } from "react";
import { App } from "./App";
import { Api } from "../shared/api/client";
import { Empty } from "../shared/parts";
import type { MountConfig, Session } from "../shared/types";
import { nameOf, typeName } from "../shared/words";
import { SessionProvider } from "../shared/session";
import { Shell } from "../shared/Shell";
import { OnWay, placeOnWay } from "../shared/onWay";
import { t, tn } from "../shared/texts";
import { useShellSession } from "../shared/useShellSession";

/** Most people are on no way, and do not wait for this. */
const NextOnWay = lazy(async () => ({ default: (await import("../shared/way")).NextOnWay }));

function Next(props: ComponentProps<typeof NextOnWay>): ReactElement {
  return (
    <Suspense fallback={null}>
      <NextOnWay {...props} />
    </Suspense>
  );
}

interface Props {
  config: MountConfig | null;
  /** How many objects the link names, where it names more than one. */
  selected: number;
  base: string;
  webclient: string;
}

/** Keeps the address in step, so that a reload or a copied link opens the same form. */
function rememberForm(form: string | null): void {
  const address = new URL(window.location.href);
  if (form === null) address.searchParams.delete("form");
  else address.searchParams.set("form", form);
  window.history.replaceState(null, "", address);
}

function NothingNamed({ session, selected }: { session: Session | null; selected: number }): ReactElement {
  const isBack = new URLSearchParams(window.location.search).has("back");
  if (isBack && session) {
    return (
      <Empty icon="compliant" level={1} title={t("You are logged in as {name}", { name: nameOf(session.user) })}>
        <p>{t("Go back to the tab with your answers, and close this one.")}</p>
      </Empty>
    );
  }
  if (selected > 1) {
    return (
      <Empty icon="form" level={1} title={tn("{n} object are selected", "{n} objects are selected", selected)}>
        <p>{t("A form belongs to one object. Select one in OMERO.web, and open its forms from there.")}</p>
      </Empty>
    );
  }
  return (
    <Empty icon="form" level={1} title={t("No object is named")}>
      <p>{t("Open this page from a link to a dataset, or choose Forms in the middle of OMERO.web after selecting one.")}</p>
    </Empty>
  );
}

/** For those who go through what is open of their own data: where they are, and what comes next. */
function Way({ config, next }: { config: MountConfig; next: ReactElement }): ReactElement {
  return (
    <SessionProvider base={config.base} loginUrl={config.loginUrl} ping={false}>
      <nav className="of-row of-row--between" aria-label={t("Through what is open of my data")}>
        <a href={`${config.base}mine/`}>{t("My data")}</a>
        {next}
      </nav>
    </SessionProvider>
  );
}

export function ObjectPage({ config, selected, base, webclient }: Props): ReactElement {
  const api = useMemo(() => new Api(base), [base]);
  const session = useShellSession(api);
  const place = placeOnWay();
  const next = config && place !== null ? { place, type: typeName(config.type), id: config.id } : null;
  return (
    <Shell base={base} webclient={webclient} session={session} current="object">
      <main className="of-main of-stack">
        {config && next && <Way config={config} next={<Next {...next} />} />}
        <div className="of-card">
          {config ? (
            <OnWay value={next && <Next {...next} primary />}>
              <App config={config} ping onForm={rememberForm} />
            </OnWay>
          ) : (
            <NothingNamed session={session} selected={selected} />
          )}
        </div>
      </main>
    </Shell>
  );
}
