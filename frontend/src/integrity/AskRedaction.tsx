// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type FormEvent, type ReactElement } from "react";
import { Choice } from "../shared/Choice";
import { Banner } from "../shared/parts";
import { ReasonField } from "../shared/ReasonField";
import { t } from "../shared/texts";
import type { FormRow, RedactionRequest } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { shown, TYPE_PATHS, typeTitle } from "../shared/words";
import { useIntegrity } from "./api";
import { Known } from "./Known";

/** What is no answer, but the form: its versions have texts, too. */
const THE_FORM = "";

interface Fields {
  form: string;
  type: string;
  id: string;
  stream: string;
  number: string;
  reason: string;
}

const isNumber = (text: string): boolean => /^[1-9]\d{0,9}$/.test(text.trim());

/** What is lacking, by the field that it is lacking in. */
function lacking(fields: Fields): Partial<Record<keyof Fields, string>> {
  return {
    ...(fields.stream === "" && fields.form === "" && { form: t("Choose the form.") }),
    ...(fields.stream === "" && fields.type !== THE_FORM && !isNumber(fields.id) && { id: t("Give the number that OMERO shows of the object.") }),
    ...(!isNumber(fields.number) && { number: t("Give the number of the submission, as its history shows it.") }),
    ...(fields.reason.trim() === "" && { reason: t("Say why.") }),
  };
}

function requestOf({ form, type, id, stream, number, reason }: Fields): RedactionRequest {
  const about = { number: Number(number), reason: reason.trim() };
  if (stream !== "") return { ...about, stream };
  return type === THE_FORM ? { ...about, form } : { ...about, form, type, id: Number(id) };
}

interface TextProps {
  name: keyof Fields;
  label: string;
  fields: Fields;
  lacks: string | undefined;
  onChange: (value: string) => void;
  isLocked?: boolean;
}

function TextField({ name, label, fields, lacks, onChange, isLocked = false }: TextProps): ReactElement {
  const id = `of-i-${name}`;
  return (
    <div className="of-field" data-invalid={lacks !== undefined || undefined}>
      <label className="of-label" htmlFor={id}>
        {label}
      </label>
      <input
        className="of-input"
        id={id}
        value={fields[name]}
        readOnly={isLocked}
        inputMode={name === "id" || name === "number" ? "numeric" : undefined}
        aria-invalid={lacks !== undefined || undefined}
        aria-describedby={lacks === undefined ? undefined : `${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      {lacks !== undefined && (
        <p className="of-error" id={`${id}-error`}>
          {lacks}
        </p>
      )}
    </div>
  );
}

interface FieldsProps {
  forms: FormRow[];
  first: Fields;
  onAsked: () => void;
}

function AskFields({ forms, first, onAsked }: FieldsProps): ReactElement {
  const { api } = useIntegrity();
  const { busy, failed, ask, forget } = useAsk();
  const [fields, setFields] = useState(first);
  const [isAsked, setAsked] = useState(false);
  const [lacks, setLacks] = useState<ReturnType<typeof lacking>>({});
  const set = (name: keyof Fields) => (value: string) => setFields({ ...fields, [name]: value });
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const missing = lacking(fields);
    setLacks(missing);
    forget();
    setAsked(false);
    const [where] = Object.keys(missing);
    if (where !== undefined) {
      event.currentTarget.querySelector<HTMLElement>(`#of-i-${where}`)?.focus();
      return;
    }
    if ((await ask(() => api.askForRedaction(requestOf(fields)))) === null) return;
    setFields({ ...first, stream: "", number: "", reason: "" });
    setAsked(true);
    onAsked();
  };
  const text = (name: keyof Fields, label: string, isLocked = false): ReactElement => (
    <TextField name={name} label={label} fields={fields} lacks={lacks[name]} onChange={set(name)} isLocked={isLocked} />
  );
  const types = [...TYPE_PATHS.map((path) => [path, typeTitle(path)] as const), [THE_FORM, t("None: the form itself")] as const];
  return (
    <form className="of-stack" noValidate onSubmit={(event) => void send(event)}>
      <div className="of-fields of-fields--two">
        {fields.stream !== "" ? (
          text("stream", t("History"), true)
        ) : (
          <>
            <div data-invalid={lacks.form !== undefined || undefined}>
              <Choice
                id="of-i-form"
                label={t("Form")}
                value={fields.form}
                options={[["", t("Choose a form")], ...forms.map((row) => [row.form, shown(row.name)] as const)]}
                onChange={set("form")}
              />
              {lacks.form !== undefined && <p className="of-error">{lacks.form}</p>}
            </div>
            <Choice id="of-i-type" label={t("Object type")} value={fields.type} options={types} onChange={set("type")} />
            {fields.type !== THE_FORM && text("id", t("Object ID"))}
          </>
        )}
        {text("number", fields.stream === "" && fields.type === THE_FORM ? t("Number in the form’s history") : t("Number of the submission"))}
        <ReasonField
          id="of-i-reason"
          label={t("Reason")}
          help={t("It stays in the history, for everybody who sees that. Do not repeat in it what is to go.")}
          lacking={lacks.reason !== undefined && t("Say why.")}
          reason={fields.reason}
          onReason={set("reason")}
        />
      </div>
      {failed && (
        <Banner kind={failed.passing ? "fault" : "bad"} role="alert" title={t("Nothing was asked for")}>
          <p>{failed.code === "not_found" ? t("There is no such record. Look into the history for its number. Nothing was changed.") : failed.message}</p>
        </Banner>
      )}
      <p className="of-row">
        <button type="submit" className="of-btn of-btn--primary" aria-busy={busy} disabled={busy}>
          {t("Ask for the redaction")}
        </button>
        <span className="of-small of-muted" role="status">
          {isAsked ? t("It was asked for, and is listed above. Nothing is gone before it is approved.") : t("Nothing goes yet: it has to be approved, by another admin where there is one.")}
        </span>
      </p>
    </form>
  );
}

interface Props {
  /** The record that the address names; empty where it names none. */
  stream: string;
  number: string;
  onAsked: () => void;
}

/** The first of two steps: which record, and why. */
export function AskRedaction({ stream, number, onAsked }: Props): ReactElement {
  const { api } = useIntegrity();
  const load = useCallback(() => api.forms(), [api]);
  return (
    <Known what={t("the forms")} load={load}>
      {({ forms }) => <AskFields forms={forms} first={{ form: "", type: "dataset", id: "", stream, number, reason: "" }} onAsked={onAsked} />}
    </Known>
  );
}
