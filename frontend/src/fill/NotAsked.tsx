// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactElement } from "react";
import { t, tn } from "../shared/texts";
import type { NotAsked as Question } from "../shared/types";

/** Optional questions of the form that the page has no way to ask: named, so that nobody looks for them in vain. */
export function NotAsked({ questions }: { questions: Question[] }): ReactElement | null {
  if (questions.length === 0) return null;
  return (
    <details className="of-notasked of-small">
      <summary>{tn("Not asked here: {n} question", "Not asked here: {n} questions", questions.length)}</summary>
      <div className="of-stack of-stack--2">
        <p className="of-muted">{t("This page cannot ask the following questions. All of them are optional, so you can submit without them.")}</p>
        <ul className="of-stack of-stack--2">
          {questions.map(({ pointer, title, reason }) => (
            <li key={pointer}>
              {title || pointer} <code className="of-mono of-muted">{pointer}</code>
              <br />
              <span className="of-muted">{reason}</span>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
