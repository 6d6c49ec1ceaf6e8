// SPDX-License-Identifier: AGPL-3.0-or-later
/** The panel in OMERO.web's centre. Loaded by the loader when the panel is opened for the first time. */
import { createElement } from "react";
import { App } from "./object/App";
import { mountView, unmountView } from "./shared/mount";
import { SessionProvider } from "./shared/session";
import type { MountConfig } from "./shared/types";

export function mount(element: HTMLElement, config: MountConfig): void {
  // OMERO.web's own page keeps the session alive.
  const session = { base: config.base, loginUrl: config.loginUrl, ping: false };
  mountView(element, createElement(SessionProvider, session, createElement(App, { config })));
}

export function unmount(element: HTMLElement): void {
  unmountView(element);
}
