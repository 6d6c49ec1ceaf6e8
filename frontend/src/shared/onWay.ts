// SPDX-License-Identifier: AGPL-3.0-or-later
import { createContext, type ReactNode } from "react";

/** What leads on from here, for whoever is done with something; nothing for those who are on no way. */
export const OnWay = createContext<ReactNode>(null);

/** In the address of an object's page: the place of what is open there, among all that is open of the reader's own. */
export const WAY = "way";

/** The place at which the reader is on the way through all that; null where they came from elsewhere. */
export const placeOnWay = (): string | null => new URLSearchParams(window.location.search).get(WAY);
