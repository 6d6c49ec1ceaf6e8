// SPDX-License-Identifier: AGPL-3.0-or-later
/** Parts that several pages have and few people open: nobody else loads them. */
import { later } from "./later";
import { Loading } from "./parts";
import { t } from "./texts";

export const AskExemption = later(async () => (await import("./AskExemption")).AskExemption);

/** It is large. */
export const SelectorBuilder = later(async () => (await import("./SelectorBuilder")).SelectorBuilder, <Loading>{t("Loading the conditions…")}</Loading>);
