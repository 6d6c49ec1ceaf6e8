// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import type { ApiError } from "../shared/api/client";
import { Banner, NotLoaded } from "../shared/parts";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";

/** A view that could not be loaded: what failed, what is safe, what to do. Never looks like "nothing chosen". */
export function Failure({ error, what, onRetry }: { error: ApiError; what: string; onRetry: () => void }): ReactElement {
  const { loginHref } = useGuard();
  if (error.loginNeeded) {
    return (
      <div className="of-panel-body">
        <Banner
          kind="warn"
          title={t("You are not logged in to OMERO")}
          actions={
            <a className="of-btn of-btn--primary" href={loginHref} target="_blank" rel="noopener">
              {t("Log in in a new tab")}
            </a>
          }
        >
          <p>{t("{what} will be shown once you are logged in.", { what })}</p>
        </Banner>
      </div>
    );
  }
  return (
    <div className="of-panel-body">
      <NotLoaded what={what} error={error} onRetry={onRetry}>
        {error.code === "not_found" && (
          <p>{t("Check the link, or ask whoever gave it to you. Everything you can see is in the tree of OMERO.web.")}</p>
        )}
      </NotLoaded>
    </div>
  );
}

/** The same of one form, with the way back to the others. */
export function FormFailure({ error, type, onRetry, onBack }: { error: ApiError; type: string; onRetry: () => void; onBack: () => void }): ReactElement {
  return (
    <>
      <Failure error={error} what={t("The form")} onRetry={onRetry} />
      <p className="of-panel-body">
        <button type="button" className="of-btn-link" onClick={onBack}>
          {t("All forms of this {type}", { type })}
        </button>
      </p>
    </>
  );
}
