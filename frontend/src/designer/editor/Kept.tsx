// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is still on the page, or in the browser, when the draft that it belongs to has gone on or is gone. */
import { useCallback, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Banner } from "../../shared/parts";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { FormDraft } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import type { FormDocument } from "../document/document";
import { formAddress } from "../parts";
import { Refused } from "../../shared/Refused";
import { save } from "../save";
import { useAsk } from "../../shared/useAsk";
import { Compared } from "./Compared";
import { draftOf } from "./saver";

/** Both texts as files to keep. */
export function download({ name, schema, uiSchema }: FormDocument): void {
  const file = name.trim() || "form";
  save(`${file}.json`, "application/json", schema);
  if (uiSchema.trim() !== "" && uiSchema.trim() !== "{}") save(`${file}.ui.json`, "application/json", uiSchema);
}

const WHY = {
  published: (version: number) => t("Version {version} was published from this draft, or in its place.", { version }),
  discarded: () => t("Somebody discarded this draft. What was published stays."),
  deleted: () => t("There is no such form any more, or you may not see it now."),
};

interface GoneProps {
  base: string;
  draft: FormDraft;
  document: FormDocument;
  /** A draft was begun anew, with the text on the page. */
  onBegun: (draft: FormDraft) => void;
}

/** The draft was published or discarded, or the form deleted, under the open editor. */
export function GoneDraft({ base, draft, document, onBegun }: GoneProps): ReactElement {
  const { api, guard } = useDesigner();
  const { busy, failed, ask } = useAsk();
  const [row] = useLoaded(useCallback(() => guard(api.formRow(draft.form)), [api, guard, draft.form]));
  const version = row.state === "ready" ? row.value.version : 0;
  const isDeleted = row.state === "failed" && row.error.status === 404;
  const why = isDeleted ? "deleted" : version > draft.base_version ? "published" : "discarded";
  const drafted = draftOf(document);
  const again = async (): Promise<void> => {
    const begun = await ask(async () => {
      if (isDeleted || version === 0) return api.beginForm(drafted);
      const { number } = await api.beginDraft(draft.form);
      return api.saveFormDraft(draft.form, { ...drafted, base: number });
    });
    if (begun) onBegun(begun);
  };
  return (
    <Banner
      kind="warn"
      role="alert"
      title={t("This draft is not there any more")}
      actions={
        <>
          <button type="button" className="of-btn" disabled={busy || row.state === "loading"} onClick={() => void again()}>
            {t("Begin a draft with this text")}
          </button>
          <button type="button" className="of-btn" onClick={() => download(document)}>
            {t("Download it")}
          </button>
          {!isDeleted && version > 0 && <a href={formAddress(base, draft.form, "versions/")}>{t("Versions")}</a>}
        </>
      }
    >
      <p>
        {row.state === "loading" ? "" : `${WHY[why](version)} `}
        {t("What is on this page is kept here and in this browser, and can be downloaded or begun anew.")}
      </p>
      {failed && <Refused what={t("No draft was begun")} error={failed} />}
    </Banner>
  );
}

interface LeftOverProps {
  present: FormDocument;
  leftOver: FormDocument;
  onTake: () => void;
  onDrop: () => void;
}

/** This browser has changes that were never saved, and the draft has gone on since. */
export function LeftOver({ present, leftOver, onTake, onDrop }: LeftOverProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Banner
        kind="warn"
        title={t("This browser has changes of yours that were not saved")}
        actions={
          <>
            <button type="button" className="of-btn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {t("Compare")}
            </button>
            <button type="button" className="of-btn" onClick={onTake}>
              {t("Take them")}
            </button>
            <button type="button" className="of-btn" onClick={() => download(leftOver)}>
              {t("Download them")}
            </button>
            <button type="button" className="of-btn" onClick={onDrop}>
              {t("Leave them out")}
            </button>
          </>
        }
      >
        <p>{t("The draft was saved by somebody since, so nothing was put together by itself. “Take them” shows yours here, and undo goes back.")}</p>
      </Banner>
      {isOpen && (
        <Compared
          title={t("Draft and yours")}
          before={{ name: t("Draft"), schema: present.schema, uiSchema: present.uiSchema }}
          after={{ name: t("Yours"), schema: leftOver.schema, uiSchema: leftOver.uiSchema }}
        />
      )}
    </>
  );
}

interface NewerProps {
  base: string;
  form: string;
  /** That is published now. */
  version: number;
  busy: boolean;
  failed: ApiError | null;
  onGoOn: () => void;
}

/** Another version was published since the draft was begun. */
export function NewerVersion({ base, form, version, busy, failed, onGoOn }: NewerProps): ReactElement {
  return (
    <Banner
      kind="warn"
      title={t("Version {version} was published since this draft was begun", { version })}
      actions={
        <>
          <a className="of-btn" href={formAddress(base, form, "publish/")}>
            {t("Compare with version {version}", { version })}
          </a>
          <button type="button" className="of-btn" disabled={busy} onClick={onGoOn}>
            {t("Go on from version {version}", { version })}
          </button>
        </>
      }
    >
      <p>
        {t("The draft is kept as it is. “Go on” makes it a draft of version {next}; what version {version} changed and this text does not have is taken out again by it.", {
          next: version + 1,
          version,
        })}
      </p>
      {failed && <Refused what={t("The draft still goes on from the older version")} error={failed} />}
    </Banner>
  );
}
