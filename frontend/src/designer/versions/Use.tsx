// SPDX-License-Identifier: AGPL-3.0-or-later
import { useState, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { Icon } from "../../shared/icons";
import { ReasonField } from "../../shared/ReasonField";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { FormRow } from "../../shared/types";
import { shown } from "../../shared/words";
import { Card } from "../Card";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

interface Props {
  base: string;
  row: FormRow;
  onChanged: (row: FormRow, isDone: boolean) => void;
}

function Retire({ row, onChanged, onClose }: Omit<Props, "base"> & { onClose: () => void }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [message, setMessage] = useState("");
  const retire = async (): Promise<void> => {
    const next = await ask(() => api.retireForm(row.form, message.trim()));
    if (!next) return;
    onChanged(next, next.state === "retired");
    onClose();
  };
  const demanding = failed?.detailsOf("form_in_use");
  return (
    <Dialog title={t("Retire {name}?", { name: shown(row.name) })} action={busy ? t("Retiring…") : t("Retire it")} keep={t("Keep it in use")} busy={busy} onAction={() => void retire()} onClose={onClose}>
      <p>
        {tn(
          "Nobody can fill it in any more. Its versions, {n} submission and where it was offered stay, and it can be restored.",
          "Nobody can fill it in any more. Its versions, {n} submissions and where it was offered stay, and it can be restored.",
          row.submissions,
        )}
        {row.draft && ` ${t("Its draft stays too, and can be published after that.")}`}
      </p>
      <ReasonField id="of-u-why" label={t("Why")} note={t("optional")} reason={message} onReason={setMessage} />
      {failed && <Refused what={t("The form is still in use")} error={failed} />}
      {demanding && (
        <ul className="of-points">
          {demanding.policies.map((policy) => (
            <li key={policy}>{shown(policy)}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** Files to take along, a copy of one's own, and the end of its use. */
export function Use({ base, row, onChanged }: Props): ReactElement {
  const { api } = useDesigner();
  const copying = useAsk();
  const restoring = useAsk();
  const [isRetiring, setRetiring] = useState(false);
  const { form, policies, state, version, may_edit } = row;
  const duplicate = async (): Promise<void> => {
    const draft = await copying.ask(() => api.duplicateForm(form));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  const restore = async (): Promise<void> => {
    const next = await restoring.ask(() => api.restoreForm(form));
    if (next) onChanged(next, next.state === "published");
  };
  const file = `${base}api/v1/forms/${form}`;
  return (
    <Card title={may_edit ? t("Export, duplicate, retire") : t("Export and duplicate")}>
      {version > 0 && (
        <div className="of-row">
          <a className="of-btn" href={`${file}/export`} download>
            <Icon name="download" />
            {t("Export the form")}
          </a>
          <a className="of-btn" href={`${file}/answers.csv`} download>
            <Icon name="download" />
            {t("Answers as CSV")}
          </a>
          <button type="button" className="of-btn" disabled={copying.busy} onClick={() => void duplicate()}>
            {copying.busy ? t("Copying…") : t("Duplicate")}
          </button>
        </div>
      )}
      <p className="of-small of-muted">
        {t("The export can be imported in another OMERO. The CSV has the newest answers of the objects that you can see now. A duplicate is a new form of your own, without answers.")}
      </p>
      {copying.failed && <Refused what={t("The form was not duplicated")} error={copying.failed} />}
      {may_edit && state === "published" && policies.length > 0 && (
        <p>
          {t("It cannot be retired while policies require it: {policies}. Whoever set these policies has to change them first.", {
            policies: policies.map(({ name, group }) => `${shown(name)} (${shown(group.name)})`).join(", "),
          })}
        </p>
      )}
      {may_edit && state === "published" && policies.length === 0 && (
        <div>
          <button type="button" className="of-btn of-btn--danger" onClick={() => setRetiring(true)}>
            {t("Retire…")}
          </button>
        </div>
      )}
      {may_edit && state === "retired" && (
        <div className="of-stack of-stack--2">
          <p>{t("It is retired: nobody can fill it in. Restoring brings it back with its versions and answers.")}</p>
          <div>
            <button type="button" className="of-btn of-btn--primary" disabled={restoring.busy} onClick={() => void restore()}>
              {restoring.busy ? t("Restoring…") : t("Restore it")}
            </button>
          </div>
          {restoring.failed && <Refused what={t("The form is still retired")} error={restoring.failed} />}
        </div>
      )}
      {!may_edit && state !== "draft" && <p className="of-small of-muted">{t("Its owners decide when it goes out of use.")}</p>}
      {isRetiring && <Retire row={row} onChanged={onChanged} onClose={() => setRetiring(false)} />}
    </Card>
  );
}
