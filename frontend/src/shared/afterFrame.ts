// SPDX-License-Identifier: AGPL-3.0-or-later

/** Calls `act` once the browser has drawn what the page shows now. What it returns calls it off. */
export function afterFrame(act: () => void): () => void {
  let timer = 0;
  const frame = requestAnimationFrame(() => {
    timer = window.setTimeout(act);
  });
  return () => {
    cancelAnimationFrame(frame);
    window.clearTimeout(timer);
  };
}
