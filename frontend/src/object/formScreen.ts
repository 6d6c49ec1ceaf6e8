// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The screen of one form lies in a file of its own, with all that draws questions: who looks at the list of forms does not wait for
 * it, and it is there once they have read the list.
 */
import { ApiError } from "../shared/api/client";
import { t } from "../shared/texts";
import type { FormScreen } from "./FormScreen";

export async function loadScreen(): Promise<typeof FormScreen> {
  try {
    return (await import("./FormScreen")).FormScreen;
  } catch {
    throw new ApiError(0, "page_fault", t("The web server did not send this part of the page. Reload the page; what you typed is kept in this browser."));
  }
}

/** Where a browser does not say when it is idle. */
const LATER_MS = 300;

/** Loads it when the browser has nothing else to do. Returns how to leave that. */
export function loadScreenWhenIdle(): () => void {
  // Whoever opens a form hears of what fails.
  const load = (): void => void loadScreen().catch(() => undefined);
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(load, LATER_MS);
    return () => clearTimeout(timer);
  }
  const turn = window.requestIdleCallback(load);
  return () => window.cancelIdleCallback(turn);
}
