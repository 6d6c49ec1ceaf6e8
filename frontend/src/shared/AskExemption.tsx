// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asks to excuse objects from a policy: until when, and why. Nothing is excused before somebody approves it. */
import { useRef, useState, type ReactElement, type RefObject } from "react";
import { useExemptions } from "./api/exemptions";
import { Choice } from "./Choice";
import { Dialog } from "./Dialog";
import { ReasonField } from "./ReasonField";
import { Refused } from "./Refused";
import { t } from "./texts";
import type { ExemptionRequest } from "./types";
import { useAsk } from "./useAsk";
import { dayIn, shown, siteDay } from "./words";

/** A policy that something can be excused from, and the forms that it asks for. */
export interface Asking {
  id: number;
  name: string;
  forms: { id: string; name: string }[];
}

/** Nobody means longer; the server refuses it. */
const TEN_YEARS = 3660;

interface Fields {
  policy: number;
  form: string;
  until: string;
  reason: string;
}

function lacking({ until, reason }: Fields): { until?: string; reason?: string } {
  const today = siteDay(new Date());
  const isDay = until >= today && until <= dayIn(TEN_YEARS, today);
  return { ...(!isDay && { until: t("Choose a day from today on, within ten years.") }), ...(reason.trim() === "" && { reason: t("Say why.") }) };
}

interface UntilProps {
  id: string;
  field: RefObject<HTMLInputElement | null>;
  until: string;
  lack: string | undefined;
  onUntil: (until: string) => void;
}

function UntilField({ id, field, until, lack, onUntil }: UntilProps): ReactElement {
  const today = siteDay(new Date());
  return (
    <div className="of-field" data-invalid={lack !== undefined || undefined}>
      <label className="of-label" htmlFor={id}>
        {t("Last day that it is excused")}
      </label>
      <input
        ref={field}
        className="of-input"
        id={id}
        type="date"
        min={today}
        max={dayIn(TEN_YEARS, today)}
        value={until}
        aria-invalid={lack !== undefined || undefined}
        aria-describedby={lack === undefined ? undefined : `${id}-error`}
        onChange={(event) => onUntil(event.target.value)}
      />
      {lack !== undefined && (
        <p className="of-error" id={`${id}-error`}>
          {lack}
        </p>
      )}
    </div>
  );
}

interface Props {
  /** What is excused, as "this dataset", or "all that fit". */
  whom: string;
  objects: number[];
  selector?: ExemptionRequest["selector"];
  policies: readonly [Asking, ...Asking[]];
  onAsked: (policy: number) => void;
  onClose: () => void;
}

export function AskExemption({ whom, objects, selector, policies, onAsked, onClose }: Props): ReactElement {
  const { api } = useExemptions();
  const { busy, failed, ask } = useAsk();
  const [fields, setFields] = useState<Fields>({ policy: policies[0].id, form: "", until: "", reason: "" });
  const [isTried, setTried] = useState(false);
  const lacks: ReturnType<typeof lacking> = isTried ? lacking(fields) : {};
  const day = useRef<HTMLInputElement>(null);
  const why = useRef<HTMLTextAreaElement>(null);
  const policy = policies.find(({ id }) => id === fields.policy) ?? policies[0];
  const send = async (): Promise<void> => {
    const missing = lacking(fields);
    setTried(true);
    if (missing.until !== undefined || missing.reason !== undefined) {
      (missing.until === undefined ? why : day).current?.focus();
      return;
    }
    const request: ExemptionRequest = {
      policy: policy.id,
      objects,
      selector: selector ?? null,
      forms: fields.form === "" ? [] : [fields.form],
      until: fields.until,
      reason: fields.reason.trim(),
    };
    if ((await ask(() => api.askForExemption(request))) !== null) onAsked(policy.id);
  };
  return (
    <Dialog title={t("Ask for an exemption")} action={t("Ask for it")} keep={t("Cancel")} harmless busy={busy} onAction={() => void send()} onClose={onClose}>
      <p>
        {t("An owner of the group, or an admin, decides whether {whom} may stay without what “{policy}” requires. Until then nothing changes.", {
          whom,
          policy: shown(policy.name),
        })}
      </p>
      {policies.length > 1 && (
        <Choice
          id="of-x-policy"
          label={t("Policy")}
          value={fields.policy}
          options={policies.map(({ id, name }) => [id, shown(name)] as const)}
          onChange={(id) => setFields({ ...fields, policy: Number(id), form: "" })}
        />
      )}
      {policy.forms.length > 1 && (
        <Choice
          id="of-x-form"
          label={t("Forms")}
          value={fields.form}
          options={[["", t("All forms that it asks for")], ...policy.forms.map(({ id, name }) => [id, t("Only {name}", { name: shown(name) })] as const)]}
          onChange={(form) => setFields({ ...fields, form })}
        />
      )}
      <UntilField id="of-x-until" field={day} until={fields.until} lack={lacks.until} onUntil={(until) => setFields({ ...fields, until })} />
      <ReasonField
        id="of-x-reason"
        field={why}
        label={t("Reason")}
        help={t("It is shown with the object in reports, and stays in the group’s history for good.")}
        lacking={lacks.reason !== undefined && lacks.reason}
        reason={fields.reason}
        onReason={(reason) => setFields({ ...fields, reason })}
      />
      {failed && <Refused what={t("Nothing was asked for")} error={failed} />}
    </Dialog>
  );
}
