// SPDX-License-Identifier: AGPL-3.0-or-later
/** The panel in OMERO.web's centre. Loaded by the loader when the panel is opened for the first time. */
import { createElement } from "react";
import { App } from "./object/App";
import { mountView, unmountView } from "./shared/mount";
import type { MountConfig } from "./shared/types";

export function mount(element: HTMLElement, config: MountConfig): void {
  mountView(element, createElement(App, { config, ping: false }));
}

export function unmount(element: HTMLElement): void {
  unmountView(element);
}
