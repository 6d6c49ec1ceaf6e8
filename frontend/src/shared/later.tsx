// SPDX-License-Identifier: AGPL-3.0-or-later
import { lazy, Suspense, useState, type ComponentType, type LazyExoticComponent, type ReactElement, type ReactNode } from "react";
import { Boundary } from "./Boundary";

/**
 * A part of a page that lies in a file of its own, loaded when it is shown for the first time; `meanwhile` stands in its place until
 * then. Where it does not come, as after an upgrade below an open page, that part alone says so, and can be asked for again.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, meanwhile: ReactNode = null): ComponentType<P> {
  const asked = (): LazyExoticComponent<ComponentType<P>> => lazy(async () => ({ default: await load() }));
  let held = asked();
  return function Later(props: P): ReactElement {
    const [Part, setPart] = useState(() => held);
    const again = (): void => {
      held = asked();
      setPart(() => held);
    };
    return (
      <Boundary onAgain={again}>
        <Suspense fallback={meanwhile}>
          <Part {...props} />
        </Suspense>
      </Boundary>
    );
  };
}
