// SPDX-License-Identifier: AGPL-3.0-or-later
/** Files that were chosen or dropped, each with its path: references from one to the other go by it. */

export interface Picked {
  path: string;
  file: File;
}

/** Zips, and what `omero_forms/domain/importing/files.py` reads; what else lies in a folder stays there. */
export const ENDINGS: readonly string[] = [".json", ".jsonschema", ".yaml", ".yml", ".csv", ".xlsx", ".zip"];

/** All files together, as the server takes them. */
export const MOST_BYTES = 20_000_000;

/** A folder with more is not gone through to its end. */
const MOST_FILES = 20_000;

const isWanted = ({ path }: Picked): boolean =>
  !path.split("/").some((part) => part.startsWith(".")) && ENDINGS.some((ending) => path.toLowerCase().endsWith(ending));

/** What can be brought in of what was chosen, and how many other files there were. */
export function wanted(all: readonly Picked[]): { picked: Picked[]; others: number } {
  const picked = all.filter(isWanted);
  return { picked, others: all.length - picked.length };
}

export const ofInput = (files: FileList): Picked[] => [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** What is in a folder; the browser hands it out in parts. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/** What was dropped: files, and folders with all that is in them. To be called before the event has ended. */
export async function ofDrop(transfer: DataTransfer): Promise<Picked[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return ofInput(transfer.files);
  const picked: Picked[] = [];
  const waiting: FileSystemEntry[] = entries;
  for (let entry = waiting.pop(); entry && picked.length < MOST_FILES; entry = waiting.pop()) {
    if (entry.isDirectory) waiting.push(...(await entriesOf(entry as FileSystemDirectoryEntry)));
    else picked.push({ path: entry.fullPath.replace(/^\//, ""), file: await fileOf(entry as FileSystemFileEntry) });
  }
  return picked.sort((a, b) => a.path.localeCompare(b.path, "en"));
}
