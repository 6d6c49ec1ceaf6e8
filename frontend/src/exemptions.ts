// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/exemptions/: what is excused from policies, and what waits to be decided. */
import { Exemptions } from "./exemptions/Exemptions";
import { mountPage } from "./shared/mountPage";

mountPage(Exemptions);
