// SPDX-License-Identifier: AGPL-3.0-or-later
import { createElement, type ComponentProps } from "react";
import { mountView } from "../shared/mount";
import { ObjectPage } from "./ObjectPage";

/** Shows the page of an object in `element`. */
export function show(element: HTMLElement, props: ComponentProps<typeof ObjectPage>): void {
  mountView(element, createElement(ObjectPage, props));
}
