// SPDX-License-Identifier: AGPL-3.0-or-later
/** A form filled in to see how that is: answers and their problems as whoever fills it in has them, and nothing is kept or sent. */
import type { RJSFSchema } from "@rjsf/utils";
import { useCallback, useMemo, useRef, useState } from "react";
import type { RefusedName } from "../form/context";
import { withoutHidden } from "../form/hidden";
import type { ShownForm } from "../form/normalise";
import { broughtUp, openedWith } from "../form/opening";
import type { Section } from "../form/sections";
import type { Answers, FormSchemas } from "../shared/types";
import { isReworded } from "./rewording";
import { usePause } from "./usePause";
import { usePointerPause } from "./usePointerPause";
import { useProblems, type ProblemState } from "./useProblems";
import { useRefusedNames } from "./useRefusedNames";
import { useSections } from "./useSections";

export interface TriedForm {
  version: FormSchemas;
  shown: ShownForm;
}

export interface Trial {
  answers: Answers;
  sections: Section[];
  problems: ProblemState;
  change: (answers: Answers, field: string | undefined) => void;
  leave: (field: string) => void;
  onRefusedName: (refused: RefusedName) => () => void;
}

/** What the form holds before anybody types; looked for anew only where more than words has changed. */
function useUntouched(shown: ShownForm): Answers {
  const last = useRef<{ schema: RJSFSchema; answers: Answers } | null>(null);
  return useMemo(() => {
    const { current: before } = last;
    const answers = before !== null && isReworded(before.schema, shown.schema) ? before.answers : openedWith(shown, null);
    last.current = { schema: shown.schema, answers };
    return answers;
  }, [shown]);
}

/** While the form changes, what was typed into it stays; its problems follow once it rests. */
export function useTrial(form: TriedForm): Trial {
  const { shown } = form;
  const [typed, setTyped] = useState<Answers | null>(null);
  const [settled, setSettled] = useState(form);
  const untouched = useUntouched(shown);
  const answers = typed ?? untouched;
  const sections = useSections(shown, answers);
  const names = useRefusedNames();
  usePause(form, useCallback(() => setSettled(form), [form]));
  const problems = useProblems(settled.version, settled.shown, answers, names.list);
  const leave = usePointerPause(problems.leave);
  const change = useCallback(
    (next: Answers, field: string | undefined) => {
      // What the page fills in by itself is what it would fill in next time, too.
      if (field !== undefined) setTyped(broughtUp(shown, withoutHidden(shown, next)));
    },
    [shown],
  );
  return { answers, sections, problems, change, leave, onRefusedName: names.tell };
}
