// SPDX-License-Identifier: AGPL-3.0-or-later
/** Brings forms in: what becomes of each file is looked at first, and drafts are begun of what is wanted. */
import { useRef, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner, Empty, Loading } from "../../shared/parts";
import { useDesigner } from "../api";
import { Head } from "../../shared/Shell";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { Brought } from "../../shared/types";
import { amount, shown } from "../../shared/words";
import { Crumbs, formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import type { ScreenProps } from "../screens";
import { useAsk } from "../../shared/useAsk";
import { Chooser } from "./Chooser";
import { Files } from "./Files";
import { MOST_BYTES, wanted, type Picked } from "./picked";
import { meanAll, nothingSaid, readyOf, yesTo, type Said } from "./said";

interface Looked {
  picked: Picked[];
  files: Brought["files"];
}

/** Which files are in the way of all others. */
function Unusable({ error }: { error: ApiError }): ReactElement | null {
  const problems = error.detailsOf("import_unusable")?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <ul>
      {problems.map(({ path, message }, index) => (
        <li key={index}>
          {path && <b>{shown(path)}: </b>}
          {shown(message)}
        </li>
      ))}
    </ul>
  );
}

function Begun({ base, drafts }: { base: string; drafts: Brought["drafts"] }): ReactElement {
  return (
    <Banner kind="ok" role="status" title={tn("{n} draft was begun", "{n} drafts were begun", drafts.length)}>
      <p>{t("Nobody but their owners and admins sees them before they are published.")}</p>
      <ul>
        {drafts.map(({ form, name }) => (
          <li key={form}>
            <a href={formAddress(base, form)}>{shown(name)}</a>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function standing(ready: number, waiting: number): string {
  if (ready === 0 && waiting === 0) return t("No draft can be begun of these files.");
  if (ready === 0) return tn("{n} form waits for your yes to all that was mended.", "{n} forms wait for your yes to all that was mended.", waiting);
  if (waiting === 0) return tn("{n} form can begin now.", "{n} forms can begin now.", ready);
  return tn(
    "{n} form can begin now; {more} more once you have said yes to all that was mended in them.",
    "{n} forms can begin now; {more} more once you have said yes to all that was mended in them.",
    ready,
    { more: amount(waiting) },
  );
}

interface LookedProps extends Looked {
  said: Said;
  busy: boolean;
  onSay: (said: Said) => void;
  onBegin: () => void;
}

function LookedAt({ files, said, busy, onSay, onBegin }: LookedProps): ReactElement {
  const { ready, waiting } = readyOf(files, said);
  const open = waiting.reduce((sum, file) => sum + file.mended.length, 0);
  if (files.length === 0) {
    return (
      <div className="of-card">
        <Empty icon="form" level={2} title={t("There is nothing in it that could become a form")}>
          <p>{t("Choose JSON Schemas, a folder or zip with some, or a spreadsheet made from the template.")}</p>
        </Empty>
      </div>
    );
  }
  return (
    <>
      <div className="of-submit">
        <p role="status">
          {standing(ready.length, waiting.length)}
        </p>
        <div className="of-row">
          <button type="button" className="of-btn of-btn--primary" disabled={busy || ready.length === 0} onClick={onBegin}>
            {busy ? t("Beginning drafts…") : ready.length === 0 ? t("Begin drafts") : tn("Begin {n} draft", "Begin {n} drafts", ready.length)}
          </button>
          {waiting.length > 0 && (
            <button type="button" className="of-btn" disabled={busy} onClick={() => onSay(meanAll(said, waiting))}>
              {tn("Say yes to the mending", "Say yes to all {n} mendings", open)}
            </button>
          )}
        </div>
      </div>
      <Files files={files} said={said} onSay={onSay} />
    </>
  );
}

export function BringInScreen({ base, session }: ScreenProps): ReactElement {
  if (session?.may_create_forms === false) {
    return (
      <div className="of-card">
        <Empty icon="form" level={1} title={t("Forms are brought in by those who may make them")}>
          <p>{rich(t("<a>The list of forms</a> names whom to ask."), { a: (inside) => <a href={`${base}designer/`}>{inside}</a> })}</p>
        </Empty>
      </div>
    );
  }
  return <BringIn base={base} />;
}

function BringIn({ base }: { base: string }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask, forget } = useAsk();
  const [refused, setRefused] = useState("");
  const [about, setAbout] = useState("");
  const [looked, setLooked] = useState<Looked | null>(null);
  const [said, setSaid] = useState<Said>(nothingSaid([]));
  const [drafts, setDrafts] = useState<Brought["drafts"]>([]);
  const outcome = useRef<HTMLDivElement>(null);

  const look = async (all: Picked[]): Promise<void> => {
    const { picked, others } = wanted(all);
    const size = picked.reduce((sum, { file }) => sum + file.size, 0);
    forget();
    setLooked(null);
    setDrafts([]);
    setAbout(others > 0 ? tn("{n} other file was left where it is.", "{n} other files were left where they are.", others) : "");
    setRefused(size > MOST_BYTES ? t("The files are larger than {n} MB together. Bring in fewer at once.", { n: MOST_BYTES / 1_000_000 }) : "");
    if (size > MOST_BYTES) return;
    if (picked.length === 0) {
      setLooked({ picked, files: [] });
      return;
    }
    const found = await ask(() => api.bringIn(picked, "look"));
    if (!found) return;
    setLooked({ picked, files: found.files });
    setSaid(nothingSaid(found.files));
    outcome.current?.focus();
  };
  const begin = async (): Promise<void> => {
    if (!looked) return;
    const { ready } = readyOf(looked.files, said);
    const done = await ask(() => api.bringIn(looked.picked, yesTo(ready)));
    if (!done) return;
    setDrafts(done.drafts);
    setLooked(null);
    outcome.current?.focus();
  };
  return (
    <>
      <Crumbs base={base} here={t("Bring in forms")} />
      <Head title={t("Bring in forms")} lede={t("JSON Schemas with or without a UI schema, CEDAR templates, LinkML, forms of OMERO.forms, XLSForms, REDCap data dictionaries, spreadsheets. What becomes of each file is shown first; no draft is begun before you say so.")} />
      <div className="of-card">
        <div className="of-card__body">
          <Chooser base={base} busy={busy} quiet={looked !== null && looked.files.length > 0} onPick={(picked) => void look(picked)} />
        </div>
      </div>
      {busy && !looked && <Loading>{t("Looking at the files…")}</Loading>}
      {refused && (
        <Banner kind="bad" role="alert" title={t("Nothing was brought in")}>
          <p>{refused}</p>
        </Banner>
      )}
      {failed && (
        <Refused what={t("Nothing was brought in")} error={failed}>
          <Unusable error={failed} />
        </Refused>
      )}
      <div className="of-stack" ref={outcome} tabIndex={-1}>
        {drafts.length > 0 && <Begun base={base} drafts={drafts} />}
        {about && <p className="of-small of-muted">{about}</p>}
        {looked && <LookedAt {...looked} said={said} busy={busy} onSay={setSaid} onBegin={() => void begin()} />}
      </div>
    </>
  );
}
