// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/exemptions/: what is excused from policies, and what waits to be decided. */
import { Exemptions } from "./exemptions/Exemptions";
import { styledAlso } from "./shared/mount";
import { mountPage } from "./shared/mountPage";
import look from "./styles/selector.css?inline";

styledAlso(look);
mountPage(Exemptions);
