// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useState, type ReactElement } from "react";
import { Banner, Loading, Moment, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import type { DraftChanges, FormDraft, FormRow, Published } from "../../shared/types";
import { useLoaded, type Loaded } from "../../shared/useLoaded";
import { nameOf, shown } from "../../shared/words";
import { Card } from "../Card";
import { formAddress, Refused } from "../parts";
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
      title={`Version ${changes.version} was published since this draft was begun`}
      actions={
        <button type="button" className="of-btn" disabled={busy} onClick={() => void goOn()}>
          Go on from version {changes.version}
        </button>
      }
    >
      <p>
        The draft was begun from version {draft.base_version} and is kept as it is. What it would change in version {changes.version} is below: what that version brought and
        this draft does not have, counts as removed. If that is meant, go on; else change the draft first.
      </p>
      {failed && <Refused what="The draft is as it was" error={failed} />}
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
  const title = `What version ${row.version + 1} changes`;
  if (loaded.state === "loading") {
    return (
      <Card title={title}>
        <Loading>Comparing both versions, and trying to prove that no answer can break. A large form can take ten seconds.</Loading>
      </Card>
    );
  }
  if (loaded.state === "failed") return <NotLoaded what="The comparison" error={loaded.error} onRetry={onRetry} />;
  const { changes, current } = loaded.value;
  if (changes.number !== draft.number) {
    return (
      <Moved title="The draft has been saved again since you opened this page" onAgain={onAgain}>
        Nothing was published. Look at what it says now before you decide.
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
    <Banner kind="info" title="This form is retired, so it gets no new version">
      <p>
        <a href={formAddress(base, form, "versions/")}>Restore it</a>, then publish. The draft is kept.
      </p>
    </Banner>
  );
}

function WhoMay({ row }: { row: FormRow }): ReactElement {
  return (
    <Banner kind="info" title="You may look at this draft, but not publish it">
      <p>
        {row.owners.length === 1 ? "Its owner is" : "Its owners are"} {row.owners.map(nameOf).join(", ") || "nobody any more: ask an admin of OMERO who manages groups"}.
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
      <Card title="What it changes">
        <p>This is the first version, so there is nothing to compare it with, and no answer that it could break.</p>
      </Card>
      <Decision {...props} isUnchanged={false} waitsFor={null} />
    </>
  );
}

/** Nobody publishes what they cannot have seen. */
function waitsFor(draft: FormDraft, loaded: Loaded<Difference>): string | null {
  if (loaded.state === "loading") return "You can publish once both versions have been compared.";
  if (loaded.state === "failed") return "The versions could not be compared. Try that again above, then publish.";
  return loaded.value.changes.number === draft.number ? null : "Look at the draft as it is now, above, before you publish it.";
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
  const name = shown(draft.name) || "a form without a name";
  const next = row.version + 1;
  const isSound = checked.state === "ready" && checked.value.schema_problems.length + checked.value.ui_schema_problems.length === 0;
  return (
    <>
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1">
            Publish version {next} of {name}
          </h1>
          <p className="of-lede">
            A published version cannot be changed.{" "}
            {draft.base_version > 0
              ? `Version ${row.version} stays readable with its answers.`
              : "What it asks can be changed by publishing the next one."}
          </p>
          <p className="of-small of-muted">
            Draft saved <Moment iso={draft.saved_at} now={now} />, by {nameOf(draft.saved_by)}.
          </p>
        </div>
      </div>
      {checked.state === "loading" && <Loading>Checking whether people can fill this form in…</Loading>}
      {checked.state === "failed" && <NotLoaded what="What was found in the draft" error={checked.error} onRetry={recheck} />}
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
            Back to the editor
          </a>
        </p>
      )}
    </>
  );
}

