// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { useDesigner } from "../api";
import { t, tn } from "../../shared/texts";
import type { FormRow, Group, ObjectTypeName } from "../../shared/types";
import { lowerType, plural, shown } from "../../shared/words";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

interface Props {
  form: FormRow;
  group: Group;
  type: ObjectTypeName;
  /** The form as it is then: still offered there, as long as OMERO has no record of the change. */
  onDone: (form: FormRow) => void;
  onClose: () => void;
}

/** Asks before a form is offered somewhere no longer, and says what stays. */
export function Withdraw({ form, group, type, onDone, onClose }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const objects = plural(type);
  const policies = failed?.detailsOf("form_in_use")?.policies ?? [];
  const withdraw = async (): Promise<void> => {
    const changed = await ask(() => api.withdraw(form.form, group.id, lowerType(type)));
    if (changed) onDone(changed);
  };
  return (
    <Dialog
      title={t("Stop offering “{name}” for {objects}?", { name: shown(form.name), objects })}
      action={busy ? t("Stopping…") : t("Stop offering it for {objects}", { objects })}
      keep={t("Keep offering it")}
      busy={busy}
      onAction={() => void withdraw()}
      onClose={onClose}
    >
      {failed && (
        <Refused what={t("It is still offered")} error={failed}>
          {policies.length > 0 && <p>{t("Required by {policies}.", { policies: policies.map(shown).join(", ") })}</p>}
        </Refused>
      )}
      <p>
        {t("Members of {group} can then no longer fill it in for {objects}. Other groups are offered it as before.", { group: shown(group.name), objects })}
      </p>
      <p>
        {form.submissions === 0
          ? t("Nothing has been submitted yet, so nothing else changes.")
          : tn(
              "What was submitted stays: {n} submission with its history, and the key-value pairs on the objects.",
              "What was submitted stays: {n} submissions with their history, and the key-value pairs on the objects.",
              form.submissions,
            )}{" "}
        {t("You can offer it again at any time.")}
      </p>
    </Dialog>
  );
}
