// SPDX-License-Identifier: AGPL-3.0-or-later
/** The forms of one object: the list, and one form of it. */
import { useCallback, useEffect, useMemo, useState, type ComponentProps, type ReactElement } from "react";
import { Boundary } from "../shared/Boundary";
import { askEarly } from "../shared/api/client";
import { draftKey, loadDraft } from "../fill/drafts";
import { Loading } from "../shared/parts";
import { useGuard } from "../shared/session";
import { t } from "../shared/texts";
import type { MountConfig, ObjectForms } from "../shared/types";
import { useLoaded } from "../shared/useLoaded";
import { useNow } from "../shared/useNow";
import { useOpened } from "../shared/useOpened";
import { typeWord } from "../shared/words";
import { Failure, FormFailure } from "./Failure";
import type { FormScreen, Mode } from "./FormScreen";
import { loadScreen, loadScreenWhenIdle } from "./formScreen";
import { ListView } from "./ListView";

type Route = { form: string; mode: Mode } | null;

function draftsOf(data: ObjectForms): Set<string> {
  const withDraft = data.forms.filter((form) => loadDraft(draftKey(data.object, data.user.id, form.id)) !== null);
  return new Set(withDraft.map((form) => form.id));
}

function List({ config, now, onOpen }: { config: MountConfig; now: Date; onOpen: (form: string, mode: Mode) => void }): ReactElement {
  const { api, guard, expect } = useGuard();
  const load = useCallback(async () => {
    const data = await guard(api.objectForms(config.type, config.id));
    expect(data.user, data.object.server);
    return data;
  }, [api, guard, expect, config]);
  const [loaded, reload] = useOpened(load);
  const data = loaded.state === "ready" ? loaded.value : null;
  const drafts = useMemo(() => (data ? draftsOf(data) : new Set<string>()), [data]);
  const hasForms = data !== null && data.forms.length > 0;
  useEffect(() => (hasForms ? loadScreenWhenIdle() : undefined), [hasForms]);
  if (loaded.state === "failed") return <Failure error={loaded.error} what={t("The forms of this {type}", { type: typeWord(config.type) })} onRetry={reload} />;
  if (!data) return <Loading>{t("Loading the forms of this {type}…", { type: typeWord(config.type) })}</Loading>;
  return <ListView data={data} drafts={drafts} now={now} onOpen={onOpen} />;
}

/** One form, once what draws it has been loaded. */
function OneForm(props: ComponentProps<typeof FormScreen>): ReactElement {
  const { config, form, onBack } = props;
  const [loaded, reload] = useLoaded(loadScreen);
  if (loaded.state === "ready") return <loaded.value {...props} />;
  if (loaded.state === "loading") return <Loading>{t("Opening the form…")}</Loading>;
  const again = (): void => {
    askEarly(config, form);
    reload();
  };
  return <FormFailure error={loaded.error} type={typeWord(config.type)} onRetry={again} onBack={onBack} />;
}

interface Props {
  config: MountConfig;
  /** Told when a form is opened or left, so that a page can keep its address in step. */
  onForm?: (form: string | null) => void;
}

function Views({ config, onForm }: Props): ReactElement {
  const [route, setRoute] = useState<Route>(config.form ? { form: config.form, mode: "auto" } : null);
  const now = useNow();
  const go = (next: Route): void => {
    // While the screen is on its way, so is what it shows.
    if (next) askEarly(config, next.form);
    setRoute(next);
    onForm?.(next?.form ?? null);
  };
  if (route) return <OneForm key={route.form} config={config} form={route.form} mode={route.mode} now={now} onBack={() => go(null)} />;
  return <List config={config} now={now} onOpen={(form, mode) => go({ form, mode })} />;
}

export function App(props: Props): ReactElement {
  const { type, id } = props.config;
  return (
    <section className="of of-panel" aria-label={t("Forms")}>
      {/* What failed for one object says nothing about another. */}
      <Boundary key={`${type}:${id}`}>
        <Views {...props} />
      </Boundary>
    </section>
  );
}
