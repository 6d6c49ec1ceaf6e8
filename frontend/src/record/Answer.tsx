// SPDX-License-Identifier: AGPL-3.0-or-later
/** One recorded answer, as a person reads it. */
import type { ReactElement } from "react";
import { momentOf, shownMoment } from "../shared/moments";
import { t } from "../shared/texts";
import { shownValue } from "./values";

/** Moments are in the reader's time zone; one that was given in another is shown as it was given, too. */
export function Answer({ value }: { value: unknown }): ReactElement {
  const shown = shownMoment(value);
  if (shown === null) return <>{shownValue(value)}</>;
  return (
    <>
      <time dateTime={String(value)}>{shown}</time>
      {momentOf(value)?.isElsewhere && <span className="of-cellsub">{t("given as {value}", { value: String(value) })}</span>}
    </>
  );
}
