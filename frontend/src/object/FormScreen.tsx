// SPDX-License-Identifier: AGPL-3.0-or-later
/** One form on one object: decides whether it is filled in or looked at, and brings draft and version together. */
import { useCallback, useState, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { ApiError } from "../shared/api/client";
import { draftKey, loadDraft, removeDraft, saveDraft, type Draft } from "../fill/drafts";
import { Loading } from "../shared/parts";
import { useGuard, type SessionGuard } from "../shared/session";
import type { FormView, MountConfig, Submission, SubmissionAnswer, SubmissionView } from "../shared/types";
import { useOpened } from "../shared/useOpened";
import { BrokenForm } from "./BrokenForm";
import { FormFailure } from "./Failure";
import { TooLarge } from "./TooLarge";
import { FillView } from "../fill/FillView";
import { originOf, restoredFrom } from "../fill/Origin";
import { RecordView } from "../record/RecordView";
import { t } from "../shared/texts";
import { typeWord } from "../shared/words";

export type Mode = "fill" | "record" | "auto";

interface Opened {
  view: FormView;
  key: string;
  draft: Draft | null;
}

async function open(session: Pick<SessionGuard, "api" | "guard" | "expect">, config: MountConfig, form: string): Promise<Opened> {
  const { api, guard, expect } = session;
  const view = await guard(api.form(config.type, config.id, form));
  expect(view.user, view.object.server);
  const key = draftKey(view.object, view.user.id, form);
  const draft = loadDraft(key);
  if (draft === null || draft.version === view.version.number) return { view, key, draft };
  try {
    // The draft is for an older version: it opens as it was typed.
    const old = await guard(api.form(config.type, config.id, form, draft.version));
    return { view: old, key, draft };
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "version_unknown") throw error;
    return { view, key, draft: { ...draft, version: view.version.number } };
  }
}

function startMode({ view, draft }: Opened, wanted: Mode): "fill" | "record" {
  if (!view.may_submit || view.form.state === "retired") return "record";
  if (wanted !== "auto") return wanted;
  const newest = view.history[0];
  return draft !== null || newest === undefined || newest.version !== view.current_version ? "fill" : "record";
}

interface Props {
  config: MountConfig;
  form: string;
  mode: Mode;
  now: Date;
  onBack: () => void;
}

export function FormScreen({ config, form, mode, now, onBack }: Props): ReactElement {
  const session = useGuard();
  const { api, guard, expect } = session;
  const load = useCallback(() => open({ api, guard, expect }, config, form), [api, guard, expect, config, form]);
  const [loaded, reload] = useOpened(load);
  const [chosen, setChosen] = useState<"fill" | "record" | null>(null);
  const [done, setDone] = useState<{ submission: Submission; newerVersion: number | null } | null>(null);
  const [restored, setRestored] = useState<string | null>(null);

  if (loaded.state === "failed") return <FormFailure error={loaded.error} type={typeWord(config.type)} onRetry={reload} onBack={onBack} />;
  if (loaded.state !== "ready") return <Loading>{t("Opening the form…")}</Loading>;
  const { view, key, draft } = loaded.value;
  const shown = done ? "record" : (chosen ?? startMode(loaded.value, mode));

  const again = (next: "fill" | "record"): void => {
    setDone(null);
    setChosen(next);
    reload();
  };
  const restore = ({ submission, answers }: SubmissionView): void => {
    if (answers === null) return;
    saveDraft(key, {
      answers,
      version: view.version.number,
      base: view.history[0] ? Math.max(view.base, done?.submission.number ?? 0) : view.base,
      message: t("Restored from submission {number}", { number: submission.number }),
      saved_at: new Date().toISOString(),
    });
    setRestored(restoredFrom(submission.number));
    again("fill");
  };
  const moveOver = (): void => {
    const present = loadDraft(key);
    if (present) saveDraft(key, { ...present, version: view.current_version });
    again("fill");
  };

  const safely = (content: ReactElement): ReactElement => (
    <Boundary
      key={`${shown}:${view.version.number}`}
      fallback={(tryAgain) => (
        <BrokenForm
          draftKey={key}
          objectType={typeWord(config.type)}
          onAgain={tryAgain}
          onDiscard={() => {
            discard();
            reload();
          }}
          onBack={onBack}
        />
      )}
    >
      {content}
    </Boundary>
  );
  const discard = (): void => {
    removeDraft(key);
    setRestored(null);
  };

  if (shown === "record") {
    return safely(
      <RecordView
        view={view}
        justSubmitted={done}
        now={now}
        onBack={onBack}
        onEdit={() => setChosen("fill")}
        onRestore={restore}
      />,
    );
  }
  if (!view.version.opens) return <TooLarge view={view} onBack={onBack} onHistory={() => setChosen("record")} />;
  return safely(
    <FillView
      key={`${view.version.number}:${draft?.saved_at ?? ""}`}
      view={view}
      draftKey={key}
      draft={draft}
      origin={restored ?? originOf(view, draft)}
      now={now}
      onBack={onBack}
      onDone={(answer: SubmissionAnswer) => {
        setRestored(null);
        setDone({ submission: answer.submission, newerVersion: answer.newer_version });
        config.onSubmitted?.();
      }}
      onDiscarded={() => {
        discard();
        onBack();
      }}
      onMoveOver={moveOver}
    />,
  );
}
