// SPDX-License-Identifier: AGPL-3.0-or-later
/** Icons of the look: 16 x 16, always beside a word. */
import type { ReactElement } from "react";

const SHAPES = {
  alert: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.7v3.9M8 11.2v.01" />
    </>
  ),
  check: <path d="M3 8.6l3.3 3.3L13 4.8" />,
  compliant: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="M4.9 8.2l2.1 2.2 4.2-4.6" stroke="#fff" strokeWidth="1.9" />
    </>
  ),
  copied: (
    <>
      <rect x="5.3" y="5.3" width="9" height="9" rx="1.4" />
      <path d="M10.7 5.3V3.1a1.4 1.4 0 0 0-1.4-1.4H3.1a1.4 1.4 0 0 0-1.4 1.4v6.2a1.4 1.4 0 0 0 1.4 1.4h2.2" />
      <path d="M7.7 9.9l1.5 1.5 2.8-3" />
    </>
  ),
  nocopy: (
    <>
      <rect x="5.3" y="5.3" width="9" height="9" rx="1.4" />
      <path d="M10.7 5.3V3.1a1.4 1.4 0 0 0-1.4-1.4H3.1a1.4 1.4 0 0 0-1.4 1.4v6.2a1.4 1.4 0 0 0 1.4 1.4h2.2" />
      <path d="M2 14.5L14.5 2" />
    </>
  ),
  dataset: (
    <>
      <rect x="1.8" y="5" width="12.4" height="9" rx="1.2" />
      <path d="M4 2.2h8M5 11.4l2-2.6 1.6 1.7 1.1-1.1 1.6 2" />
    </>
  ),
  down: <path d="M4 6l4 4 4-4" />,
  up: <path d="M4 10l4-4 4 4" />,
  download: <path d="M8 2v8M4.5 6.8L8 10.2l3.5-3.4M2.5 13.7h11" />,
  error: (
    <>
      <path d="M8 2.1L14.7 13.7H1.3z" />
      <path d="M8 6.4v3.2M8 11.6v.01" />
    </>
  ),
  exempt: (
    <>
      <path d="M8 1.6l5.3 1.9v4.2c0 3.2-2.2 5.5-5.3 6.7-3.1-1.2-5.3-3.5-5.3-6.7V3.5z" />
      <path d="M5.5 7.8h5" />
    </>
  ),
  form: (
    <>
      <rect x="2.7" y="1.7" width="10.6" height="12.6" rx="1.4" />
      <path d="M5.4 5.3h5.2M5.4 8.1h5.2M5.4 10.9h2.6" />
    </>
  ),
  grace: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.4V8l2.5 1.6" />
    </>
  ),
  grip: <path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" strokeWidth="2" />,
  home: <path d="M9.8 3.5L5.3 8l4.5 4.5" />,
  incomplete: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 1.8a6.2 6.2 0 0 0 0 12.4z" fill="currentColor" stroke="none" />
    </>
  ),
  invalid: (
    <>
      <rect x="1.3" y="1.3" width="13.4" height="13.4" rx="3" fill="currentColor" stroke="none" />
      <path d="M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4" stroke="#fff" strokeWidth="1.9" />
    </>
  ),
  left: <path d="M10 4L6 8l4 4" />,
  recommended: <path d="M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4-2.9-2.8 4-.6z" />,
  right: <path d="M6 4l4 4-4 4" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  minus: <path d="M3.2 8h9.6" />,
  missing: <circle cx="8" cy="8" r="6.2" strokeDasharray="2.7 2.17" strokeWidth="1.9" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  outdated: (
    <>
      <path d="M13.7 8.6A5.8 5.8 0 1 1 12 3.9" />
      <path d="M12.6 1.3l-.3 3-3-.2" />
    </>
  ),
  pending: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5 8v.01M8 8v.01M11 8v.01" strokeWidth="2" />
    </>
  ),
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  recorded: (
    <>
      <rect x="2.8" y="7" width="10.4" height="7.2" rx="1.4" />
      <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
    </>
  ),
  repair: (
    <path d="M6.6 4.4l1.2-1.2a3.1 3.1 0 0 1 4.4 4.4L11 8.8M9.4 11.6l-1.2 1.2a3.1 3.1 0 0 1-4.4-4.4L5 7.2M3 3l1.6 1.6M13 13l-1.6-1.6" />
  ),
  seal: (
    <>
      <circle cx="8" cy="6.3" r="4.7" />
      <path d="M5.3 10.3L4.5 15 8 13.3l3.5 1.7-.8-4.7M6.2 6.4l1.3 1.4 2.4-2.7" />
    </>
  ),
  swap: <path d="M3 5.3h9M9.6 2.9L12 5.3 9.6 7.7M13 10.7H4M6.4 8.3L4 10.7l2.4 2.4" />,
  trash: <path d="M2.5 4.2h11M6 4.2V2.3h4v1.9M4 4.2l.6 9.5h6.8l.6-9.5" />,
  undo: <path d="M5.5 3.5l-3 3 3 3M2.8 6.5h6.5a3.7 3.7 0 0 1 0 7.4H6.4" />,
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size }: { name: IconName; size?: "lg" | "xl" }): ReactElement {
  return (
    <svg className={size ? `of-icon of-icon--${size}` : "of-icon"} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
