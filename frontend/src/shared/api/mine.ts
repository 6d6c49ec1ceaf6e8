// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls about the reader's own objects, for their page and for the way through what is open of them. */
import type { Mine, MySubmissions, NextOfMine, ObjectTypeName } from "../types";
import { Api } from "./client";
import type { Query } from "./routes";
import type { paths } from "./schema";

export class MineApi extends Api {
  mine(asked: Partial<Query<paths["/mine"]["get"]>>): Promise<Mine> {
    return this.get("/mine", {}, asked);
  }

  submissions(): Promise<MySubmissions> {
    return this.get("/mine/submissions", {});
  }

  /** What is due after a place, of another object than that one. */
  next(after: string, type: ObjectTypeName, id: number): Promise<NextOfMine> {
    return this.get("/mine/next", {}, { after, type, id });
  }
}
