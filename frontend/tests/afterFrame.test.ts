// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it, vi } from "vitest";
import { afterFrame, whileLaidOut } from "../src/shared/afterFrame";

const drawn = (): Promise<void> => new Promise((resolve) => afterFrame(resolve));

it("brings into view again what was moved by parts that were laid out only then, and comes to rest", async () => {
  const act = vi.fn<() => void>();
  whileLaidOut(act);
  expect(act).toHaveBeenCalledTimes(1);
  await drawn();
  expect(act).toHaveBeenCalledTimes(2);
  for (let frame = 0; frame < 5; frame += 1) await drawn();
  expect(act).toHaveBeenCalledTimes(4);
});

it("leaves alone what is no longer looked for", async () => {
  const act = vi.fn<() => void>();
  const callOff = whileLaidOut(act);
  await drawn();
  callOff();
  for (let frame = 0; frame < 5; frame += 1) await drawn();
  expect(act).toHaveBeenCalledTimes(2);
});
