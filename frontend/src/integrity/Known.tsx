// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { Empty, Loading, NotLoaded } from "../shared/parts";
import { t } from "../shared/texts";
import { useLoaded } from "../shared/useLoaded";
import { useIntegrity } from "./api";

interface Props<T> {
  /** What it is called where it cannot be loaded. */
  what: string;
  /** Memoised. */
  load: () => Promise<T>;
  /** `again` asks anew, after something was changed. What is on the page stays until the answer is there. */
  children: (value: T, again: () => void) => ReactElement;
}

/** What is known, and known anew whenever something has changed it. */
export function Known<T>({ what, load, children }: Props<T>): ReactElement {
  const { guard, returned } = useIntegrity();
  const guarded = useCallback(() => guard(load()), [guard, load]);
  const [loaded, reload] = useLoaded(guarded);
  const [newer, setNewer] = useState<{ of: typeof loaded; value: T } | null>(null);
  const current = useRef(loaded);
  current.current = loaded;
  const turn = useRef(0);
  const again = useCallback(() => {
    turn.current += 1;
    const { current: asked } = turn;
    guarded().then(
      // The answer to an older question never replaces a newer one.
      (value) => asked === turn.current && setNewer({ of: current.current, value }),
      () => undefined,
    );
  }, [guarded]);
  const seen = useRef(returned);
  useEffect(() => {
    if (seen.current === returned) return;
    seen.current = returned;
    // What was typed on the page stays.
    if (current.current.state === "ready") again();
    else reload();
  }, [again, reload, returned]);
  if (loaded.state === "loading") return <Loading>{t("Loading {what}…", { what })}</Loading>;
  if (loaded.state === "ready") return children(newer?.of === loaded ? newer.value : loaded.value, again);
  if (loaded.error.code === "forbidden") {
    return (
      <Empty icon="form" level={2} title={t("Integrity is for OMERO’s admins")}>
        <p>{t("Ask one of them whether records were touched.")}</p>
      </Empty>
    );
  }
  return (
    <div className="of-card__body">
      <NotLoaded what={what[0]?.toUpperCase() + what.slice(1)} error={loaded.error} onRetry={reload} />
    </div>
  );
}
