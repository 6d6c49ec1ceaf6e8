// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/?id=&type=[&form=], or ?dataset=12: the forms of one object as a page of its own. */
import { createElement } from "react";
import { ObjectPage } from "./object/ObjectPage";
import { mountView } from "./shared/mount";
import type { ObjectTypePath } from "./shared/types";

const element = document.getElementById("omero-forms");
if (element) {
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/", type, id, form, selected } = element.dataset;
  const isNamed = Boolean(type && id && /^\d+$/.test(id));
  const config = isNamed
    ? { type: type as ObjectTypePath, id: Number(id), ...(form ? { form } : {}), base, loginUrl: login }
    : null;
  mountView(element, createElement(ObjectPage, { config, selected: Number(selected), base, webclient }));
}
