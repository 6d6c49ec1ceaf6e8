// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the server says of the form, asked for whenever somebody pauses. */
import { useCallback, useEffect, useRef, useState } from "react";
import { usePause } from "../../fill/usePause";
import { ApiError } from "../../shared/api/client";
import { useDesigner } from "../api";
import type { CheckedForm } from "../../shared/types";
import type { FormDocument } from "../document/document";

export interface Check {
  /** The newest answer, of the document or an older one; null while there is none. */
  checked: CheckedForm | null;
  /** Whether it is of the document as it is now. */
  isPresent: boolean;
  /** Why nobody can say at present. */
  failed: ApiError | null;
}

const AGAIN_MS = 5000;

export function useCheck({ schema, uiSchema }: FormDocument): Check {
  const { api, guard, returned } = useDesigner();
  const [answer, setAnswer] = useState<{ schema: string; uiSchema: string; checked: CheckedForm } | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [again, setAgain] = useState(0);
  const newest = useRef(0);
  const timer = useRef(0);
  const look = useCallback(() => {
    newest.current += 1;
    const turn = newest.current;
    window.clearTimeout(timer.current);
    guard(api.checkForm({ schema, ui_schema: uiSchema })).then(
      (checked) => {
        // The answer to an older question may come last.
        if (turn !== newest.current) return;
        setAnswer({ schema, uiSchema, checked });
        setFailed(null);
      },
      (error: unknown) => {
        if (turn !== newest.current || !(error instanceof ApiError)) return;
        setFailed(error);
        if (error.passing) timer.current = window.setTimeout(() => setAgain((count) => count + 1), Math.max(AGAIN_MS, (error.waitS ?? 0) * 1000));
      },
    );
  }, [api, guard, schema, uiSchema]);
  usePause(`${again} ${returned}`, look);
  useEffect(
    () => () => {
      newest.current += 1;
      window.clearTimeout(timer.current);
    },
    [],
  );
  return { checked: answer?.checked ?? null, isPresent: answer?.schema === schema && answer.uiSchema === uiSchema, failed };
}
