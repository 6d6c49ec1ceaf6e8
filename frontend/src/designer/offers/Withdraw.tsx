// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { useDesigner } from "../api";
import type { FormRow, Group, ObjectTypeName } from "../../shared/types";
import { count, lowerType, shown } from "../../shared/words";
import { Refused } from "../parts";
import { useAsk } from "../../shared/useAsk";
import { objectsOf } from "./offers";

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
  const objects = objectsOf(type);
  const policies = failed?.detailsOf("form_in_use")?.policies ?? [];
  const withdraw = async (): Promise<void> => {
    const changed = await ask(() => api.withdraw(form.form, group.id, lowerType(type)));
    if (changed) onDone(changed);
  };
  return (
    <Dialog
      title={`Stop offering “${shown(form.name)}” for ${objects}?`}
      action={busy ? "Stopping…" : `Stop offering it for ${objects}`}
      keep="Keep offering it"
      busy={busy}
      onAction={() => void withdraw()}
      onClose={onClose}
    >
      {failed && (
        <Refused what="It is still offered" error={failed}>
          {policies.length > 0 && <p>Required by {policies.map(shown).join(", ")}.</p>}
        </Refused>
      )}
      <p>
        Members of {shown(group.name)} can then no longer fill it in for {objects}. Other groups are offered it as before.
      </p>
      <p>
        {form.submissions === 0
          ? "Nothing has been submitted yet, so nothing else changes."
          : `What was submitted stays: ${count(form.submissions, "submission")} with ${form.submissions === 1 ? "its" : "their"} history, and the key-value pairs on the objects.`}{" "}
        You can offer it again at any time.
      </p>
    </Dialog>
  );
}
