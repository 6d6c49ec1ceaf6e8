// SPDX-License-Identifier: AGPL-3.0-or-later
/** Fields, JSON and preview of one document: what is chosen or changed in one of them is so in the others. */
import { useCallback, useMemo, useRef, useState, type ReactElement } from "react";
import { t } from "../../shared/texts";
import { Builder } from "../builder/Builder";
import type { FormDocument } from "../document/document";
import { questionOf } from "../document/finding";
import { outlineOf, type Question } from "../document/outline";
import { placeOf, pointerAt, readDocument, type Fault, type Pane } from "../document/reading";
import { Preview } from "../preview/Preview";
import { shared } from "../preview/sharing";
import { JsonPane, PaneSwitch } from "./JsonPane";
import { askedPlace, fieldsOf, placeOfQuestion, questionOfField } from "./places";
import { ProblemList } from "./ProblemList";
import { faultsOf, marksOf, problemsOf, type FormProblem } from "./problems";
import { Studio } from "./Studio";
import type { Edit } from "./useEditor";
import { useFollowing } from "./useFollowing";
import type { Judged } from "./useJudged";

interface Props extends Judged {
  isReadOnly: boolean;
  onEdit: Edit;
  onUndo: () => void;
  onRedo: () => void;
}

/** The newest document whose texts can both be read. */
function useReadable(document: FormDocument): FormDocument | null {
  const last = useRef<FormDocument | null>(null);
  if (readDocument(document).faults.length === 0) last.current = document;
  return last.current;
}

/** Ids of the fields of a question; the same list while they are the same. */
function useFields(question: Question | null): readonly string[] {
  const last = useRef<readonly string[]>([]);
  last.current = shared(last.current, question === null ? [] : fieldsOf(question));
  return last.current;
}

/** What undo calls a change of either text. */
const CHANGES: Record<Pane, string> = { schema: t("Change the schema"), uiSchema: t("Change the layout") };

const UNREAD = {
  fields: {
    schema: (line: number) => t("Line {line} of the schema cannot be read, so the fields show the form as it was before.", { line }),
    uiSchema: (line: number) => t("Line {line} of the layout cannot be read, so the fields show the form as it was before.", { line }),
  },
  preview: {
    schema: (line: number) => t("Line {line} of the schema cannot be read, so the preview shows the form as it was before.", { line }),
    uiSchema: (line: number) => t("Line {line} of the layout cannot be read, so the preview shows the form as it was before.", { line }),
  },
} as const;

function Unreadable({ fault, what }: { fault: Fault; what: keyof typeof UNREAD }): ReactElement {
  return (
    <p className="of-small of-unread" role="status">
      {UNREAD[what][fault.pane](fault.line)}
    </p>
  );
}

export function Panes(props: Props): ReactElement {
  const { document, check, form, isPresent, isReadOnly, onEdit, onUndo, onRedo } = props;
  const { followed, typed, ref } = useFollowing(document);
  const [asked] = useState(() => askedPlace(window.location.search));
  const [pane, setPane] = useState<Pane>(asked?.pane ?? "schema");
  const [current, setCurrent] = useState(asked ? "json" : "fields");
  const [wish, setWish] = useState(() => asked && { offset: placeOf(document, asked.pointer, asked.pane)?.offset ?? 0 });
  const readable = useReadable(followed);
  const [fault] = readDocument(document).faults;
  const [followedFault] = readDocument(followed).faults;
  const outline = readable && outlineOf(readable);
  const [selected, setSelected] = useState(() => (asked && outline && questionOf(outline, asked.pane, asked.pointer)?.pointer) ?? null);
  const question = selected === null ? null : (outline?.byPointer.get(selected) ?? null);
  const isUnread = fault !== undefined;
  const here = useCallback(() => (question === null || isUnread ? null : placeOfQuestion(document, question, pane)), [document, question, pane, isUnread]);
  const fields = useFields(question);
  const problems = useMemo(() => problemsOf(followed, check.checked), [followed, check.checked]);
  const faults = useMemo(() => faultsOf(problems, outline), [problems, outline]);
  const marks = useMemo(() => marksOf(problems, pane), [problems, pane]);
  const latest = useRef({ document, outline, pane });
  latest.current = { document, outline, pane };

  const onText = useCallback(
    (text: string) => {
      const { document: before, pane: which } = latest.current;
      const next = { ...before, [which]: text };
      typed(next);
      // no text: what is typed in one text is undone together
      onEdit(next, CHANGES[which], `json ${which}`);
    },
    [onEdit, typed],
  );
  const onPlace = useCallback((at: number) => {
    const { document: now, outline: known, pane: which } = latest.current;
    if (known === null || readDocument(now).faults.length > 0) return;
    const pointer = pointerAt(now, at, which);
    const found = questionOf(known, which, pointer);
    if (found) setSelected(found.pointer);
  }, []);
  const onField = useCallback((id: string) => {
    const found = latest.current.outline && questionOfField(latest.current.outline, id);
    if (found) setSelected(found.pointer);
  }, []);
  const goTo = (problem: FormProblem): void => {
    const found = outline && questionOf(outline, problem.pane, problem.pointer);
    if (found) setSelected(found.pointer);
    setPane(problem.pane);
    setCurrent("json");
    setWish({ offset: (placeOf(document, problem.pointer, problem.pane) ?? problem.place).offset });
  };

  return (
    <>
      <Studio
        current={current}
        onCurrent={setCurrent}
        panes={[
          {
            key: "fields",
            title: t("Fields"),
            body: (
              <div ref={ref}>
                {followedFault && <Unreadable fault={followedFault} what="fields" />}
                {readable && (
                  <Builder
                    document={readable}
                    onEdit={onEdit}
                    selected={selected}
                    onSelect={setSelected}
                    problems={problems}
                    isReadOnly={isReadOnly || followedFault !== undefined}
                  />
                )}
              </div>
            ),
          },
          {
            key: "json",
            title: "JSON",
            head: <PaneSwitch pane={pane} onPane={setPane} />,
            body: (
              <JsonPane
                pane={pane}
                text={document[pane]}
                isReadOnly={isReadOnly}
                marks={marks}
                here={here}
                wish={wish}
                onEdit={onText}
                onPlace={onPlace}
                onUndo={onUndo}
                onRedo={onRedo}
              />
            ),
          },
          {
            key: "preview",
            title: t("Preview"),
            head: <span className="of-small of-muted of-push">{t("as people fill it in")}</span>,
            body: (
              <>
                {fault && <Unreadable fault={fault} what="preview" />}
                {!fault && !isPresent && <p className="of-small of-unread">{t("The page cannot show the form as it is now; this is how it was before. The problems below say why.")}</p>}
                {form && outline?.questions.length !== 0 ? (
                  <Preview form={form} selected={fields} faults={faults} onField={onField} />
                ) : (
                  <p className="of-muted">{t("There are no questions yet.")}</p>
                )}
              </>
            ),
          },
        ]}
      />
      <ProblemList problems={problems} check={check} onGo={goTo} />
    </>
  );
}
