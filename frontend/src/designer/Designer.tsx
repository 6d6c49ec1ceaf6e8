// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Shell, Standing, type PageProps } from "../shared/Shell";
import { Empty } from "../shared/parts";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import { useShellSession } from "../shared/useShellSession";
import { screenOf } from "./screens";

export function Designer({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  const root = `${base}designer/`;
  const path = window.location.pathname.slice(window.location.pathname.indexOf(root) + root.length);
  const screen = screenOf(path.replace(/\/$/, ""));
  return (
    <Shell base={base} webclient={webclient} session={session} current="designer">
      <Standing session={session} holds={t("What you changed is kept on this page.")} />
      {screen ? (
        <screen.Component base={base} session={session} of={screen.of} />
      ) : (
        <div className="of-card">
          <Empty icon="form" level={1} title={t("There is no such page")}>
            <p>
              {rich(t("Go to <a>all forms</a>."), { a: (inside) => <a href={root}>{inside}</a> })}
            </p>
          </Empty>
        </div>
      )}
    </Shell>
  );
}
