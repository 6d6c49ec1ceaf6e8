// SPDX-License-Identifier: AGPL-3.0-or-later
/** What templates and widgets know beside rjsf's own properties. A React context, so that rjsf's memo cannot hide a change. */
import { createContext, useContext } from "react";
import type { Problem } from "../shared/types";
import type { Section } from "./sections";
import { domId } from "./pointers";

/** The name of a new entry that a map does not take: its answers are nowhere until it has another one. */
export interface RefusedName {
  /** Of the field in which it was typed, by the names that the form gives. */
  pointer: string;
  message: string;
}

export interface FormUi {
  /** Messages to show, by rjsf's field id; only of fields that were left, or of all after submitting. */
  messages: ReadonlyMap<string, Problem>;
  sections: Section[];
  /** Tells of a refused name; what it returns takes that back. */
  onRefusedName: (refused: RefusedName) => () => void;
}

export const FormUiContext = createContext<FormUi>({ messages: new Map(), sections: [], onRefusedName: () => () => undefined });

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

/** The attributes that tie a control to its help and its problem. */
export function useDescribed(id: string, hasHelp: boolean): Described {
  const { messages } = useContext(FormUiContext);
  const hasMessage = messages.has(id);
  const ids = [hasHelp ? `${domId(id)}-help` : "", hasMessage ? `${domId(id)}-error` : ""].filter(Boolean);
  return {
    ...(hasMessage ? { "aria-invalid": true as const } : {}),
    ...(ids.length > 0 ? { "aria-describedby": ids.join(" ") } : {}),
  };
}
