// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon, type IconName } from "../../shared/icons";
import { t } from "../../shared/texts";
import type { FormChange } from "../../shared/types";
import { shown } from "../../shared/words";

/** In the order in which they matter to who answers. */
const KINDS: readonly (readonly [FormChange["kind"], IconName, string])[] = [
  ["added", "plus", t("New questions")],
  ["removed", "minus", t("No longer asked")],
  ["renamed", "swap", t("Renamed")],
  ["tightened", "recorded", t("Tightened")],
  ["loosened", "undo", t("Loosened")],
  ["changed", "swap", t("Changed")],
  ["reworded", "form", t("Reworded")],
  ["moved", "up", t("Reordered")],
];

/** As many as the server tells. */
const MOST = 500;

/** What differs, in sentences: one list for each kind of change. */
export function Sentences({ changes }: { changes: readonly FormChange[] }): ReactElement | null {
  if (changes.length === 0) return null;
  const groups = KINDS.flatMap(([kind, icon, title]) => {
    const those = changes.filter((change) => change.kind === kind);
    return those.length > 0 ? [{ kind, icon, title, those }] : [];
  });
  return (
    <div className="of-stack of-stack--3">
      {groups.map(({ kind, icon, title, those }) => (
        <section key={kind} className="of-stack of-stack--1" aria-label={title}>
          <h3 className="of-h3">
            <Icon name={icon} /> {title} <span className="of-over">{those.length}</span>
          </h3>
          <ul className="of-points">
            {those.map((change, index) => (
              <li key={index}>{shown(change.sentence)}</li>
            ))}
          </ul>
        </section>
      ))}
      {changes.length >= MOST && <p className="of-small of-muted">{t("These are the first {n} changes; the comparison as JSON has all of them.", { n: MOST })}</p>}
    </div>
  );
}
