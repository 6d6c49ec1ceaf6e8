// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/?id=&type=[&form=], or ?dataset=12: the forms of one object as a page of its own. */
import { createElement } from "react";
import { namedIn } from "./object/link";
import { ObjectPage } from "./object/ObjectPage";
import { mountView } from "./shared/mount";

const element = document.getElementById("omero-forms");
if (element) {
  const { base = "/omero_forms/", webclient = "/webclient/", selected } = element.dataset;
  mountView(element, createElement(ObjectPage, { config: namedIn(element), selected: Number(selected), base, webclient }));
}
