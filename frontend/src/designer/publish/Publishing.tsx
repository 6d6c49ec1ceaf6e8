// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Banner, Loading, Moment, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { DraftChanges, FormDraft, FormRow, Published } from "../../shared/types";
import { useLoaded, type Loaded } from "../../shared/useLoaded";
import { nameOf, shown } from "../../shared/words";
import { Card } from "../Card";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";
import { Advice, Problems } from "./Checked";
import { Demands } from "./Demands";
import { Effect } from "./Effect";
import { Moved } from "./Moved";
import { PublishBox } from "./PublishBox";
import { changesNothing, WhatChanges, type Difference } from "./WhatChanges";

/** Another version came out since the draft was begun: it may say something that the draft would take back. */
function NewerVersion(props: { draft: FormDraft; changes: DraftChanges; onAgain: () => void }): ReactElement {
  const { draft, changes, onAgain } = props;
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const goOn = async (): Promise<void> => {
    const { number, name, description, schema, ui_schema } = draft;
    const saved = { base: number, base_version: changes.version, name, description, schema, ui_schema };
    if (await ask(() => api.saveFormDraft(draft.form, saved))) onAgain();
  };
  return (
    <Banner
      kind="warn"
      role="alert"
      title={t("Version {version} was published since this draft was begun", { version: changes.version })}
      actions={
        <button type="button" className="of-btn" disabled={busy} onClick={() => void goOn()}>
          {t("Go on from version {version}", { version: changes.version })}
        </button>
      }
    >
      <p>
        {t("The draft was begun from version {before} and is kept as it is. What it would change in version {version} is below: what that version brought and this draft does not have, counts as removed. If that is meant, go on; else change the draft first.", {
          before: draft.base_version,
          version: changes.version,
        })}
      </p>
      {failed && <Refused what={t("The draft is as it was")} error={failed} />}
    </Banner>
  );
}

function useCompared(draft: FormDraft): [Loaded<Difference>, () => void] {
  const { api, guard, returned } = useDesigner();
  const { form } = draft;
  const load = useCallback(async (): Promise<Difference> => {
    const changes = await guard(api.draftChanges(form));
    return { changes, current: await guard(api.formVersion(form, changes.version)) };
  }, [api, guard, form]);
  return useLoaded(load, returned);
}

interface Props {
  base: string;
  draft: FormDraft;
  row: FormRow;
  message: string;
  onMessage: (message: string) => void;
  /** Everything anew: the draft is another one now. */
  onAgain: () => void;
  onDone: (done: Published) => void;
}

type Looking = Pick<Props, "base" | "draft" | "row" | "onAgain">;

/** What a draft of the next version changes, and what that does. */
function Comparison({ base, draft, row, loaded, onRetry, onAgain }: Looking & { loaded: Loaded<Difference>; onRetry: () => void }): ReactElement {
  const title = t("What version {version} changes", { version: row.version + 1 });
  if (loaded.state === "loading") {
    return (
      <Card title={title}>
        <Loading>{t("Comparing both versions, and trying to prove that no answer can break. A large form can take ten seconds.")}</Loading>
      </Card>
    );
  }
  if (loaded.state === "failed") return <NotLoaded what={t("The comparison")} error={loaded.error} onRetry={onRetry} />;
  const { changes, current } = loaded.value;
  if (changes.number !== draft.number) {
    return (
      <Moved title={t("The draft has been saved again since you opened this page")} onAgain={onAgain}>
        {t("Nothing was published. Look at what it says now before you decide.")}
      </Moved>
    );
  }
  return (
    <>
      {changes.version !== draft.base_version && <NewerVersion draft={draft} changes={changes} onAgain={onAgain} />}
      <WhatChanges draft={draft} row={row} changes={changes} current={current} />
      <Effect base={base} draft={draft} changes={changes} answered={row.submissions > 0} onAgain={onAgain} />
      <Demands draft={draft} row={row} />
    </>
  );
}

function Retired({ base, form }: { base: string; form: string }): ReactElement {
  return (
    <Banner kind="info" title={t("This form is retired, so it gets no new version")}>
      <p>{rich(t("<a>Restore it</a>, then publish. The draft is kept."), { a: (inside) => <a href={formAddress(base, form, "versions/")}>{inside}</a> })}</p>
    </Banner>
  );
}

