// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactNode } from "react";

/**
 * Stands where rjsf would load a reader of Markdown (vite.config.ts): a seventh of all that a form loads, for templates of which ours
 * take the place. What forms say is shown as it is written.
 */
export const Markdown = ({ children }: { children?: ReactNode }): ReactNode => children;
