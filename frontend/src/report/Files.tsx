// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "../shared/icons";

/** What a part shows, to take along. */
export function Files(files: { csv: string; json: string }): ReactElement {
  return (
    <span className="of-row of-row--tight of-push">
      {(["csv", "json"] as const).map((kind) => (
        <a key={kind} className="of-btn of-btn--sm" href={files[kind]} download>
          <Icon name="download" /> {kind.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
