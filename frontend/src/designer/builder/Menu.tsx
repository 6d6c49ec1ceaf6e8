// SPDX-License-Identifier: AGPL-3.0-or-later
/** A button that opens a menu: arrows go through it, Escape closes it and goes back to the button. */
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from "react";

export interface MenuItem {
  key: string;
  label: string;
  /** A line below the label. */
  explanation?: string;
  /** Keys that do the same, as they are read: "Alt and up". */
  keys?: string;
  onChoose: () => void;
}

interface Props {
  /** What the button is called where it shows only an icon. */
  name?: string;
  className: string;
  /** Asked when it opens. */
  items: () => readonly MenuItem[];
  children: ReactNode;
  /** -1 where the button is reached in another way. */
  tabIndex?: number;
  /** Counted up by whoever opens the menu from elsewhere. */
  opened?: number;
  onClose?: () => void;
  /** By which tests and the tree find the button. */
  role?: string;
}

const MARGIN = 8;

/** In the top layer, below its button or above it, wherever there is room: a scrolling box would cut it. */
function place(menu: HTMLElement, button: HTMLElement): void {
  menu.showPopover?.();
  const around = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = window.innerHeight - around.bottom;
  const isBelow = below >= height + MARGIN || below >= around.top;
  const top = isBelow ? Math.min(around.bottom + 2, Math.max(MARGIN, window.innerHeight - height - MARGIN)) : Math.max(MARGIN, around.top - height - 2);
  const left = Math.max(MARGIN, Math.min(around.right - width, window.innerWidth - width - MARGIN));
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
}

export function Menu({ name, className, items, children, tabIndex, opened = 0, onClose, role }: Props): ReactElement {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLUListElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (opened > 0) setOpen(true);
  }, [opened]);
  useLayoutEffect(() => {
    if (!isOpen || !menu.current || !button.current) return;
    place(menu.current, button.current);
    menu.current.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [isOpen]);
  const close = (isBack: boolean): void => {
    setOpen(false);
    if (isBack) button.current?.focus();
    onClose?.();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.findIndex((item) => item.matches(":focus"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close(true);
    } else if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    } else if (event.key.length === 1 && event.key !== " ") {
      // By the first letter, from the one behind the present on.
      const starts = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()));
      starts?.focus();
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        tabIndex={tabIndex}
        data-role={role}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <ul
          ref={menu}
          id={id}
          className="of-menu"
          role="menu"
          aria-label={name}
          popover="manual"
          onKeyDown={onKeyDown}
          onBlur={(event) => {
            const to = event.relatedTarget;
            if (!event.currentTarget.contains(to) && to !== button.current) close(false);
          }}
        >
          {items().map(({ key, label, explanation, keys, onChoose }) => (
            <li key={key} role="none">
              <button
                type="button"
                role="menuitem"
                className="of-menu__item"
                tabIndex={-1}
                aria-labelledby={`${id}-${key}-label`}
                aria-describedby={explanation ? `${id}-${key}` : undefined}
                onClick={() => {
                  setOpen(false);
                  button.current?.focus();
                  onChoose();
                }}
              >
                <span className="of-menu__label">
                  <span id={`${id}-${key}-label`}>{label}</span>
                  {keys && <kbd className="of-push">{keys}</kbd>}
                </span>
                {explanation && (
                  <span className="of-menu__about" id={`${id}-${key}`}>
                    {explanation}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
