// SPDX-License-Identifier: AGPL-3.0-or-later
import { createElement, type ComponentType } from "react";
import { mountView } from "./mount";
import { SessionProvider } from "./session";

/** A page of our own, in the shell that the server sent, for whoever is logged in. */
export function mountPage(Page: ComponentType<{ base: string; webclient: string }>): void {
  const element = document.getElementById("omero-forms");
  if (!element) return;
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/" } = element.dataset;
  const page = createElement(Page, { base, webclient });
  mountView(element, createElement(SessionProvider, { base, loginUrl: login, ping: true }, page));
}
