// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody said to the files that they bring in: which become forms, and which mendings are meant. */
import type { Imported } from "../../shared/types";

export interface Said {
  /** Files that are to become forms. */
  wanted: ReadonlySet<string>;
  /** By file, the pointers of the mendings that are meant. */
  meant: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Forms are wanted until somebody says no, parts once somebody says yes, and no mending is meant before somebody says so. */
export const nothingSaid = (files: readonly Imported[]): Said => ({
  wanted: new Set(files.filter(({ makes_form, part }) => makes_form && !part).map(({ file }) => file)),
  meant: new Map(),
});

const pointersOf = ({ mended }: Imported): Set<string> => new Set(mended.map(({ pointer }) => pointer));

/** How many of a file's mendings wait for a yes. */
export const openOf = (file: Imported, { meant }: Said): number => file.mended.filter(({ pointer }) => !meant.get(file.file)?.has(pointer)).length;

export function want(said: Said, file: Imported, isWanted: boolean): Said {
  const wanted = new Set(said.wanted);
  if (isWanted) wanted.add(file.file);
  else wanted.delete(file.file);
  return { ...said, wanted };
}

export function mean(said: Said, file: Imported, pointer: string, isMeant: boolean): Said {
  const pointers = new Set(said.meant.get(file.file));
  if (isMeant) pointers.add(pointer);
  else pointers.delete(pointer);
  return { ...said, meant: new Map(said.meant).set(file.file, pointers) };
}

export const meanAll = (said: Said, files: readonly Imported[]): Said => ({
  ...said,
  meant: new Map([...said.meant, ...files.map((file) => [file.file, pointersOf(file)] as const)]),
});

/** The files of which drafts are begun now, and those that wait for a yes to some mending. */
export function readyOf(files: readonly Imported[], said: Said): { ready: Imported[]; waiting: Imported[] } {
  const wanted = files.filter(({ file, makes_form }) => makes_form && said.wanted.has(file));
  const isReady = (file: Imported): boolean => openOf(file, said) === 0;
  return { ready: wanted.filter(isReady), waiting: wanted.filter((file) => !isReady(file)) };
}

/** As the API takes it. */
export const yesTo = (files: readonly Imported[]): Record<string, string[]> =>
  Object.fromEntries(files.map((file) => [file.file, [...pointersOf(file)]]));
