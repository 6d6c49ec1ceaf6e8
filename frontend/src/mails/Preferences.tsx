// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type FormEvent, type ReactElement } from "react";
import { Choice } from "../shared/Choice";
import { Loading, NotLoaded } from "../shared/parts";
import { Refused } from "../shared/Refused";
import { rich } from "../shared/rich";
import { Head, Shell, Standing, type PageProps } from "../shared/Shell";
import { t } from "../shared/texts";
import type { MailPreferences } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { useOpened } from "../shared/useOpened";
import { useShellSession } from "../shared/useShellSession";
import { dayOf, plainDate } from "../shared/words";
import { useMails } from "./api";
import { siteWords, WEEKDAYS, whenWords } from "./words";

type Cadence = MailPreferences["cadence"];

interface Option {
  value: Cadence;
  label: string;
  hint: string;
}

const optionsOf = (held: MailPreferences): Option[] => [
  { value: "site", label: t("As this site does it: {when}", { when: siteWords(held) }), hint: "" },
  { value: "daily", label: t("Every day at {time}", { time: held.site_at }), hint: t("Only on days on which something is new, due, or open for a week.") },
  { value: "weekly", label: t("Once a week"), hint: "" },
  { value: "off", label: t("Never about my own data"), hint: t("What is asked of your data stays as it is, and owners of your groups see what is open.") },
];

interface FormProps {
  held: MailPreferences;
  onSaved: (held: MailPreferences) => void;
  saved: boolean;
  onChange: () => void;
}

function ChoiceForm({ held, onSaved, saved, onChange }: FormProps): ReactElement {
  const { api } = useMails();
  const { busy, failed, ask } = useAsk();
  const [cadence, setCadence] = useState(held.cadence);
  const [weekday, setWeekday] = useState(held.weekday);
  const [until, setUntil] = useState(held.paused_until ?? "");
  const [newPolicy, setNewPolicy] = useState(held.new_policy);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = { cadence, weekday, paused_until: until === "" ? null : until, new_policy: newPolicy };
    const answer = await ask(() => api.choose(wanted));
    if (answer !== null) onSaved(answer);
  };
  return (
    <form className="of-card__body of-stack" onSubmit={(event) => void save(event)} onChange={onChange}>
      <fieldset className="of-fieldset">
        <legend className="of-label">{t("Mails about my own data")}</legend>
        <div className="of-choices of-choices--col">
          {optionsOf(held).map((one) => (
            <label className="of-choice" key={one.value}>
              <input type="radio" name="cadence" checked={cadence === one.value} onChange={() => setCadence(one.value)} />
              <span>
                {one.label}
                {one.hint !== "" && <span className="of-cellsub">{one.hint}</span>}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {cadence === "weekly" && (
        <Choice id="of-m-weekday" label={t("Day of the week, at {time}", { time: held.site_at })} value={weekday} options={WEEKDAYS.map((name, index) => [index + 1, name] as const)} onChange={(value) => setWeekday(Number(value))} />
      )}
      {cadence !== "off" && (
        <div className="of-field">
          <label className="of-label" htmlFor="of-m-until">
            {t("No mails before (leave empty for no pause)")}
          </label>
          <input className="of-input" id="of-m-until" type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </div>
      )}
      {held.owns_groups && (
        <>
          <label className="of-choice">
            <input type="checkbox" checked={newPolicy} onChange={(event) => setNewPolicy(event.target.checked)} />
            {t("Tell me at once of new policies of groups that I own")}
          </label>
          <p className="of-muted">{t("Mails about members of groups that you own come whatever you choose here, since the policies of those groups ask for them; how often is up to you.")}</p>
        </>
      )}
      {failed && <Refused what={t("It was not saved")} error={failed} />}
      <div className="of-row">
        <button type="submit" className="of-btn of-btn--primary" disabled={busy}>
          {t("Save when I am mailed")}
        </button>
        <span role="status">{saved && heldWords(held)}</span>
      </div>
    </form>
  );
}

/** What holds now, as a sentence. */
function heldWords(held: MailPreferences): string {
  const { cadence, weekday, site_at: at, paused_until: paused } = held;
  if (cadence === "off") return t("Saved. You get no mails about your own data.");
  const when = cadence === "site" ? siteWords(held) : whenWords(cadence === "weekly" ? weekday : cadence, at);
  return paused === null ? t("Saved. Mails come {when}.", { when }) : t("Saved. Mails come {when}, from {day} on.", { when, day: dayOf(plainDate(paused)) });
}

function Loadable(): ReactElement {
  const { api, guard } = useMails();
  const load = useCallback(() => guard(api.preferences()), [api, guard]);
  const [loaded, reload] = useOpened(load);
  const [newer, setNewer] = useState<MailPreferences | null>(null);
  const [saved, setSaved] = useState(false);
  if (loaded.state === "failed") {
    return (
      <div className="of-card__body">
        <NotLoaded what={t("What you chose")} error={loaded.error} onRetry={reload} />
      </div>
    );
  }
  if (loaded.state === "loading") return <Loading>{t("Loading what you chose…")}</Loading>;
  const take = (answer: MailPreferences): void => {
    setNewer(answer);
    setSaved(true);
  };
  return <ChoiceForm held={newer ?? loaded.value} saved={saved} onSaved={take} onChange={() => setSaved(false)} />;
}

export function Preferences({ base, webclient }: PageProps): ReactElement {
  const session = useShellSession();
  return (
    <Shell base={base} webclient={webclient} session={session} current="preferences">
      <Head title={t("When mails come")} lede={t("One mail tells you all that is open in all your groups, and comes only when there is something to tell.")}>
        {session?.is_admin === true && (
          <p>{rich(t("<a>Mails of this site</a>: what was refused, and who could not be told."), { a: (inside) => <a href={`${base}mails/`}>{inside}</a> })}</p>
        )}
      </Head>
      <Standing session={session} holds={t("What you chose here is not saved yet.")} />
      <section className="of-card" aria-label={t("When mails come")}>
        <Loadable />
      </section>
    </Shell>
  );
}
