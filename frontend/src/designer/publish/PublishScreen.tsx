// SPDX-License-Identifier: AGPL-3.0-or-later
/** `<form>/publish`: what the draft changes, what that does, and the button. */
import { useCallback, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t } from "../../shared/texts";
import type { FormDraft, FormRow, Published } from "../../shared/types";
import { useOpened } from "../../shared/useOpened";
import { shown } from "../../shared/words";
import { Crumbs, formAddress } from "../parts";
import type { ScreenProps } from "../screens";
import { Done } from "./Done";
import { Publishing } from "./Publishing";

function Nothing({ base, form, error, onRetry }: { base: string; form: string; error: ApiError; onRetry: () => void }): ReactElement {
  if (error.code === "not_found") {
    return (
      <div className="of-card">
        <Empty icon="form" level={1} title={t("There is no draft to publish here")}>
          <p>
            {rich(t("It may have been published or discarded meanwhile. See <versions>the versions of this form</versions>, or go to <all>all forms</all>."), {
              versions: (inside) => <a href={formAddress(base, form, "versions/")}>{inside}</a>,
              all: (inside) => <a href={`${base}designer/`}>{inside}</a>,
            })}
          </p>
        </Empty>
      </div>
    );
  }
  if (error.code === "forbidden") {
    return (
      <div className="of-card">
        <Empty icon="recorded" level={1} title={t("Only owners of this form see its draft")}>
          <p>
            {rich(t("Ask one of them: <a>the form’s page</a> names them."), { a: (inside) => <a href={formAddress(base, form, "versions/")}>{inside}</a> })}
          </p>
        </Empty>
      </div>
    );
  }
  return <NotLoaded what={t("The draft")} error={error} onRetry={onRetry} />;
}

/** The draft, and its form as the list has it. */
interface Opened {
  draft: FormDraft;
  row: FormRow;
}

export function PublishScreen({ base, of: form }: ScreenProps): ReactElement {
  const { api, guard } = useDesigner();
  const load = useCallback(async (): Promise<Opened> => {
    const [draft, row] = await Promise.all([guard(api.formDraft(form)), guard(api.formRow(form))]);
    return { draft, row };
  }, [api, guard, form]);
  const [loaded, reload] = useOpened(load);
  const [message, setMessage] = useState("");
  const [done, setDone] = useState<Published | null>(null);

  if (loaded.state === "failed") return <Nothing base={base} form={form} error={loaded.error} onRetry={reload} />;
  if (loaded.state !== "ready") return <Loading>{t("Opening the draft…")}</Loading>;
  const { draft, row } = loaded.value;
  return (
    <>
      <Crumbs base={base} here={shown(draft.name) || t("A form without a name")} />
      {done ? (
        <Done base={base} name={draft.name} done={done} />
      ) : (
        <Publishing key={draft.number} base={base} draft={draft} row={row} message={message} onMessage={setMessage} onAgain={reload} onDone={setDone} />
      )}
    </>
  );
}
