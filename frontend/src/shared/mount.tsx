// SPDX-License-Identifier: AGPL-3.0-or-later
/** Every view lives in a shadow root: OMERO.web's styles stay out, ours stay in, and keys typed into a form are not its shortcuts. */
import { StrictMode, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import app from "../styles/app.css?inline";
import components from "../styles/components.css?inline";
import tokens from "../styles/tokens.css?inline";

interface Mounted {
  host: HTMLElement;
  root: Root;
}

const mounted = new WeakMap<HTMLElement, Mounted>();

const texts = [tokens, components, app];
let sheets: CSSStyleSheet[] | undefined;

function styles(): CSSStyleSheet[] {
  sheets ??= texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  return sheets;
}

/** Rules that only the views of one entry need, beside those of all; said before anything is mounted. */
export function styledAlso(text: string): void {
  texts.push(text);
}

/** Shows `view` in a child of `element`, in place of what was mounted there before. */
export function mountView(element: HTMLElement, view: ReactNode): void {
  unmountView(element);
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = styles();
  for (const type of ["keydown", "keyup", "keypress"]) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  const container = document.createElement("div");
  shadow.append(container);
  // What the page said while this was on its way goes.
  element.replaceChildren(host);
  const root = createRoot(container);
  mounted.set(element, { host, root });
  root.render(<StrictMode>{view}</StrictMode>);
}

export function unmountView(element: HTMLElement): void {
  const found = mounted.get(element);
  if (!found) return;
  mounted.delete(element);
  found.root.unmount();
  found.host.remove();
}
