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

/** How often what far sections turn out to be moves what was looked for, at most. */
const ROUNDS = 3;

/**
 * Calls `act` now, and again after each of the next frames: what the browser had not laid out is of another size once it is near, and
 * moves what was brought into view. What it returns calls the rest off.
 */
export function whileLaidOut(act: () => void): () => void {
  let callOff = (): void => undefined;
  const round = (left: number): void => {
    act();
    if (left > 0) callOff = afterFrame(() => round(left - 1));
  };
  round(ROUNDS);
  return () => callOff();
}
