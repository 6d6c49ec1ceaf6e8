// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement, ReactNode } from "react";
import type { ApiError } from "./api/client";
import { Banner } from "./parts";

interface Props {
  what: string;
  error: ApiError;
  actions?: ReactNode;
  children?: ReactNode;
}

/** A call that changes something and was refused: nothing has changed, and why. */
export function Refused({ what, error, actions, children }: Props): ReactElement {
  return (
    <Banner kind={error.passing ? "fault" : "bad"} role="alert" title={what} actions={actions}>
      <p>{error.message}</p>
      {children}
    </Banner>
  );
}
