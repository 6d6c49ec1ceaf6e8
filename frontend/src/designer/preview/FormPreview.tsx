// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form as those who fill it in will see it. What is typed here goes nowhere. */
import { useMemo, type ReactElement } from "react";
import { Boundary } from "../../shared/Boundary";
import { Banner } from "../../shared/parts";
import { t } from "../../shared/texts";
import type { NotAsked } from "../../shared/types";
import type { FormDocument } from "../document/document";
import { Asked } from "./Asked";
import { triedForm } from "./useShown";

const NOTHING: NotAsked[] = [];

/** The texts of a document that does not change while it is shown. */
export function FormPreview({ document }: { document: FormDocument }): ReactElement {
  const form = useMemo(() => triedForm(document, NOTHING), [document]);
  if (form === null) return <p className="of-muted">{t("This form cannot be shown: its schema is no JSON object.")}</p>;
  return (
    <Boundary
      fallback={(again) => (
        <Banner kind="fault" role="alert" title={t("The preview has failed")} actions={<button type="button" className="of-btn" onClick={again}>{t("Show it again")}</button>} />
      )}
    >
      <Asked form={form} />
    </Boundary>
  );
}
