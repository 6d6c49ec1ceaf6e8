// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/mine/: what is open of the reader's own objects. */
import { Mine } from "./mine/Mine";
import { styledAlso } from "./shared/mount";
import { mountPage } from "./shared/mountPage";
import look from "./styles/mine.css?inline";

styledAlso(look);
mountPage(Mine);
