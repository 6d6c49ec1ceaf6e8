// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/audit/: who changed what, for admins. */
import { Audit } from "./audit/Audit";
import { mountPage } from "./shared/mountPage";

mountPage(Audit);
