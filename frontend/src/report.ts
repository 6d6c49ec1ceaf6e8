// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/dashboard/: the last evaluation, for admins and owners of groups. */
import { Report } from "./report/Report";
import { mountPage } from "./shared/mountPage";

mountPage(Report);