function WhoMay({ row }: { row: FormRow }): ReactElement {
  return (
    <Banner kind="info" title={t("You may look at this draft, but not publish it")}>
      <p>
        {row.owners.length === 0
          ? t("Its owners are nobody any more: ask an admin of OMERO who manages groups.")
          : tn("Its owner is {names}.", "Its owners are {names}.", row.owners.length, { names: row.owners.map(nameOf).join(", ") })}
      </p>
    </Banner>
  );
}

/** The button, or why there is none. */
function Decision({ row, ...props }: Props & { isUnchanged: boolean; waitsFor: string | null }): ReactElement {
  const { base, draft } = props;
  return (
    <>
      {row.state === "retired" && <Retired base={base} form={draft.form} />}
      {!row.may_edit && <WhoMay row={row} />}
      {row.may_edit && row.state !== "retired" && <PublishBox {...props} version={row.version + 1} />}
    </>
  );
}

function First(props: Props): ReactElement {
  return (
    <>
      <Card title={t("What it changes")}>
        <p>{t("This is the first version, so there is nothing to compare it with, and no answer that it could break.")}</p>
      </Card>
      <Decision {...props} isUnchanged={false} waitsFor={null} />
    </>
  );
}

/** Nobody publishes what they cannot have seen. */
function waitsFor(draft: FormDraft, loaded: Loaded<Difference>): string | null {
  if (loaded.state === "loading") return t("You can publish once both versions have been compared.");
  if (loaded.state === "failed") return t("The versions could not be compared. Try that again above, then publish.");
  return loaded.value.changes.number === draft.number ? null : t("Look at the draft as it is now, above, before you publish it.");
}

/** Asked for only once the draft is known to be a form. */
function Next(props: Props): ReactElement {
  const { draft, row } = props;
  const [loaded, retry] = useCompared(draft);
  return (
    <>
      <Comparison {...props} loaded={loaded} onRetry={retry} />
      <Decision {...props} isUnchanged={loaded.state === "ready" && changesNothing(draft, row, loaded.value)} waitsFor={waitsFor(draft, loaded)} />
    </>
  );
}

export function Publishing(props: Props): ReactElement {
  const { base, draft, row } = props;
  const { api, guard, returned } = useDesigner();
  const [now] = useState(() => new Date());
  const { schema, ui_schema } = draft;
  const check = useCallback(() => guard(api.checkForm({ schema, ui_schema })), [api, guard, schema, ui_schema]);
  const [checked, recheck] = useLoaded(check, returned);
  const name = shown(draft.name) || t("a form without a name");
  const next = row.version + 1;
  const isSound = checked.state === "ready" && checked.value.schema_problems.length + checked.value.ui_schema_problems.length === 0;
  return (
    <>
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1">{t("Publish version {version} of {name}", { version: next, name })}</h1>
          <p className="of-lede">
            {t("A published version cannot be changed.")}{" "}
            {draft.base_version > 0
              ? t("Version {version} stays readable with its answers.", { version: row.version })
              : t("What it asks can be changed by publishing the next one.")}
          </p>
          <p className="of-small of-muted">
            {rich(t("Draft saved {time}, by {name}."), { time: <Moment iso={draft.saved_at} now={now} />, name: nameOf(draft.saved_by) })}
          </p>
        </div>
      </div>
      {checked.state === "loading" && <Loading>{t("Checking whether people can fill this form in…")}</Loading>}
      {checked.state === "failed" && <NotLoaded what={t("What was found in the draft")} error={checked.error} onRetry={recheck} />}
      {checked.state === "ready" && !isSound && <Problems base={base} form={draft.form} checked={checked.value} />}
      {checked.state === "ready" && isSound && (
        <>
          <Advice base={base} form={draft.form} checked={checked.value} />
          {draft.base_version === 0 ? <First {...props} /> : <Next {...props} />}
        </>
      )}
      {checked.state === "ready" && !isSound && (
        <p>
          <a className="of-btn" href={formAddress(base, draft.form)}>
            {t("Back to the editor")}
          </a>
        </p>
      )}
    </>
  );
}

