// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { SetupProblems } from "../src/shared/parts";

const copy = { code: "site_is_copy", message: "This is a copy of calm-otter-4f2a. What is submitted here stays here.", mend: null };

describe("the banner", () => {
  it("says calmly that a site is a copy, and calls that no fault", () => {
    const { container } = render(<SetupProblems problems={[copy]} />);
    expect(container.textContent).toBe(copy.message);
    expect(container.querySelector(".of-banner--fault")).toBeNull();
  });

  it("says beside it what needs an admin", () => {
    render(<SetupProblems problems={[copy, { code: "setup_incomplete", message: "The forms are not set up.", mend: null }]} />);
    expect(screen.queryByText(copy.message)).not.toBeNull();
    expect(screen.queryByText("1 part of the forms service needs an admin")).not.toBeNull();
  });
});
