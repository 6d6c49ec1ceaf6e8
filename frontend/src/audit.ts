// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/audit/: who changed what, for admins. */
import { createElement } from "react";
import { Audit } from "./audit/Audit";
import { mountView } from "./shared/mount";
import { SessionProvider } from "./shared/session";

const element = document.getElementById("omero-forms");
if (element) {
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/" } = element.dataset;
  const audit = createElement(Audit, { base, webclient });
  mountView(element, createElement(SessionProvider, { base, loginUrl: login, ping: true }, audit));
}
