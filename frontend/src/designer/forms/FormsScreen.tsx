// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import type { ScreenProps } from "../screens";

export function FormsScreen({ base }: ScreenProps): ReactElement {
  return (
    <div className="of-head">
      <div className="of-head__text">
        <h1 className="of-h1">Forms</h1>
        <p className="of-lede">
          The forms of one object are on <a href={base}>its own page</a>.
        </p>
      </div>
    </div>
  );
}
