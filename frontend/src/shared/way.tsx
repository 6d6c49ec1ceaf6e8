// SPDX-License-Identifier: AGPL-3.0-or-later
/** The way through what is open of the reader's own objects, one after the other. */
import { useCallback, type ReactElement } from "react";
import { MineApi } from "./api/mine";
import { Icon } from "./icons";
import { WAY } from "./onWay";
import { Name } from "./parts";
import { rich } from "./rich";
import { t } from "./texts";
import type { MyFinding, ObjectTypeName } from "./types";
import { useApi } from "./session";
import { useLoaded } from "./useLoaded";
import { amount } from "./words";

/** The link to what is to be done, which leads on from there to the next. */
export const wayTo = ({ deep_link, place }: Pick<MyFinding, "deep_link" | "place">): string =>
  `${deep_link}&${new URLSearchParams({ [WAY]: place }).toString()}`;

interface Props {
  place: string;
  type: ObjectTypeName;
  id: number;
  /** The one thing to do next, where it stands. */
  primary?: boolean;
}

/** "Next: 2026-11-12_HeLa (4 left)". */
export function NextOnWay({ place, type, id, primary = false }: Props): ReactElement | null {
  const { api, guard } = useApi(MineApi);
  const load = useCallback(() => guard(api.next(place, type, id)), [guard, api, place, type, id]);
  const [loaded] = useLoaded(load);
  const home = `${api.base}mine/`;
  if (loaded.state === "loading") return null;
  if (loaded.state === "failed") return <a href={home}>{t("Back to my data")}</a>;
  const { finding, left } = loaded.value;
  if (finding === null) {
    return (
      <span>{rich(t("Nothing else of yours is open. <a>See my data</a>"), { a: (inside) => <a href={home}>{inside}</a> })}</span>
    );
  }
  return (
    <a className={primary ? "of-btn of-btn--primary" : "of-btn of-btn--sm"} href={wayTo(finding)}>
      <span>
        {rich(t("Next: {object} ({left} left)"), { object: <Name>{finding.object.name}</Name>, left: amount(left) })}
      </span>
      <Icon name="right" />
    </a>
  );
}
