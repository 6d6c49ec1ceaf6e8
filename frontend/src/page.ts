// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/?id=&type=[&form=], or ?dataset=12: the forms of one object as a page of its own. */
import { namedIn } from "./object/link";
import { ObjectPage } from "./object/ObjectPage";
import { mountPage } from "./shared/mountPage";

mountPage(ObjectPage, (element) => ({ config: namedIn(element), selected: Number(element.dataset["selected"]) }));
