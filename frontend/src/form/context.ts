// SPDX-License-Identifier: AGPL-3.0-or-later
/** What templates and widgets know beside rjsf's own properties. A React context, so that rjsf's memo cannot hide a change. */
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Problem } from "../shared/types";
import type { Section } from "./sections";
import { domId } from "./pointers";

/** The name of a new entry that a map does not take: its answers are nowhere until it has another one. */
export interface RefusedName {
  /** Of the field in which it was typed, by the names that the form gives. */
  pointer: string;
  message: string;
}

const isSaid = (one: Problem | undefined, other: Problem | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && one.message === other.message && one.rule === other.rule);

/**
 * Messages to show, by rjsf's field id; only of fields that were left, or of all after submitting. Each field hears of its own alone, or
 * one message would render every field of a form anew.
 */
export class Messages {
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(private shown: ReadonlyMap<string, Problem> = new Map()) {}

  get = (id: string): Problem | undefined => this.shown.get(id);

  put(next: ReadonlyMap<string, Problem>): void {
    const before = this.shown;
    const changed = [...new Set([...before.keys(), ...next.keys()])].filter((id) => !isSaid(before.get(id), next.get(id)));
    // What says the same is the same, so that nobody renders because of it.
    this.shown = new Map([...next].map(([id, problem]) => [id, changed.includes(id) ? problem : (before.get(id) ?? problem)]));
    for (const id of changed) for (const tell of this.listeners.get(id) ?? []) tell();
  }

  listen(id: string, tell: () => void): () => void {
    const those = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, those.add(tell));
    return () => {
      those.delete(tell);
    };
  }
}

export interface FormUi {
  messages: Messages;
  sections: Section[];
  /** Tells of a refused name; what it returns takes that back. */
  onRefusedName: (refused: RefusedName) => () => void;
}

export const FormUiContext = createContext<FormUi>({ messages: new Messages(), sections: [], onRefusedName: () => () => undefined });

/** Set below a list item: how its fields are named where there is no room for labels. */
export interface ItemNaming {
  /** "Channel 2" */
  prefix: string;
  /** The item's own label and its fields' labels are for screen readers only. */
  hideLabels: boolean;
  /** The path depth of the item. */
  depth: number;
}

export const ItemContext = createContext<ItemNaming | null>(null);

/** The id of the nearest field template above, since rjsf nests two of one id for a oneOf. */
export const NestingContext = createContext<string | null>(null);

export interface Described {
  "aria-invalid"?: true;
  "aria-describedby"?: string;
}

/** The message at the field of this id, if one is shown. */
export function useMessage(id: string): Problem | undefined {
  const { messages } = useContext(FormUiContext);
  const listen = useCallback((tell: () => void) => messages.listen(id, tell), [messages, id]);
  return useSyncExternalStore(listen, () => messages.get(id));
}

/** The attributes that tie a control to its help and its problem. */
export function useDescribed(id: string, hasHelp: boolean): Described {
  const hasMessage = useMessage(id) !== undefined;
  const ids = [hasHelp ? `${domId(id)}-help` : "", hasMessage ? `${domId(id)}-error` : ""].filter(Boolean);
  return {
    ...(hasMessage ? { "aria-invalid": true as const } : {}),
    ...(ids.length > 0 ? { "aria-describedby": ids.join(" ") } : {}),
  };
}
