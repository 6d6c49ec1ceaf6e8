// SPDX-License-Identifier: AGPL-3.0-or-later
/** The screens below /omero_forms/designer/: which address shows which, each in a file of its own that is loaded when it is asked for. */
import type { ComponentType } from "react";
import { later } from "../shared/later";
import { Loading } from "../shared/parts";
import { t } from "../shared/texts";
import type { Session } from "../shared/types";

export interface ScreenProps {
  /** URL prefix of the plugin, ending in a slash. */
  base: string;
  /** null while it is not known. */
  session: Session | null;
  /** What the address names: a form, a group; "" for a screen that needs neither. */
  of: string;
}

interface Screen {
  address: RegExp;
  Component: ComponentType<ScreenProps>;
}

const screen = (load: () => Promise<ComponentType<ScreenProps>>): ComponentType<ScreenProps> => later(load, <Loading>{t("Opening the page…")}</Loading>);

/** Addresses as `omero_forms/urls.py` takes them, after `designer/`. */
const SCREENS: readonly Screen[] = [
  { address: /^$/, Component: screen(async () => (await import("./forms/FormsScreen")).FormsScreen) },
  { address: /^import$/, Component: screen(async () => (await import("./bringin/BringInScreen")).BringInScreen) },
  { address: /^group\/(\d+)$/, Component: screen(async () => (await import("./group/GroupScreen")).GroupScreen) },
  { address: /^library$/, Component: screen(async () => (await import("./library/LibraryScreen")).LibraryScreen) },
  { address: /^(f[a-z2-7]{15})$/, Component: screen(async () => (await import("./editor/EditorScreen")).EditorScreen) },
  { address: /^(f[a-z2-7]{15})\/publish$/, Component: screen(async () => (await import("./publish/PublishScreen")).PublishScreen) },
  { address: /^(f[a-z2-7]{15})\/versions$/, Component: screen(async () => (await import("./versions/VersionsScreen")).VersionsScreen) },
];

export function screenOf(path: string): { Component: Screen["Component"]; of: string } | null {
  for (const { address, Component } of SCREENS) {
    const found = address.exec(path);
    if (found) return { Component, of: found[1] ?? "" };
  }
  return null;
}
