// SPDX-License-Identifier: AGPL-3.0-or-later

/** Calls `look` whenever somebody comes back to this page; what it returns ends that. */
export function onComingBack(look: () => void): () => void {
  const onSight = (): void => {
    if (document.visibilityState === "visible") look();
  };
  window.addEventListener("focus", onSight);
  document.addEventListener("visibilitychange", onSight);
  return () => {
    window.removeEventListener("focus", onSight);
    document.removeEventListener("visibilitychange", onSight);
  };
}
