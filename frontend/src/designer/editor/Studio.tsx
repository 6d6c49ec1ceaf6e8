// SPDX-License-Identifier: AGPL-3.0-or-later
/** Panes beside each other; where there is no room for that, one at a time behind tabs. F6 goes from one to the next. */
import { useId, useState, type KeyboardEvent, type ReactElement, type ReactNode } from "react";
import { t } from "../../shared/texts";
import { useNarrow } from "../../shared/useNarrow";

/** Below this, in px, three panes have no room beside each other. */
const NARROW = 1000;

export interface StudioPane {
  key: string;
  title: string;
  /** Beside the title. */
  head?: ReactNode;
  body: ReactNode;
}

interface Props {
  panes: readonly StudioPane[];
  /** Key of the pane that is shown where there is room for one. */
  current: string;
  onCurrent: (key: string) => void;
}

/** Arrows go from tab to tab, as in any list of tabs. */
function tabAfter(panes: readonly StudioPane[], current: string, key: string): string | undefined {
  const at = panes.findIndex((pane) => pane.key === current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: panes.length - 1 }[key];
  return to === undefined ? undefined : panes[(to + panes.length) % panes.length]?.key;
}

export function Studio({ panes, current, onCurrent }: Props): ReactElement {
  const id = useId();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const isNarrow = useNarrow(element, NARROW);
  const goTo = (key: string): void => {
    onCurrent(key);
    // Shown first: what is hidden takes no focus.
    requestAnimationFrame(() => element?.querySelector<HTMLElement>(`[data-pane="${key}"] h2`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== "F6") return;
    event.preventDefault();
    const here = (event.target as HTMLElement).closest("[data-pane]")?.getAttribute("data-pane") ?? current;
    const next = tabAfter(panes, here, event.shiftKey ? "ArrowLeft" : "ArrowRight");
    if (next !== undefined) goTo(next);
  };
  return (
    <div ref={setElement} onKeyDown={onKeyDown}>
      <p className="of-skips">
        {panes.map(({ key, title }) => (
          <button key={key} type="button" className="of-btn of-btn--sm" onClick={() => goTo(key)}>
            {t("Go to {pane}", { pane: title })}
          </button>
        ))}
      </p>
      {isNarrow && (
        <div className="of-tabs" role="tablist" aria-label={t("Parts of the editor")}>
          {panes.map(({ key, title }) => (
            <button
              key={key}
              type="button"
              role="tab"
              className="of-tab"
              id={`${id}-tab-${key}`}
              aria-selected={key === current}
              aria-controls={`${id}-${key}`}
              tabIndex={key === current ? 0 : -1}
              onClick={() => onCurrent(key)}
              onKeyDown={(event) => {
                const next = tabAfter(panes, key, event.key);
                if (next === undefined) return;
                event.preventDefault();
                onCurrent(next);
                element?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-tab-${next}`)}`)?.focus();
              }}
            >
              {title}
            </button>
          ))}
        </div>
      )}
      <div className={isNarrow ? "of-studio" : "of-studio of-studio--wide"}>
        {panes.map(({ key, title, head, body }) => (
          <section
            key={key}
            className="of-card"
            id={`${id}-${key}`}
            data-pane={key}
            hidden={isNarrow && key !== current}
            {...(isNarrow ? { role: "tabpanel", "aria-labelledby": `${id}-tab-${key}` } : { "aria-labelledby": `${id}-head-${key}` })}
          >
            <div className="of-card__head">
              <h2 className="of-h2" id={`${id}-head-${key}`} tabIndex={-1}>
                {title}
              </h2>
              {head}
            </div>
            <div className="of-card__body" tabIndex={0} role="group" aria-labelledby={`${id}-head-${key}`}>
              {body}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}
