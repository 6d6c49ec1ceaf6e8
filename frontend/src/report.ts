// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/dashboard/: the last evaluation, for admins and owners of groups. */
import { createElement } from "react";
import { Report } from "./report/Report";
import { SessionProvider } from "./shared/session";
import { mountView } from "./shared/mount";

const element = document.getElementById("omero-forms");
if (element) {
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/" } = element.dataset;
  const report = createElement(Report, { base, webclient });
  mountView(element, createElement(SessionProvider, { base, loginUrl: login, ping: true }, report));
}
