// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import type { ApiError } from "./api/client";
import { Banner } from "./parts";
import { useGuard } from "./session";
import { t } from "./texts";

interface Props {
  what: string;
  error: ApiError;
  actions?: ReactNode;
  children?: ReactNode;
}

/** A call that changes something and was refused: nothing has changed, why, and what to do next. Of one without an answer nobody knows. */
export function Refused({ what, error, actions, children }: Props): ReactElement {
  const { loginHref } = useGuard();
  const isLost = error.code === "answer_lost";
  // Here as well: what stands at the top of the page is out of reach from a dialog.
  const logIn = error.loginNeeded && (
    <a className="of-btn" href={loginHref} target="_blank" rel="noopener">
      {t("Log in in a new tab")}
    </a>
  );
  return (
    <Banner kind={error.passing ? "fault" : "bad"} role="alert" title={isLost ? t("No answer came") : what} actions={actions ?? logIn}>
      <p>{error.message}</p>
      {error.passing && !isLost && <p>{t("What is on this page stays. Try again in a moment.")}</p>}
      {children}
    </Banner>
  );
}
