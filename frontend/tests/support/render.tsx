// SPDX-License-Identifier: AGPL-3.0-or-later
import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { App } from "../../src/object/App";
import { SessionProvider } from "../../src/shared/session";
import type { FormsServer } from "./server";

/** The panel for the server's object, in a page that has a CSRF cookie. */
export function showPanel(server: FormsServer, base: string, form?: string): UserEvent {
  document.cookie = "csrftoken=token-1";
  const config = { type: "dataset" as const, id: server.object.id, base, loginUrl: "/webclient/login/", ...(form ? { form } : {}) };
  render(
    <SessionProvider base={base} loginUrl={config.loginUrl} ping={false}>
      <App config={config} />
    </SessionProvider>,
  );
  return userEvent.setup();
}

/** Answers everything the imaging form requires. */
export async function fillIn(user: UserEvent): Promise<void> {
  await user.type(await screen.findByLabelText("Organism"), "Homo sapiens");
  await user.type(screen.getByLabelText("Cell line"), "HeLa Kyoto");
  await user.click(screen.getByLabelText("No"));
  await user.selectOptions(screen.getByLabelText("Microscope"), "Spinning disk 2");
  await user.selectOptions(screen.getByLabelText("Objective"), "Plan Apo 63x");
  await user.type(screen.getByLabelText("Channel 1, Name"), "DNA");
  await user.type(screen.getByLabelText("Channel 1, Emission"), "461");
}

export async function axeFindings(element: Element = document.body): Promise<string[]> {
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(element, { rules });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
}
