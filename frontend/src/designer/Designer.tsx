// SPDX-License-Identifier: AGPL-3.0-or-later
import { Suspense, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { Shell } from "../shared/Shell";
import { Empty, Loading } from "../shared/parts";
import { rich } from "../shared/rich";
import { LoginBanner, useGuard } from "../shared/session";
import { t } from "../shared/texts";
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
        <LoginBanner holds={t("What you changed is kept on this page.")} />
        {screen ? (
          <Boundary>
            <Suspense fallback={<Loading>{t("Opening the page…")}</Loading>}>
              <screen.Component base={base} session={session} of={screen.of} />
            </Suspense>
          </Boundary>
        ) : (
          <div className="of-card">
            <Empty icon="form" level={1} title={t("There is no such page")}>
              <p>
                {rich(t("Go to <a>all forms</a>."), { a: (inside) => <a href={root}>{inside}</a> })}
              </p>
            </Empty>
          </div>
        )}
      </main>
    </Shell>
  );
}
