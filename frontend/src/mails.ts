// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/mails/: what became of the mails of this site, for admins. */
import { Mails } from "./mails/Mails";
import { mountPage } from "./shared/mountPage";

mountPage(Mails);
