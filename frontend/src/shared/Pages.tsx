// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Icon } from "./icons";
import { t, tn } from "./texts";

/** Which page: that after or before a place that another one named; the first without either. */
export type Page = { after?: string; before?: string };
const LAST: Page = { before: "end" };

interface Props {
  before: string | null;
  after: string | null;
  /** How many findings are on this page. */
  here: number;
  onPage: (page: Page) => void;
}

/** The way to the other pages of a list of findings. */
export function Pages({ before, after, here, onPage }: Props): ReactElement {
  const turn = (words: string, to: Page | null, icon?: ReactElement, isAhead = false): ReactElement => (
    <button type="button" className="of-btn of-btn--sm" disabled={to === null} onClick={() => to && onPage(to)}>
      {!isAhead && icon}
      {words}
      {isAhead && icon}
    </button>
  );
  return (
    <div className="of-card__foot">
      <nav className="of-pages" aria-label={t("Pages of the findings")}>
        {turn(t("First"), before === null ? null : {})}
        {turn(t("Back"), before === null ? null : { before }, <Icon name="left" />)}
        <span className="of-small of-num">{tn("{n} finding here", "{n} findings here", here)}</span>
        {turn(t("Next"), after === null ? null : { after }, <Icon name="right" />, true)}
        {turn(t("Last"), after === null ? null : LAST)}
      </nav>
    </div>
  );
}
