// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { App } from "./App";
import { later } from "../shared/later";
import { Empty } from "../shared/parts";
import type { MountConfig, Session } from "../shared/types";
import { nameOf, typeName } from "../shared/words";
import { Shell, type PageProps } from "../shared/Shell";
import { OnWay, placeOnWay } from "../shared/onWay";
import { t, tn } from "../shared/texts";
import { useShellSession } from "../shared/useShellSession";

/** Most people are on no way, and do not wait for this. */
const NextOnWay = later(async () => (await import("../shared/way")).NextOnWay);

interface Props extends PageProps {
  config: MountConfig | null;
  /** How many objects the link names, where it names more than one. */
  selected: number;
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
      <Empty icon="form" level={1} title={tn("{n} object is selected", "{n} objects are selected", selected)}>
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

export function ObjectPage({ config, selected, base, webclient }: Props): ReactElement {
  const session = useShellSession();
  const place = placeOnWay();
  const next = config && place !== null ? { place, type: typeName(config.type), id: config.id } : null;
  return (
    <Shell base={base} webclient={webclient} session={session} current="object">
      {next && (
        // For those who go through what is open of their own data: where they are, and what comes next.
        <nav className="of-row of-row--between" aria-label={t("Through what is open of my data")}>
          <NextOnWay {...next} />
        </nav>
      )}
      <div className="of-card">
        {config ? (
          <OnWay value={next && <NextOnWay {...next} primary />}>
            <App config={config} onForm={rememberForm} />
          </OnWay>
        ) : (
          <NothingNamed session={session} selected={selected} />
        )}
      </div>
    </Shell>
  );
}
