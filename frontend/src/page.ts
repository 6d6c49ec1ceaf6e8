// SPDX-License-Identifier: AGPL-3.0-or-later
/** /omero_forms/?id=&type=[&form=], or ?dataset=12: the forms of one object as a page of its own. */
import { askEarly } from "./shared/api/client";
import type { MountConfig, ObjectTypePath } from "./shared/types";

const element = document.getElementById("omero-forms");
if (element) {
  const { base = "/omero_forms/", login = "/webclient/login/", webclient = "/webclient/", type, id, form, selected } = element.dataset;
  const isNamed = Boolean(type && id && /^\d+$/.test(id));
  const config: MountConfig | null = isNamed
    ? { type: type as ObjectTypePath, id: Number(id), ...(form ? { form } : {}), base, loginUrl: login }
    : null;
  // The server looks while the rest of the page is on its way.
  if (config?.form !== undefined) askEarly(config.base, config.type, config.id, config.form);
  const { show } = await import("./object/show");
  show(element, { config, selected: Number(selected), base, webclient });
}
