// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/integrity/: whether everything is still as it was recorded, for admins. */
import { Integrity } from "./integrity/Integrity";
import { styledAlso } from "./shared/mount";
import { mountPage } from "./shared/mountPage";
import look from "./styles/integrity.css?inline";

styledAlso(look);
mountPage(Integrity);
