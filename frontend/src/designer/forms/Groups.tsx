// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, type ReactElement } from "react";
import { NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { Group } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { shown } from "../../shared/words";

/** How many are shown before the rest is folded. */
const FEW = 6;

/** The groups for which the reader decides what they are offered, each with the way to its page. */
export function Groups({ base, title }: { base: string; title: string }): ReactElement | null {
  const { api, guard, returned } = useDesigner();
  const load = useCallback(() => guard(api.groups()), [api, guard]);
  const [loaded, reload] = useLoaded(load, returned);
  if (loaded.state === "failed") return <NotLoaded what={t("Your groups")} error={loaded.error} onRetry={reload} />;
  if (loaded.state === "loading" || loaded.value.length === 0) return null;
  const links = (some: readonly Group[]): ReactElement => (
    <ul className="of-groups">
      {some.map(({ id, name }) => (
        <li key={id}>
          <a href={`${base}designer/group/${id}/`}>{shown(name)}</a>
        </li>
      ))}
    </ul>
  );
  const all = loaded.value;
  const rest = all.length > FEW + 1 ? all.slice(FEW) : [];
  return (
    <nav className="of-groups" aria-labelledby="of-l-groups">
      <b id="of-l-groups">{title}</b>
      {links(all.slice(0, all.length - rest.length))}
      {rest.length > 0 && (
        <details>
          <summary>{tn("{n} more", "{n} more", rest.length)}</summary>
          {links(rest)}
        </details>
      )}
    </nav>
  );
}
