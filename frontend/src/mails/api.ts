// SPDX-License-Identifier: AGPL-3.0-or-later
/** The calls of the API that only the pages about mails make. */
import { Api } from "../shared/api/client";
import { useApi, type GuardOf } from "../shared/session";
import type { MailPreferences, MailPreferencesRequest, SiteMails } from "../shared/types";

export class MailsApi extends Api {
  preferences(): Promise<MailPreferences> {
    return this.get("/preferences", {});
  }

  choose(wanted: MailPreferencesRequest): Promise<MailPreferences> {
    return this.put("/preferences", {}, wanted);
  }

  mails(): Promise<SiteMails> {
    return this.get("/mails", {});
  }

  sendAgain(id: number): Promise<SiteMails> {
    return this.post("/mails/{id}/again", { id }, {});
  }
}

export const useMails = (): GuardOf<MailsApi> => useApi(MailsApi);
