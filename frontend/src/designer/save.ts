// SPDX-License-Identifier: AGPL-3.0-or-later

/** Offers a text as a file to keep. What no file system takes in a name is left out of it. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  link.download = name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "_");
  link.click();
  // The browser has taken it by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
