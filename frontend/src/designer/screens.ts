// SPDX-License-Identifier: AGPL-3.0-or-later
/** The screens below /omero_forms/designer/: which address shows which, each in a file of its own that is loaded when it is asked for. */
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
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
  Component: LazyExoticComponent<ComponentType<ScreenProps>>;
}

/** Addresses as `omero_forms/urls.py` takes them, after `designer/`. */
const SCREENS: readonly Screen[] = [
  { address: /^$/, Component: lazy(async () => ({ default: (await import("./forms/FormsScreen")).FormsScreen })) },
  { address: /^import$/, Component: lazy(async () => ({ default: (await import("./bringin/BringInScreen")).BringInScreen })) },
  { address: /^group\/(\d+)$/, Component: lazy(async () => ({ default: (await import("./group/GroupScreen")).GroupScreen })) },
  { address: /^library$/, Component: lazy(async () => ({ default: (await import("./library/LibraryScreen")).LibraryScreen })) },
  { address: /^(f[a-z2-7]{15})$/, Component: lazy(async () => ({ default: (await import("./editor/EditorScreen")).EditorScreen })) },
  { address: /^(f[a-z2-7]{15})\/publish$/, Component: lazy(async () => ({ default: (await import("./publish/PublishScreen")).PublishScreen })) },
  { address: /^(f[a-z2-7]{15})\/versions$/, Component: lazy(async () => ({ default: (await import("./versions/VersionsScreen")).VersionsScreen })) },
];

export function screenOf(path: string): { Component: Screen["Component"]; of: string } | null {
  for (const { address, Component } of SCREENS) {
    const found = address.exec(path);
    if (found) return { Component, of: found[1] ?? "" };
  }
  return null;
}
