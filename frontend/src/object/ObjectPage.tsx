// SPDX-License-Identifier: AGPL-3.0-or-later
import { useMemo, type ReactElement } from "react";
import { App } from "./App";
import { Api } from "../shared/api/client";
import { Empty } from "../shared/parts";
import type { MountConfig, Session } from "../shared/types";
import { count, nameOf } from "../shared/words";
import { Shell } from "../shared/Shell";
import { useShellSession } from "../shared/useShellSession";

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
      <Empty icon="compliant" level={1} title={`You are logged in as ${nameOf(session.user)}`}>
        <p>Go back to the tab with your answers, and close this one.</p>
      </Empty>
    );
  }
  if (selected > 1) {
    return (
      <Empty icon="form" level={1} title={`${count(selected, "object")} are selected`}>
        <p>A form belongs to one object. Select one in OMERO.web, and open its forms from there.</p>
      </Empty>
    );
  }
  return (
    <Empty icon="form" level={1} title="No object is named">
      <p>Open this page from a link to a dataset, or choose Forms in the middle of OMERO.web after selecting one.</p>
    </Empty>
  );
}

export function ObjectPage({ config, selected, base, webclient }: Props): ReactElement {
  const api = useMemo(() => new Api(base), [base]);
  const session = useShellSession(api);
  return (
    <Shell base={base} webclient={webclient} session={session} current="object">
      <main className="of-main">
        <div className="of-card">
          {config ? <App config={config} ping onForm={rememberForm} /> : <NothingNamed session={session} selected={selected} />}
        </div>
      </main>
    </Shell>
  );
}
