// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which forms a group is offered, for which types of objects. For owners of the group. */
import { useCallback, useRef, useState, type ReactElement } from "react";
import type { ApiError } from "../../shared/api/client";
import { Empty, Loading, NotLoaded } from "../../shared/parts";
import { useDesigner } from "../api";
import { rich } from "../../shared/rich";
import { t, tn } from "../../shared/texts";
import type { FormRow, GroupCopies, GroupForms } from "../../shared/types";
import { useLoaded } from "../../shared/useLoaded";
import { useOpened } from "../../shared/useOpened";
import { amount, shown } from "../../shared/words";
import { typesOffered } from "../offers/offers";
import { Crumbs } from "../parts";
import type { ScreenProps } from "../screens";
import { OfferForm } from "./OfferForm";
import { Offered } from "./Offered";

interface Copies {
  /** As they were last known: null for who may not have any remade, and until that is known. */
  copies: GroupCopies | null;
  fault: ApiError | null;
  reload: () => void;
}

/** The copies of the group that can be remade; asked for anew once `offered` changes. */
function useCopies(group: number, mayOffer: boolean, offered: string): Copies {
  const { api, guard } = useDesigner();
  const load = useCallback(async () => (mayOffer ? guard(api.groupCopies(group)) : null), [api, guard, group, mayOffer]);
  const [loaded, reload] = useLoaded(load, offered);
  const last = useRef<GroupCopies | null>(null);
  if (loaded.state === "ready") last.current = loaded.value;
  // Admins with restrictions may not, and the page is whole without it.
  const fault = loaded.state === "failed" && loaded.error.code !== "forbidden" ? loaded.error : null;
  return { copies: last.current, fault, reload };
}

function Loaded({ base, found }: { base: string; found: GroupForms }): ReactElement {
  const { group, may_offer: mayOffer } = found;
  const [forms, setForms] = useState(found.forms);
  /** What was last done, said once. */
  const [done, setDone] = useState("");
  const take = (changed: FormRow, said: string): void => {
    setForms((was) => was.map((form) => (form.form === changed.form ? changed : form)));
    setDone(said);
  };
  const offered = forms.filter((form) => typesOffered(form, group.id).length > 0);
  const { copies, fault, reload } = useCopies(group.id, mayOffer, offered.map(({ form }) => form).join(" "));
  const name = shown(group.name);
  return (
    <>
      <Crumbs base={base} here={t("Group {name}", { name })} />
      <div className="of-head">
        <div className="of-head__text">
          <h1 className="of-h1">{t("Forms of the group {name}", { name })}</h1>
          <p className="of-lede">
            {offered.length === 0
              ? t("No form is offered to this group.")
              : tn("{n} form is offered to this group.", "{n} forms are offered to this group.", offered.length)}{" "}
            {t("What is offered appears beside the group’s objects in OMERO.web, for its members to fill in.")}
          </p>
        </div>
      </div>
      <p className={done ? "of-small" : "of-hidden"} role="status">
        {done}
      </p>
      <section className="of-card" aria-labelledby="of-g-offered">
        <div className="of-card__head">
          <h2 className="of-h2" id="of-g-offered" tabIndex={-1}>
            {t("Offered")}
          </h2>
          <span className="of-count">{amount(offered.length)}</span>
        </div>
        {offered.length === 0 ? (
          <Empty icon="form" level={2} title={t("{name} has no forms yet", { name })}>
            <p>{mayOffer ? t("Choose one below, and what it is for.") : t("An owner of the group, or an admin, can offer it some.")}</p>
          </Empty>
        ) : (
          <Offered base={base} group={group} forms={offered} mayOffer={mayOffer} copies={copies} onChange={take} />
        )}
        {fault && (
          <div className="of-card__body">
            <NotLoaded what={t("The layout of the copies")} error={fault} onRetry={reload} />
          </div>
        )}
      </section>
      {mayOffer && <OfferForm base={base} group={group} forms={forms} onChange={take} />}
    </>
  );
}

export function GroupScreen({ base, of }: ScreenProps): ReactElement {
  const { api, guard } = useDesigner();
  const load = useCallback(() => guard(api.groupForms(Number(of))), [api, guard, of]);
  const [loaded, reload] = useOpened(load);
  if (loaded.state === "loading") return <Loading>{t("Loading the forms of the group…")}</Loading>;
  if (loaded.state === "failed") {
    const { code } = loaded.error;
    if (code !== "not_found" && code !== "forbidden") return <NotLoaded what={t("The forms of the group")} error={loaded.error} onRetry={reload} />;
    return (
      <div className="of-card">
        <Empty icon="form" level={1} title={t("There is no such group among yours")}>
          <p>
            {rich(t("Owners of a group decide which forms it is offered. Go to <a>all forms</a>."), { a: (inside) => <a href={`${base}designer/`}>{inside}</a> })}
          </p>
        </Empty>
      </div>
    );
  }
  return <Loaded base={base} found={loaded.value} />;
}
