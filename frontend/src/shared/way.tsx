// SPDX-License-Identifier: AGPL-3.0-or-later
/** The way through what is open of the reader's own objects, one after the other. */
import { useCallback, useState, type ReactElement } from "react";
import { MineApi } from "./api/mine";
import { Icon } from "./icons";
import { amongOf, queryOf, wayTo } from "./among";
import { statusWord } from "./findingStatus";
import { Name } from "./parts";
import { rich } from "./rich";
import { t } from "./texts";
import type { Among, ObjectTypeName } from "./types";
import { useApi, useGuard } from "./session";
import { useOpened } from "./useOpened";
import { amount, shown } from "./words";

/** The page of what was chosen. */
const homeOf = (base: string, among: Among): string => `${base}mine/?${queryOf(among)}`.replace(/\?$/, "");

interface Props {
  place: string;
  type: ObjectTypeName;
  id: number;
  /** The one thing to do next, where it stands. */
  primary?: boolean;
}

/** "Next: 2026-11-12_HeLa (4 left)"; where something was chosen, "(4 left: Conti lab)". */
function Next({ among, place, type, id, primary = false }: Props & { among: Among }): ReactElement | null {
  const { api, guard } = useApi(MineApi);
  const load = useCallback(() => guard(api.next(place, type, id, among)), [guard, api, place, type, id, among]);
  const [loaded] = useOpened(load);
  if (loaded.state === "loading") return null;
  if (loaded.state === "failed") return <a href={homeOf(api.base, among)}>{t("Back to my data")}</a>;
  const { finding, left, among: named } = loaded.value;
  if (finding === null) {
    const said = queryOf(among) ? t("Nothing else is open of what you chose. <a>See all my data</a>") : t("Nothing else of yours is open. <a>See my data</a>");
    return <span>{rich(said, { a: (inside) => <a href={`${api.base}mine/`}>{inside}</a> })}</span>;
  }
  const which = [statusWord(among.status), shown(named)].filter(Boolean).join(", ");
  const values = { object: <Name>{finding.object.name}</Name>, left: amount(left), which };
  return (
    <a className={primary ? "of-btn of-btn--primary" : "of-btn of-btn--sm"} href={wayTo(finding, among)}>
      <span>{which ? rich(t("Next: {object} ({left} left: {which})"), values) : rich(t("Next: {object} ({left} left)"), values)}</span>
      <Icon name="right" />
    </a>
  );
}

/** What comes next; where it is not the one thing to do, also the way back to the whole. */
export function NextOnWay(props: Props): ReactElement {
  const { base } = useGuard().api;
  const [among] = useState(() => amongOf(window.location.search));
  return (
    <>
      {!props.primary && <a href={homeOf(base, among)}>{t("My data")}</a>}
      <Next {...props} among={among} />
    </>
  );
}
