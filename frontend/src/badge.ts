// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * How the selected object stands, on a plain page of OMERO.web: a block on top of the tab General on the right, and a mark
 * in the header of the centre. No framework: all that such a page loads of ours has 5 kB.
 */
import type { Badge, ObjectTypePath, Status } from "./shared/types";

/** Of the block, the mark and hints in the place of the forms. In one piece, since each byte counts. */
const CSS =
  // no text: styles
  ":host{all:initial;display:block}section,button,div{font:13px/1.5 Helvetica,Arial,sans-serif;color:#1e252c}section,button{background:#fff;border:1px solid #76818c}section,button,a{border-radius:4px}" +
  // no text: styles
  "section{margin:0 0 12px;padding:10px}p{margin:2px 0;overflow-wrap:anywhere}small,div p{color:#56626e}i{font-style:normal;color:#96380a}.grace{color:#1a5080}.compliant,.recommended{color:#00604c}.exempt{color:#4b5763}" +
  "a{display:inline-block;margin-top:6px;padding:4px 10px;background:#2264a5;color:#fff;font-weight:bold}button{margin:4px 12px;padding:0 8px;cursor:pointer}" +
  "div{padding:3rem 1rem;text-align:center}h1{font-size:16px}";

/** As that of shared/texts.ts, which would be another file for a plain page to load. */
export const t = (text: string, values: Record<string, string> = {}): string =>
  ((globalThis.omeroFormsTexts?.texts[text] as string | undefined) ?? text).replace(/{(\w+)}/g, (_, name: string) => values[name] ?? "");

/** An element with a shadow of its own: OMERO.web's styles stay out. */
export function shaded(): [host: HTMLElement, shadow: ShadowRoot] {
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  shadow.adoptedStyleSheets = [sheet];
  return [host, shadow];
}

/** An element with text and elements in it. */
export function make(tag: string, ...inside: (string | Node)[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...inside);
  return element;
}

/** "● In grace". Colour is not all that tells. */
function mark(status: Status): HTMLElement {
  // no text: the words of all statuses are said in omero_forms/mail/finding_status.py
  const word = t(status === "grace" ? "In grace" : status.charAt(0).toUpperCase() + status.slice(1));
  const element = make("i", `${status === "compliant" ? "✓" : "●"} ${word}`);
  element.className = status;
  return element;
}

/** The lines of a badge; none where nothing is asked of the object or of what is around it. */
export function linesOf({ policies, parents, children }: Badge): HTMLElement[] {
  return [
    ...policies.map(({ status, text, due_text }) => make("p", ...(status ? [mark(status), " "] : []), text, ...(due_text ? [" ", make("small", due_text)] : []))),
    ...(children ? [make("p", children.text)] : []),
    // no text: the words of all types are said in shared/words.ts
    ...parents.map(({ object, status }) => make("p", `${t(object.type)} ${object.name}: `, mark(status))),
  ];
}

/**
 * Follows the selection: what it returns is told which object is selected, or none. `open` shows a form of that object in
 * the centre.
 */
export function follow(base: string, open: (form: string | null) => void): (type?: ObjectTypePath, id?: number) => void {
  const [right, panel] = shaded();
  const [top, header] = shaded();
  top.style.float = "right";
  const general = document.getElementById("metadata_general");
  let turn = 0;

  // OMERO.web fills the tab anew at each selection, and only while it is empty: so this comes in when it has.
  const place = (): void => document.getElementById("general_tab")?.prepend(right);
  if (general) new MutationObserver(place).observe(general, { childList: true });
  document.getElementById("center_panel_header")?.append(top);

  const draw = (found: Badge, isOwn: boolean, again: () => void): void => {
    const lines = linesOf(found);
    if (!lines.length) return;
    const { gap, status, children } = found;
    const block = make("section", make("b", t("Forms")), ...lines);
    block.ariaLabel = t("Forms");
    const button = make("button", t("Forms"), " ", ...(status ? [mark(status)] : []), ...(children ? [` ${children.text}`] : []));
    if (gap) {
      const link = make("a", t("Fill in the first gap")) as HTMLAnchorElement;
      link.href = gap.deep_link;
      link.target = "_blank";
      link.title = gap.object.name;
      link.onclick = (event) => {
        if (isOwn) {
          event.preventDefault();
          open(gap.form);
        }
        // That of another object has a page of its own: who comes back from there goes on with the next.
        else addEventListener("focus", again);
      };
      block.append(link);
      button.onclick = () => link.click();
    } else button.onclick = () => open(null);
    panel.replaceChildren(block);
    header.replaceChildren(button);
    place();
  };

  const show = (type?: ObjectTypePath, id?: number): void => {
    const mine = ++turn;
    panel.replaceChildren();
    header.replaceChildren();
    if (!type) return;
    // Who walks through the tree by keys stops at few of its objects.
    setTimeout(async () => {
      if (mine !== turn) return;
      try {
        const answer = await fetch(`${base}api/v1/objects/${type}/${id}/badge`);
        if (answer.ok) {
          const found = (await answer.json()) as Badge;
          const at = found.gap?.object;
          if (mine === turn) draw(found, at?.id === id && at?.type.toLowerCase() === type, () => mine === turn && show(type, id));
        }
      } catch {
        // The page is OMERO.web's: what the forms cannot say now, they say when they are opened.
      }
    }, 300);
  };
  return show;
}
