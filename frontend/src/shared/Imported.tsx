// SPDX-License-Identifier: AGPL-3.0-or-later
/** That something came from OMERO.forms: who brought it here is known, what stood there is only told. */
import type { ReactElement } from "react";
import { Moment } from "./parts";
import { rich } from "./rich";
import { t } from "./texts";
import type { Claim, Person } from "./types";
import { nameOf, shown } from "./words";

/** "ada, 2019-10-27T02:30:00 (Europe/Zurich; that hour was twice)". */
export function claimWords(claim: Claim): string {
  const said = [claim.who === null ? "" : nameOf(claim.who), claim.when === null ? "" : shown(claim.when)].filter(Boolean).join(", ");
  const about = [claim.zone ?? "", claim.ambiguous ? t("that hour was twice") : ""].filter(Boolean).join("; ");
  return about && claim.when !== null ? `${said} (${about})` : said;
}

interface Props {
  claim: Claim;
  /** Who imported it, and when. */
  by: Person | null;
  at: string | null;
  now: Date;
}

export function Imported({ claim, by, at, now }: Props): ReactElement {
  const said = claimWords(claim);
  return (
    <>
      {rich(
        said
          ? t("imported {when} from OMERO.forms by {who}; it says {claim}")
          : t("imported {when} from OMERO.forms by {who}; it does not say who, or when"),
        { when: at !== null && <Moment iso={at} now={now} />, who: nameOf(by), claim: said },
      )}
    </>
  );
}
