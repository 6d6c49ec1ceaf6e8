// SPDX-License-Identifier: AGPL-3.0-or-later
import { cleanup, configure } from "@testing-library/react";
import { StyleModule } from "style-mod";
import { afterEach, beforeEach } from "vitest";
import { matchByNames } from "./support/quickStyles";

// Waiting is for conditions; a busy machine only makes it longer.
configure({ asyncUtilTimeout: 30_000 });

// jsdom knows dialogs and scrolling only by name.
HTMLDialogElement.prototype.showModal = function showModal(): void {
  this.setAttribute("open", "");
};
HTMLDialogElement.prototype.close = function close(): void {
  this.removeAttribute("open");
};
// As in browsers that tell when they have scrolled: an effect must not return it.
Element.prototype.scrollIntoView = function scrollIntoView(): void {
  return Promise.resolve() as unknown as void;
};
// The looks of CodeMirror: jsdom lays nothing out, and would hold its hundreds of rules against each element at each question for a role.
StyleModule.mount = () => undefined;
// What CodeMirror measures its lines by.
Range.prototype.getClientRects = function getClientRects(): DOMRectList {
  return [] as unknown as DOMRectList;
};
if (!("escape" in (globalThis.CSS ?? {}))) {
  Object.assign(globalThis, { CSS: { escape: (text: string) => text.replace(/[^\w-]/g, (char) => `\\${char}`) } });
}

matchByNames();

// All files of a process share one page: each begins as if it had just been opened.
window.history.replaceState(null, "", "/");
window.sessionStorage.clear();
document.cookie = "csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT";
document.body.replaceChildren();

beforeEach(() => window.localStorage.clear());
afterEach(() => cleanup());
