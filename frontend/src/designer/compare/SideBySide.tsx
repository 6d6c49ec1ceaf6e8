// SPDX-License-Identifier: AGPL-3.0-or-later
import { useEffect, useId, useRef, useState, type ReactElement } from "react";
import { Banner } from "../../shared/parts";
import { t } from "../../shared/texts";
import { useNarrow } from "../../shared/useNarrow";
import type { Side } from "./merge";

/** Below this, in px, two texts beside each other have lines of a word or two. */
const NARROW = 640;

/** What a form says in one of its versions, in a draft, or in somebody else's. */
export interface Compared {
  /** "Version 3", "Draft". */
  name: string;
  schema: string;
  uiSchema: string;
}

interface Props {
  before: Compared;
  after: Compared;
}

function Texts({ title, before, after }: { title: string; before: Side; after: Side }): ReactElement {
  const heading = useId();
  const [place, setPlace] = useState<HTMLDivElement | null>(null);
  const [isWhole, setWhole] = useState(false);
  const [state, setState] = useState<"loading" | "shown" | "same" | "failed">("loading");
  const [turn, setTurn] = useState(0);
  const isNarrow = useNarrow(place, NARROW);
  const sides = useRef({ before, after });
  sides.current = { before, after };
  const isSame = state === "same" || before.text === after.text;
  useEffect(() => {
    if (!place) return;
    let close: (() => void) | null = null;
    let isOver = false;
    import("./merge").then(
      ({ showDifference }) => {
        if (isOver) return;
        close = showDifference(place, sides.current.before, sides.current.after, { isNarrow, isWhole });
        setState(close === null ? "same" : "shown");
      },
      () => setState("failed"),
    );
    return () => {
      isOver = true;
      close?.();
    };
  }, [place, before.name, before.text, after.name, after.text, isNarrow, isWhole, turn]);
  return (
    <section className="of-stack of-stack--2" aria-labelledby={heading}>
      <div className="of-row of-row--between">
        <h3 className="of-h3" id={heading}>
          {title}
        </h3>
        {!isSame && (
          <button type="button" className="of-btn of-btn--sm" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
            {t("Unchanged lines as well")}
          </button>
        )}
      </div>
      {isSame && <p className="of-muted">{t("The same in both.")}</p>}
      {!isSame && state === "failed" && (
        <Banner
          kind="fault"
          role="alert"
          title={t("The comparison could not be loaded")}
          actions={
            <button
              type="button"
              className="of-btn"
              onClick={() => {
                setState("loading");
                setTurn(turn + 1);
              }}
            >
              {t("Try again")}
            </button>
          }
        >
          <p>{t("Nothing was changed. The sentences above say what differs.")}</p>
        </Banner>
      )}
      {before.text !== after.text && (
        <div className="of-compare" hidden={state === "failed" || isSame}>
          <p className="of-compare__sides of-small" aria-hidden="true">
            <span>
              <b>−</b> {before.name}
            </span>
            <span>
              <b>+</b> {after.name}
            </span>
          </p>
          {state === "loading" && (
            <p className="of-compare__wait of-muted" role="status">
              {t("Comparing…")}
            </p>
          )}
          <div ref={setPlace} />
        </div>
      )}
    </section>
  );
}

/** Schema and UI schema of a form, each beside what it was. CodeMirror is loaded when this is first shown. */
export function SideBySide({ before, after }: Props): ReactElement {
  return (
    <div className="of-stack">
      <Texts title={t("Schema")} before={{ name: before.name, text: before.schema }} after={{ name: after.name, text: after.schema }} />
      <Texts title={t("Layout (UI schema)")} before={{ name: before.name, text: before.uiSchema }} after={{ name: after.name, text: after.uiSchema }} />
    </div>
  );
}
