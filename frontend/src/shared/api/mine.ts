// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls about the reader's own objects, for their page and for the way through what is open of them. */
import type { Among, Mine, MySubmissions, NextOfMine, ObjectTypeName } from "../types";
import { Api } from "./client";
import type { Query } from "./routes";
import type { paths } from "./schema";

/** As the API asks for it. */
export function numbered({ group, policy, status }: Among): Partial<Query<paths["/mine"]["get"]>> {
  return { ...(group && { group: Number(group) }), ...(policy && { policy: Number(policy) }), status };
}

export class MineApi extends Api {
  mine(asked: Partial<Query<paths["/mine"]["get"]>>): Promise<Mine> {
    return this.get("/mine", {}, asked);
  }

  submissions(): Promise<MySubmissions> {
    return this.get("/mine/submissions", {});
  }

  /** What is due after a place, of another object than that one. */
  next(after: string, type: ObjectTypeName, id: number, among: Among): Promise<NextOfMine> {
    return this.get("/mine/next", {}, { after, type, id, ...numbered(among) });
  }
}
