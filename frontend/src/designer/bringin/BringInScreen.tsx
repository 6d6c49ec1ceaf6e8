// SPDX-License-Identifier: AGPL-3.0-or-later
/** Brings forms in: what becomes of each file is looked at first, and drafts are begun of what is wanted. */
import { useRef, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner, Empty, Loading } from "../../shared/parts";
import { useDesigner } from "../api";
import type { Brought } from "../../shared/types";
import { count, shown } from "../../shared/words";
import { Crumbs, formAddress, Refused } from "../parts";
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
    <Banner kind="ok" role="status" title={`${count(drafts.length, "draft was", "drafts were")} begun`}>
      <p>Nobody but their owners and admins sees them before they are published.</p>
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
  if (ready === 0 && waiting === 0) return "No draft can be begun of these files.";
  if (ready === 0) return `${count(waiting, "form waits", "forms wait")} for your yes to all that was mended.`;
  const more = waiting > 0 ? `; ${waiting.toLocaleString("en-GB")} more once you have said yes to all that was mended in them` : "";
  return `${count(ready, "form")} can begin now${more}.`;
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
        <Empty icon="form" level={2} title="There is nothing in it that could become a form">
          <p>Choose JSON Schemas, a folder or zip with some, or a spreadsheet made from the template.</p>
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
            {busy ? "Beginning drafts…" : ready.length === 0 ? "Begin drafts" : `Begin ${count(ready.length, "draft")}`}
          </button>
          {waiting.length > 0 && (
            <button type="button" className="of-btn" disabled={busy} onClick={() => onSay(meanAll(said, waiting))}>
              {open === 1 ? "Say yes to the mending" : `Say yes to all ${count(open, "mending")}`}
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
        <Empty icon="form" level={1} title="Forms are brought in by those who may make them">
          <p>
            <a href={`${base}designer/`}>The list of forms</a> names whom to ask.
          </p>
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
    setAbout(others > 0 ? `${count(others, "other file was", "other files were")} left where they are.` : "");
    setRefused(size > MOST_BYTES ? `The files are larger than ${MOST_BYTES / 1_000_000} MB together. Bring in fewer at once.` : "");
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
      <Crumbs base={base} here="Bring in forms" />
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1">Bring in forms</h1>
          <p className="of-lede">
            JSON Schemas with or without a UI schema, CEDAR templates, LinkML, forms of OMERO.forms, XLSForms, REDCap data dictionaries, spreadsheets. What becomes
            of each file is shown first; no draft is begun before you say so.
          </p>
        </div>
      </div>
      <div className="of-card">
        <div className="of-card__body">
          <Chooser base={base} busy={busy} quiet={looked !== null && looked.files.length > 0} onPick={(picked) => void look(picked)} />
        </div>
      </div>
      {busy && !looked && <Loading>Looking at the files…</Loading>}
      {refused && (
        <Banner kind="bad" role="alert" title="Nothing was brought in">
          <p>{refused}</p>
        </Banner>
      )}
      {failed && (
        <Refused what="Nothing was brought in" error={failed}>
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
