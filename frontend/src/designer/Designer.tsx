// SPDX-License-Identifier: AGPL-3.0-or-later
import { Suspense, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { Shell } from "../shared/Shell";
import { Empty, Loading } from "../shared/parts";
import { LoginBanner, useGuard } from "../shared/session";
import { useShellSession } from "../shared/useShellSession";
import { screenOf } from "./screens";

interface Props {
  base: string;
  webclient: string;
}

export function Designer({ base, webclient }: Props): ReactElement {
  const { api, returned } = useGuard();
  const session = useShellSession(api, returned);
  const root = `${base}designer/`;
  const path = window.location.pathname.slice(window.location.pathname.indexOf(root) + root.length);
  const screen = screenOf(path.replace(/\/$/, ""));
  return (
    <Shell base={base} webclient={webclient} session={session} current="forms">
      <main className="of-main of-stack">
        <LoginBanner holds="What you changed is kept on this page." />
        {screen ? (
          <Boundary>
            <Suspense fallback={<Loading>Opening the page…</Loading>}>
              <screen.Component base={base} session={session} of={screen.of} />
            </Suspense>
          </Boundary>
        ) : (
          <div className="of-card">
            <Empty icon="form" level={1} title="There is no such page">
              <p>
                Go to <a href={root}>all forms</a>.
              </p>
            </Empty>
          </div>
        )}
      </main>
    </Shell>
  );
}
