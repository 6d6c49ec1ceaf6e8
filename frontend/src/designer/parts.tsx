// SPDX-License-Identifier: AGPL-3.0-or-later
/** Small parts that several screens about forms use. */
import type { ReactElement, ReactNode } from "react";
import { Crumbs as Above } from "../shared/Crumbs";
import { Name } from "../shared/parts";
import { t } from "../shared/texts";
import type { FormRow } from "../shared/types";
import { shown } from "../shared/words";

interface CrumbsProps {
  base: string;
  here: ReactNode;
  /** Pages between the list of forms and this one: addresses and names. */
  within?: readonly (readonly [string, string])[];
}

/** Where one is: the list of all forms, and what lies between it and this page. */
export function Crumbs({ base, here, within = [] }: CrumbsProps): ReactElement {
  return <Above above={[[`${base}designer/`, t("Forms")], ...within]} here={here} />;
}

/** Where a form is made, or where what is known of it is read. */
export const formAddress = (base: string, form: string, page: "" | "publish/" | "versions/" = ""): string => `${base}designer/${form}/${page}`;

/** A form in a table of forms: its name, with the way to where the reader makes or reads it, and what it is for. */
export function FormName({ base, row }: { base: string; row: FormRow }): ReactElement {
  return (
    <>
      <a href={formAddress(base, row.form, row.may_edit ? "" : "versions/")}>
        <Name>{row.name}</Name>
      </a>
      {row.description && <span className="of-cellsub">{shown(row.description)}</span>}
    </>
  );
}
