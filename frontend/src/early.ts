// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asks for the form that a link names while the page that shows it is still on its way. */
import { namedIn } from "./object/link";
import { askEarly } from "./shared/api/client";

const element = document.getElementById("omero-forms");
const named = element && namedIn(element);
if (named?.form !== undefined) askEarly(named, named.form);
