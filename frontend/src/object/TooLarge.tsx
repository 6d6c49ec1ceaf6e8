// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { FormBar } from "../shared/ObjectBar";
import { Banner } from "../shared/parts";
import { t } from "../shared/texts";
import type { FormView } from "../shared/types";

interface Props {
  view: FormView;
  onBack: () => void;
  onHistory: () => void;
}

/** A version that was published before there were limits: showing it would stop the browser. What was submitted can be read. */
export function TooLarge({ view, onBack, onHistory }: Props): ReactElement {
  const hasHistory = view.history.length > 0;
  return (
    <div>
      <FormBar object={view.object} name={view.form.name} version={view.version.number} onBack={onBack} />
      <div className="of-panel-body">
        <Banner
          kind="info"
          title={t("This form is too large to fill in here")}
          actions={
            hasHistory && (
              <button type="button" className="of-btn" onClick={onHistory}>
                {t("Show what was submitted")}
              </button>
            )
          }
        >
          <p>{t("It asks for more than a browser can show at once. Ask an owner of the form to publish a smaller version.")}</p>
        </Banner>
      </div>
    </div>
  );
}
