// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Moment } from "../shared/parts";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import type { Person } from "../shared/types";
import { nameOf } from "../shared/words";

/** "by Ada, Mon 23 Nov 2026 at 10:35, 4 minutes ago"; without a name where nobody asked for it. */
export function MadeBy({ by, at }: { by: Person | null; at: string }): ReactElement {
  const when = <Moment iso={at} now={new Date()} />;
  return by === null ? when : rich(t("by {name}, {when}"), { name: nameOf(by), when });
}
