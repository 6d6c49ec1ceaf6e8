// SPDX-License-Identifier: AGPL-3.0-or-later
import { useRef, useState, type ReactElement } from "react";
import { Dialog } from "../../shared/Dialog";
import { useDesigner } from "../api";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { t } from "../../shared/texts";
import { useAsk } from "../../shared/useAsk";

/** What a form begins with: no question yet. */
const begun = (title: string): string =>
  `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", title, type: "object", properties: {} }, null, 2)}\n`;

/** Asks for a name, begins a draft and opens it. */
export function NewForm({ base, onClose }: { base: string; onClose: () => void }): ReactElement {
  const { api } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [name, setName] = useState("");
  const [isLacking, setLacking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const begin = async (): Promise<void> => {
    const named = name.trim();
    setLacking(named === "");
    if (named === "") field.current?.focus();
    if (named === "" || busy) return;
    const draft = await ask(() => api.beginForm({ name: named, description: "", schema: begun(named), ui_schema: "{}" }));
    if (draft) window.location.assign(formAddress(base, draft.form));
  };
  return (
    <Dialog title={t("New form")} action={busy ? t("Beginning the draft…") : t("Begin a draft")} keep={t("Cancel")} harmless busy={busy} onAction={() => void begin()} onClose={onClose}>
      {failed && <Refused what={t("The draft was not begun")} error={failed} />}
      <div className="of-field" data-invalid={isLacking || undefined}>
        <label className="of-label" htmlFor="of-new-name">
          {t("Name")}
        </label>
        <input
          className="of-input"
          id="of-new-name"
          ref={field}
          value={name}
          aria-invalid={isLacking}
          aria-describedby="of-new-help"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && void begin()}
        />
        {isLacking && (
          <p className="of-error" role="alert">
            {t("Give the form a name.")}
          </p>
        )}
        <p className="of-help" id="of-new-help">
          {t("As people will read it, such as “Sample preparation”. It can be changed later. Nobody but its owners and admins sees the draft.")}
        </p>
      </div>
    </Dialog>
  );
}
