// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * All that a plain OMERO.web page loads of ours: registers the centre panel, and fetches the app when somebody opens it.
 *
 * OMERO.web empties a plugin's panel on multiple selection and does not call it for an empty one, so the panel follows the
 * selection by itself: whatever is selected, it shows that object's forms or says what to select.
 */
import { follow, make, shaded, t } from "./badge";
import type { MountConfig, ObjectTypePath } from "./shared/types";

interface Selected {
  /** "dataset-123" */
  id: string;
}

interface JQuery {
  data(key: string): unknown;
  data(key: string, value: unknown): JQuery;
  on(events: string, handler: () => void): JQuery;
  omeroweb_center_plugin(settings: {
    load_plugin_content: () => void;
    plugin_enabled: () => boolean;
    empty_on_sel_change: boolean;
  }): JQuery;
}

declare global {
  interface Window {
    jQuery?: (target: unknown) => JQuery;
  }
}

const SELECTION = "selected_objects.ome";
const TYPES = new Set(["project", "dataset", "screen", "plate", "image"]);
/** What else can be selected in the tree, as a person calls it. */
const OTHERS: Record<string, string> = {
  experimenter: t("people"),
  orphaned: t("folders of orphaned images"),
  tag: t("tags"),
  tagset: t("tag sets"),
  well: t("wells"),
  acquisition: t("runs of a plate"),
  share: t("shares"),
};
const ASK = t("Select one project, dataset, screen, plate or image in the tree on the left to see its forms here.");

type Target = { kind: "object"; type: ObjectTypePath; id: number } | { kind: "hint"; title: string; text: string };

export function targetOf(selected: Selected[]): Target {
  const first = selected[0];
  if (first === undefined) return { kind: "hint", title: t("Nothing is selected"), text: ASK };
  if (selected.length > 1) {
    return {
      kind: "hint",
      title: t("{number} objects are selected", { number: `${selected.length}` }),
      text: `${t("A form belongs to one object.")} ${ASK}`,
    };
  }
  const [type = "", id = ""] = first.id.split("-");
  if (!TYPES.has(type) || !/^\d+$/.test(id)) {
    return { kind: "hint", title: t("There are no forms for {kind}", { kind: OTHERS[type] ?? t("this kind of object") }), text: ASK };
  }
  return { kind: "object", type: type as ObjectTypePath, id: Number(id) };
}

function showHint(panel: HTMLElement, title: string, text: string): void {
  const [host, shadow] = shaded();
  const box = make("div", make("h1", title), ...(text ? [make("p", text)] : []));
  box.role = "status";
  shadow.append(box);
  panel.append(host);
}

export function start(panel: HTMLElement, $: (target: unknown) => JQuery, base: string, loginUrl: string): void {
  let shown = "";
  let turn = 0;
  /** The form that the badge leads to. */
  let wanted: string | null = null;
  let clear: () => void = () => undefined;

  const replace = (draw: () => () => void): void => {
    clear();
    panel.replaceChildren();
    clear = draw();
  };
  const hint = (title: string, text: string): void =>
    replace(() => {
      showHint(panel, title, text);
      return () => undefined;
    });

  const open = async (type: ObjectTypePath, id: number, mine: number): Promise<void> => {
    // Taken at once: while the app is on its way, another object may be selected.
    const config: MountConfig = { type, id, base, loginUrl, onSubmitted: tell, ...(wanted && { form: wanted }) };
    wanted = null;
    try {
      const app = await import("./panel");
      if (mine !== turn) return;
      replace(() => {
        app.mount(panel, config);
        return () => app.unmount(panel);
      });
    } catch {
      if (mine !== turn) return;
      shown = "";
      hint(t("The forms could not be loaded"), t("Select the object again, or reload the page."));
    }
  };

  const selected = (): Target => targetOf(($(document.body).data(SELECTION) as Selected[] | undefined) ?? []);

  const update = (): void => {
    // A hidden panel costs nothing; it catches up when it is shown.
    if (panel.getClientRects().length === 0) return;
    const target = selected();
    const key = target.kind === "object" ? `${target.type}-${target.id}` : `${target.title}`;
    if (key === shown && panel.childElementCount > 0) return;
    shown = key;
    turn += 1;
    if (target.kind === "hint") {
      hint(target.title, target.text);
      return;
    }
    hint(t("Opening the forms…"), "");
    void open(target.type, target.id, turn);
  };

  const badge = follow(base, (form) => {
    wanted = form;
    shown = "";
    const chooser = document.querySelector<HTMLSelectElement>("#center_panel_chooser select");
    if (chooser) {
      chooser.value = `#${panel.id}`;
      chooser.dispatchEvent(new Event("change"));
    }
  });
  const tell = (): void => {
    const target = selected();
    if (target.kind === "object") badge(target.type, target.id);
    else badge();
  };

  const body = $(document.body);
  if (body.data(SELECTION) === undefined) body.data(SELECTION, []);
  // Before OMERO.web's own handlers, which stop at an empty selection.
  body.on("selection_change.ome", update);
  body.on("selection_change.ome", tell);
  $("#center_panel_chooser").on("center_plugin_changed.ome", update);
  $(panel).omeroweb_center_plugin({ load_plugin_content: update, plugin_enabled: () => true, empty_on_sel_change: false });
  update();
  tell();
}

const panel = document.getElementById("omero_forms_panel");
const script = document.getElementById("omero-forms-loader");
if (panel && script && window.jQuery) {
  start(panel, window.jQuery, script.dataset["base"] ?? "/omero_forms/", script.dataset["login"] ?? "/webclient/login/");
}
