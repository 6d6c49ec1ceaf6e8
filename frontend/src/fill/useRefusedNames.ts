// SPDX-License-Identifier: AGPL-3.0-or-later
/** Names of new entries that a map did not take, as long as they stand in their fields. */
import { useCallback, useRef, useState } from "react";
import type { RefusedName } from "../form/context";

export interface RefusedNames {
  list: readonly RefusedName[];
  /** As they are at this moment: the list on the page may be that of a moment ago. */
  now: () => readonly RefusedName[];
  tell: (refused: RefusedName) => () => void;
}

export function useRefusedNames(): RefusedNames {
  const [list, setList] = useState<readonly RefusedName[]>([]);
  const latest = useRef(list);
  const put = useCallback((next: readonly RefusedName[]): void => {
    latest.current = next;
    setList(next);
  }, []);
  const tell = useCallback(
    (refused: RefusedName) => {
      put([...latest.current, refused]);
      return () => put(latest.current.filter((each) => each !== refused));
    },
    [put],
  );
  const now = useCallback(() => latest.current, []);
  return { list, now, tell };
}
