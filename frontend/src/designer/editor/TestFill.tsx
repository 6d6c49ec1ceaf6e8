// SPDX-License-Identifier: AGPL-3.0-or-later
/** The draft filled in as a researcher would: the server says of the answers what a submission would be told, and nothing is recorded. */
import { useRef, useState, type FormEvent, type ReactElement } from "react";
import { ErrorSummary } from "../../fill/ErrorSummary";
import { Meter } from "../../fill/FillParts";
import { NotAsked } from "../../fill/NotAsked";
import { idOf } from "../../fill/useProblems";
import { useTrial, type TriedForm } from "../../fill/useTrial";
import { useWayfinding } from "../../fill/useWayfinding";
import { FormBody } from "../../form/FormBody";
import { prepare } from "../../form/prepare";
import { Icon } from "../../shared/icons";
import { ObjectMeta } from "../../shared/ObjectBar";
import { Banner } from "../../shared/parts";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { ObjectInfo, ObjectTypePath } from "../../shared/types";
import { plural, shown, TYPE_PATHS, typeWord } from "../../shared/words";
import { Refused } from "../../shared/Refused";
import { useAsk } from "../../shared/useAsk";

/** An object for the heading, by its type and number, as far as the reader may see it. */
function ObjectChoice({ onObject }: { onObject: (object: ObjectInfo) => void }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [type, setType] = useState<ObjectTypePath>("dataset");
  const [id, setId] = useState("");
  const choose = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = await ask(() => api.objectForms(type, Number(id)));
    if (found) onObject(found.object);
  };
  return (
    <form className="of-stack of-stack--2" onSubmit={(event) => void choose(event)}>
      <div className="of-row">
        <div className="of-field">
          <label className="of-label of-small" htmlFor="of-test-type">
            {t("Type")}
          </label>
          <select className="of-select" id="of-test-type" value={type} onChange={(event) => setType(event.target.value as ObjectTypePath)}>
            {TYPE_PATHS.map((each) => (
              <option key={each} value={each}>
                {typeWord(each)}
              </option>
            ))}
          </select>
        </div>
        <div className="of-field">
          <label className="of-label of-small" htmlFor="of-test-id">
            {t("Number in OMERO")}
          </label>
          <input
            className="of-input"
            id="of-test-id"
            inputMode="numeric"
            pattern="[0-9]{1,18}"
            title={t("A number")}
            required
            value={id}
            onChange={(event) => setId(event.target.value.trim())}
          />
        </div>
        <button type="submit" className="of-btn" disabled={busy}>
          {t("Show it in the heading")}
        </button>
      </div>
      {failed && <Refused what={t("None of your {objects} is shown", { objects: plural(type) })} error={failed} />}
    </form>
  );
}

interface Props {
  form: string;
  name: string;
  /** "draft of version 4" */
  state: string;
  tried: TriedForm;
  /** Saves what is not saved; false where that cannot be done now. */
  onSave: () => Promise<boolean>;
  onClose: () => void;
}

/** What wrong answers are told stands beside each of them. */
type Verdict = { kind: "none" } | { kind: "unsaved" } | { kind: "valid"; number: number };

export function TestFill({ form, name, state, tried, onSave, onClose }: Props): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const { answers, sections, problems, change, leave, onRefusedName } = useTrial(tried);
  const { body, goTo } = useWayfinding();
  const [object, setObject] = useState<ObjectInfo | null>(null);
  const [verdict, setVerdict] = useState<Verdict>({ kind: "none" });
  const [turn, setTurn] = useState(0);
  const result = useRef<HTMLDivElement>(null);
  const visible = problems.problems.filter((problem) => problems.messages.has(idOf(problem)));
  const check = async (): Promise<void> => {
    const sent = prepare(answers);
    if (!(await onSave())) {
      setVerdict({ kind: "unsaved" });
      return;
    }
    const told = await ask(() => api.testDraft(form, sent));
    if (told === null) return;
    await problems.refuse(sent, told.problems);
    setVerdict(told.valid ? { kind: "valid", number: told.number } : { kind: "none" });
    if (told.valid) result.current?.focus();
    else setTurn((count) => count + 1);
  };
  const answered = problems.required.filter((answer) => answer.answered).length;
  return (
    <div className="of-card of-test" ref={body}>
      <header className="of-objbar of-stack of-stack--1">
        <p className="of-small">
          <button type="button" className="of-btn-link" onClick={onClose}>
            <Icon name="home" />
            {t("Back to the editor")}
          </button>
        </p>
        <div className="of-row of-row--between of-row--base">
          <h1 className="of-h1" tabIndex={-1}>
            {shown(name) || t("Form without a name")} <span className="of-over">{state}</span>
          </h1>
          <Meter answered={answered} total={problems.required.length} />
        </div>
        {object && <ObjectMeta object={object} />}
      </header>
      <div className="of-panel-body of-stack">
        <Banner kind="info" title={t("This is a test: nothing is recorded")}>
          <p>{t("Fill the form in as a researcher would. The server checks the answers as it checks a submission, and keeps none of them.")}</p>
          <details className="of-small">
            <summary>{t("Show a real object in the heading")}</summary>
            <ObjectChoice onObject={setObject} />
          </details>
        </Banner>
        {problems.isAllShown && <ErrorSummary problems={visible} turn={turn} onGo={goTo} />}
        <FormBody
          shown={tried.shown}
          answers={answers}
          sections={sections}
          messages={problems.messages}
          onChange={(next, field) => {
            change(next, field);
            if (field !== undefined) setVerdict({ kind: "none" });
          }}
          onLeave={leave}
          onRefusedName={onRefusedName}
          onSubmit={() => void check()}
        >
          <NotAsked questions={tried.version.not_asked} />
          <section className="of-submit" aria-label={t("Check the answers")}>
            <div ref={result} tabIndex={-1}>
              {verdict.kind === "valid" && (
                <Banner kind="ok" role="status" title={t("A submission would take these answers")}>
                  <p>{t("Nothing was recorded. They were checked against state {number} of the draft.", { number: verdict.number })}</p>
                </Banner>
              )}
              {verdict.kind === "unsaved" && (
                <Banner kind="warn" role="alert" title={t("The draft could not be saved, so the answers were not checked")}>
                  <p>{t("Go back to the editor, which says why. What you typed here stays until you do.")}</p>
                </Banner>
              )}
              {failed && <Refused what={t("The answers were not checked")} error={failed} />}
            </div>
            <div className="of-row">
              <button className="of-btn of-btn--primary" type="submit" aria-disabled={busy || undefined} aria-busy={busy}>
                {busy ? t("Checking…") : t("Check the answers")}
              </button>
              <button className="of-btn" type="button" onClick={onClose}>
                {t("Back to the editor")}
              </button>
            </div>
            <p className="of-small of-muted">{t("Nothing is recorded, and nobody else sees what you type here.")}</p>
          </section>
        </FormBody>
      </div>
    </div>
  );
}
