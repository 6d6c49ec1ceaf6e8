// SPDX-License-Identifier: AGPL-3.0-or-later
import type { MountConfig, ObjectTypePath } from "../shared/types";

/** What the link of an object's page names, as its element says it; null where that is no object. */
export function namedIn({ dataset }: HTMLElement): MountConfig | null {
  const { base = "/omero_forms/", login = "/webclient/login/", type, id, form } = dataset;
  if (!type || !id || !/^\d+$/.test(id)) return null;
  return { type: type as ObjectTypePath, id: Number(id), ...(form ? { form } : {}), base, loginUrl: login };
}
