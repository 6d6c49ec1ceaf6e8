// SPDX-License-Identifier: AGPL-3.0-or-later
/** Dates and times: the browser's pickers, in the reader's time zone. What nobody touches stays as it was given. */
import type { WidgetProps } from "@rjsf/utils";
import { useState, type ReactElement } from "react";
import { clockText, isPickable, momentOf, offsetText, pickerText, readingsOf, shownMoment, type Reading } from "../shared/moments";
import { rich } from "../shared/rich";
import { t } from "../shared/texts";
import { useDescribed } from "./context";
import { domId } from "./pointers";

type Kind = "date" | "time" | "datetime-local";

interface PickerProps {
  props: WidgetProps;
  kind: Kind;
  /** As the picker shows it; null where it cannot show what is there. */
  shown: string | null;
  onPick: (text: string) => void;
  onLeave?: () => void;
}

function Picker({ props, kind, shown, onPick, onLeave }: PickerProps): ReactElement {
  const { id, value, disabled, readonly, required, options, placeholder, onBlur, onFocus, onChange } = props;
  const described = useDescribed(id, Boolean(options.description ?? props.schema.description ?? options.help));
  // Fixed while somebody types: a field must not become another under the fingers.
  const [asText, setAsText] = useState<boolean | null>(null);
  const isText = asText ?? shown === null;
  return (
    <input
      key={isText ? "text" : "picker"}
      id={domId(id)}
      name={id}
      className="of-input"
      type={isText ? "text" : kind}
      step={isText || kind === "date" ? undefined : "any"}
      autoComplete={options.autocomplete ?? "off"}
      value={isText ? String(value ?? "") : (shown ?? "")}
      placeholder={placeholder || undefined}
      disabled={disabled}
      readOnly={readonly}
      aria-required={required || undefined}
      onChange={(event) => {
        const text = event.target.value;
        if (text === "") onChange(options.emptyValue);
        else if (isText) onChange(text);
        else onPick(text);
      }}
      onFocus={() => {
        setAsText(isText);
        onFocus(id, value);
      }}
      onBlur={() => {
        setAsText(null);
        onLeave?.();
        onBlur(id, value);
      }}
      {...described}
    />
  );
}

const textOf = (value: unknown): string => (value === undefined || value === null ? "" : String(value as string));

/** A day is a day: it is never moved to another time zone. */
export function DateWidget(props: WidgetProps): ReactElement {
  const text = textOf(props.value);
  return <Picker props={props} kind="date" shown={isPickable("date", text) ? text : null} onPick={props.onChange} />;
}

export function TimeWidget(props: WidgetProps): ReactElement {
  const text = textOf(props.value);
  return <Picker props={props} kind="time" shown={isPickable("time", text) ? text : null} onPick={(picked) => props.onChange(clockText(picked))} />;
}

interface Typed {
  /** What the picker shows. */
  picked: string;
  /** What was made of it. */
  text: string;
  readings: Reading[];
  wasSkipped: boolean;
}

function pickerOf(value: unknown): string | null {
  if (value === undefined || value === null || value === "") return "";
  const moment = momentOf(value);
  const text = moment && pickerText(moment.wall);
  return text !== null && isPickable("datetime-local", text) ? text : null;
}

const clockOf = (picked: string): string => picked.slice(11, 16);

function Note({ typed, value, onChange }: { typed: Typed | null; value: unknown; onChange: (text: string) => void }): ReactElement | null {
  if (typed?.wasSkipped && typed.text === value) {
    return (
      <p className="of-small of-muted" role="status">
        {t("There was no {time} on that day: the clocks went forward. {moment} is taken.", {
          time: clockOf(typed.picked),
          moment: shownMoment(typed.text) ?? "",
        })}
      </p>
    );
  }
  const other = typed?.readings.find((reading) => reading.text !== value);
  if (typed && other && typed.readings.some((reading) => reading.text === value)) {
    return (
      <p className="of-small of-muted" role="status">
        {rich(t("{time} came twice on that day, since the clocks went back. {moment} is taken. <other>Take the one at UTC{offset}</other>"), {
          time: clockOf(typed.picked),
          moment: shownMoment(value),
          other: (inside) => (
            <button type="button" className="of-btn-link" onClick={() => onChange(other.text)}>
              {rich(inside, { offset: offsetText(other.offset) })}
            </button>
          ),
        })}
      </p>
    );
  }
  return null;
}

/** Date and time on the reader's clock, recorded with that clock's offset. One given with another offset keeps it until it is changed. */
export function DateTimeWidget(props: WidgetProps): ReactElement {
  const { value, onChange, options } = props;
  const [typed, setTyped] = useState<Typed | null>(null);
  const [isTyping, setTyping] = useState(false);
  const moment = momentOf(value);
  const pick = (picked: string): void => {
    const local = readingsOf(picked);
    const reading = local && (local.readings[0] ?? local.instead);
    if (!local || !reading) {
      onChange(options.emptyValue);
      return;
    }
    setTyped({ picked, text: reading.text, readings: local.readings, wasSkipped: local.instead !== null });
    setTyping(true);
    onChange(reading.text);
  };
  // While somebody types, a time that does not exist must not change under the fingers.
  const shown = isTyping && typed !== null && typed.text === value ? typed.picked : pickerOf(value);
  return (
    <>
      <Picker props={props} kind="datetime-local" shown={shown} onPick={pick} onLeave={() => setTyping(false)} />
      {moment && (
        <p className="of-small of-muted">
          {moment.isElsewhere
            ? rich(t("{moment}, given as {value}"), { moment: shownMoment(value), value: <span className="of-num">{String(value)}</span> })
            : t("Your time zone, UTC{offset}", { offset: offsetText(moment.offset) })}
        </p>
      )}
      <Note typed={typed} value={value} onChange={onChange} />
    </>
  );
}
