// SPDX-License-Identifier: AGPL-3.0-or-later
import { createElement, type ComponentType } from "react";
import { mountView } from "./mount";
import { SessionProvider } from "./session";
import type { PageProps } from "./Shell";

/** A page of our own, in the shell that the server sent, for whoever is logged in; with what else its element says. */
export function mountPage(Page: ComponentType<PageProps>): void;
export function mountPage<More extends object>(Page: ComponentType<PageProps & More>, moreOf: (element: HTMLElement) => More): void;
export function mountPage(Page: ComponentType<PageProps>, moreOf?: (element: HTMLElement) => object): void {
  const element = document.getElementById("omero-forms");
  if (!element) return;
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/" } = element.dataset;
  const page = createElement(Page, { base, webclient, ...moreOf?.(element) });
  mountView(element, createElement(SessionProvider, { base, loginUrl: login, ping: true }, page));
}
