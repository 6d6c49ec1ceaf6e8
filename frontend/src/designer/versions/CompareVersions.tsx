// SPDX-License-Identifier: AGPL-3.0-or-later
import { useCallback, useEffect, useRef, useState, type ReactElement } from "react";
import { Choice } from "../../shared/Choice";
import { Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { t } from "../../shared/texts";
import type { FormChange, VersionRow, VersionText } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { Card } from "../Card";
import { FoldedJson } from "../compare/FoldedJson";
import { Sentences } from "../compare/Sentences";

interface Compared {
  changes: FormChange[];
  before: VersionText;
  after: VersionText;
}

const side = ({ number, schema, ui_schema }: VersionText) => ({ name: t("Version {number}", { number }), schema, uiSchema: ui_schema });

function Difference({ form, from, to }: { form: string; from: number; to: number }): ReactElement {
  const { api, guard, returned } = useDesigner();
  const load = useCallback(async (): Promise<Compared> => {
    const [changes, before, after] = await Promise.all([
      guard(api.formChanges(form, from, to)),
      guard(api.formVersion(form, from)),
      guard(api.formVersion(form, to)),
    ]);
    return { changes, before, after };
  }, [api, guard, form, from, to]);
  const [loaded, reload] = useLoaded(load, returned);
  if (loaded.state === "loading") return <Loading>{t("Comparing version {from} with version {to}…", { from, to })}</Loading>;
  if (loaded.state === "failed") return <NotLoaded what={t("The comparison")} error={loaded.error} onRetry={reload} />;
  const { changes, before, after } = loaded.value;
  const isSame = before.schema === after.schema && before.ui_schema === after.ui_schema;
  return (
    <>
      <Sentences changes={changes} />
      {changes.length === 0 && <p>{isSame ? t("Both say the same.") : t("No question differs. What is written in another way stands in the JSON below.")}</p>}
      {!isSame && <FoldedJson before={side(before)} after={side(after)} />}
    </>
  );
}

interface Props {
  form: string;
  /** Newest first; at least two. */
  versions: readonly VersionRow[];
  /** What was asked for in the history. */
  pair: { from: number; to: number } | null;
}

/** What differs between any two versions. */
export function CompareVersions({ form, versions, pair }: Props): ReactElement {
  const newest = versions[0]?.number ?? 1;
  const [from, setFrom] = useState(pair?.from ?? versions[1]?.number ?? 1);
  const [to, setTo] = useState(pair?.to ?? newest);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!pair) return;
    place.current?.scrollIntoView({ block: "nearest" });
    place.current?.focus({ preventScroll: true });
  }, [pair]);
  const options = versions.map(({ number }) => [number, t("Version {number}", { number })] as const);
  return (
    <Card title={t("Compare two versions")}>
      <div className="of-filters" ref={place} tabIndex={-1}>
        <Choice id="of-v-from" label={t("From")} value={from} options={options} onChange={(value) => setFrom(Number(value))} />
        <Choice id="of-v-to" label={t("To")} value={to} options={options} onChange={(value) => setTo(Number(value))} />
      </div>
      {from === to ? <p className="of-muted">{t("Choose two different versions.")}</p> : <Difference form={form} from={from} to={to} />}
    </Card>
  );
}
