// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from "vitest";
import { ApiError } from "../src/shared/api/client";
import { waitAfter } from "../src/shared/useJob";

const login = new ApiError(401, "login_required", "You are not logged in.");

it("looks less and less often while nobody is logged in, and as often as before otherwise", () => {
  const waits = [1000];
  for (let look = 0; look < 6; look += 1) waits.push(waitAfter(login, waits[look] ?? 0) ?? 0);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(waitAfter(new ApiError(503, "omero_unavailable", "OMERO does not answer."), 8000)).toBe(1000);
  expect(waitAfter(new ApiError(500, "internal", "Something went wrong."), 1000)).toBe(1000);
  expect(waitAfter(new ApiError(429, "not_understood", "Too many.", {}, 5), 1000)).toBe(5000);
});

it("looks no more once an answer says that nothing more will come", () => {
  expect(waitAfter(new ApiError(404, "not_found", "There is nothing here."), 1000)).toBeNull();
  expect(waitAfter(new ApiError(403, "forbidden", "This is for admins."), 1000)).toBeNull();
});
