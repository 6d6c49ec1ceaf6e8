// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/preferences/: when somebody is mailed. */
import { Preferences } from "./mails/Preferences";
import { mountPage } from "./shared/mountPage";

mountPage(Preferences);
