// SPDX-License-Identifier: AGPL-3.0-or-later
/** One policy: its sentence with a control for each part, what it would do, and the buttons that make it hold. */
import { Fragment, useCallback, useEffect, useState, type ReactElement } from "react";
import type { ApiError } from "../shared/api/client";
import { Choice } from "../shared/Choice";
import { Crumbs } from "../shared/Crumbs";
import { Dialog } from "../shared/Dialog";
import { Banner, NotLoaded } from "../shared/parts";
import { ReasonField } from "../shared/ReasonField";
import { Refused } from "../shared/Refused";
import { rich } from "../shared/rich";
import { t, tn } from "../shared/texts";
import type { FormRow, Group, Person, Policies, PolicyHistory, PolicyView, SitePolicy } from "../shared/types";
import { useAsk } from "../shared/useAsk";
import { useOpened } from "../shared/useOpened";
import { amount, dayOf, moment, plainDate, shown } from "../shared/words";
import { usePolicies } from "./api";
import { CampaignOf } from "./CampaignOf";
import { Conflict, staleOf } from "./Conflict";
import { groupsOf, historyOf, policyOf } from "./many";
import { nameOfForm as nameIn, originWords, stateWords } from "./PolicyRows";
import { PreviewPane } from "./PreviewPane";
import { Sentence, type Problems } from "./Sentence";
import { changedTerms, holdingIn, newTerms, NO_GROUP, partOf, partWords, same, sentence, termsOf, type Part, type Terms } from "./terms";

interface Props {
  base: string;
  /** Null for a policy of several groups. */
  group: Group | null;
  /** That policy itself, as the API tells it. */
  site?: SitePolicy | null;
  list: Policies;
  /** Null for a new policy. */
  history: PolicyHistory | null;
  go: (search: string) => void;
  reload: () => void;
}

function problemsOf(fault: ApiError | null): Problems {
  const found: Problems = {};
  for (const { pointer, message } of fault?.detailsOf("policy_invalid")?.problems ?? []) {
    const part = partOf(pointer);
    found[part] = [...(found[part] ?? []), message];
  }
  return found;
}

function History({ history }: { history: PolicyHistory }): ReactElement {
  const now = new Date();
  return (
    <section className="of-card" aria-labelledby="of-history">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-history">
          {t("What was done to it")}
        </h2>
        <span className="of-small of-muted">
          {t("newest first, {here} of {all}", { here: amount(history.events.length), all: amount(history.of) })}
        </span>
      </div>
      <ul className="of-card__body of-stack of-stack--2">
        {history.events.map((event, index) => (
          <li key={`${event.at} ${index}`}>
            {t("{when}: {who} {what}", { when: moment(event.at, now), who: shown(event.who), what: shown(event.what) })}
          </li>
        ))}
        {history.events.length === 0 && <li>{t("Nothing is known of it.")}</li>}
      </ul>
    </section>
  );
}

/** It is read here, and changed elsewhere or by others. */
function ReadOnly({ policy, terms, list, name }: { policy: PolicyView; terms: Terms; list: Policies; name: (id: string) => string }): ReactElement {
  const { source } = policy;
  return (
    <section className="of-card" aria-labelledby="of-says">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-says">
          {t("What is required")}
        </h2>
      </div>
      <div className="of-card__body of-stack of-stack--3">
        <p className="of-sentence">{sentence(terms, policy.group.name, name, list.groups, list.members)}</p>
        {source ? (
          <>
            <Banner kind="info" title={t("This policy is kept in a file")}>
              <p>{t("Change it there, and have the file applied again with “omero-forms policy apply”.")}</p>
            </Banner>
            <pre className="of-mail" tabIndex={0} aria-label={t("Its lines in the file")}>
              {source.text}
            </pre>
            <p className="of-small of-muted">{t("SHA-256 of the whole file as it was last applied: {digest}", { digest: source.sha256 })}</p>
          </>
        ) : (
          <p>
            {policy.origin === "site"
              ? t("Admins made it for several groups, and change it for all of them. Policies of the group’s own stand beside it.")
              : terms.groups === undefined
                ? t("Owners of the group change it, and admins who may change groups.")
                : t("Admins who may change groups change it.")}{" "}
            {policy.site_policy !== null && <a href={`?many=${policy.site_policy}`}>{t("The policy for all of them")}</a>}
          </p>
        )}
      </div>
    </section>
  );
}

/** Of which forms there are, what the policy itself names is known anyway. */
function useForms(group: Group | null): [FormRow[], ApiError | null, () => void] {
  const { api, guard } = usePolicies();
  const id = group?.id ?? null;
  const load = useCallback(() => guard(id === null ? api.forms() : api.groupForms(id).then((found) => found.forms)), [api, guard, id]);
  const [loaded, reload] = useOpened(load);
  return [loaded.state === "ready" ? loaded.value : [], loaded.state === "failed" ? loaded.error : null, reload];
}

const ENDING = {
  end: { title: t("End this policy?"), action: t("End it"), said: t("Nothing is required by it any more, and its findings close. It stays here, and can be switched on again.") },
  archive: { title: t("Put this policy away?"), action: t("Put it away"), said: t("It ends, and is only shown among those that have ended. Its history stays.") },
} as const;

function Why({ id, why, onWhy }: { id: string; why: string; onWhy: (why: string) => void }): ReactElement {
  return <ReasonField id={id} label={t("Why?")} note={t("not required")} help={t("Members see it nowhere. It is kept with the change in the records that auditors read.")} reason={why} onReason={onWhy} />;
}

/** Where one for several groups holds, and where not though it could. */
function Holding({ site }: { site: SitePolicy }): ReactElement {
  return (
    <section className="of-card" aria-labelledby="of-holds">
      <div className="of-card__head">
        <h2 className="of-h2" id="of-holds">
          {t("Where it holds")}
        </h2>
        <span className="of-count">{amount(site.shares.length)}</span>
      </div>
      <div className="of-card__body of-stack of-stack--2">
        {site.left_out.map(({ group, why }) => (
          <p key={group.id}>{rich(t("Not in {group}: {why}"), { group: <b>{shown(group.name)}</b>, why })}</p>
        ))}
        <p>
          {site.shares.map(({ policy, group }, index) => (
            <Fragment key={group.id}>
              {index > 0 && ", "}
              <a href={`?policy=${policy}`}>{shown(group.name)}</a>
            </Fragment>
          ))}
          {site.shares.length === 0 && t("In no group.")}
        </p>
      </div>
    </section>
  );
}

/** What it would do in one of the groups after the other, of those in which it could hold today. */
function PreviewOfGroups({ terms, groups, isOfSome, site }: { terms: Terms; groups: readonly Group[]; isOfSome: boolean; site: SitePolicy | null }): ReactElement | false {
  const [chosen, setChosen] = useState("");
  const group = groups.find(({ id }) => String(id) === chosen) ?? groups[0];
  if (!group) return isOfSome && <p className="of-muted">{t("All of its forms are offered to none of these groups, so there is nothing to preview.")}</p>;
  const own = site?.shares.find((share) => share.group.id === group.id)?.policy ?? null;
  return (
    <>
      <Choice id="of-p-tried" label={t("Preview in the group")} value={group.id} options={groups.map(({ id, name }) => [id, shown(name)] as const)} onChange={setChosen} />
      <PreviewPane key={group.id} group={group} terms={terms} policy={own} site={site?.id ?? null} />
    </>
  );
}

export function Editor({ base, group, site: opened = null, list: given, history, go, reload }: Props): ReactElement {
  const [known, setKnown] = useState(history);
  const policy = known?.policy ?? null;
  const { api, guard } = usePolicies();
  const { busy, failed, ask, forget } = useAsk();
  const [forms, formsFault, reloadForms] = useForms(group);
  const [site, setSite] = useState(opened);
  const [found, setFound] = useState<Person[]>([]);
  const list = { ...given, members: [...new Map([...given.members, ...found].map((one) => [one.id, one])).values()] };
  const [first, setFirst] = useState<Terms>(() => (policy ? termsOf(policy) : { ...newTerms(), ...(group === null && { groups: "all" as const }) }));
  const [terms, setTerms] = useState<Terms>(first);
  const [number, setNumber] = useState(policy?.number ?? 0);
  const [ending, setEnding] = useState<keyof typeof ENDING | null>(null);
  const [done, setDone] = useState("");
  const [why, setWhy] = useState("");
  const [whyEnded, setWhyEnded] = useState("");
  const isChanged = !same(first, terms);
  const holds = policy !== null && policy.ended_at === null;
  const isOfGroup = group !== null;

  useEffect(() => {
    if (!isChanged) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged]);

  const policyId = policy?.id ?? null;
  // Beside what is typed here, which stays. Where it cannot be read, what is known stays, too.
  const readAgain = useCallback(() => {
    if (policyId !== null) guard(isOfGroup ? api.policy(policyId) : api.sitePolicy(policyId).then(historyOf)).then(setKnown, () => undefined);
  }, [api, guard, policyId, isOfGroup]);
  const isStale = failed?.code === "stale_policy";
  useEffect(() => {
    if (isStale) readAgain();
  }, [isStale, readAgain]);

  const name = (id: string): string => forms.find((form) => form.form === id)?.name ?? nameIn(policy)(id);
  const words = (of: Terms, part: Part): string => partWords(part, of, { nameOfForm: name, members: list.members, groups: list.groups, most: list.groups.length });

  const save = async (): Promise<void> => {
    setDone("");
    if (policy === null) {
      const made = await ask(() => (group === null ? api.makeForMany(terms) : api.make(group.id, terms)));
      if (made) {
        setFirst(terms);
        go(`?${group === null ? "many" : "policy"}=${made.id}`);
      }
      return;
    }
    const saved = await ask(async () => {
      if (group !== null) return api.change(policy.id, number, terms, why.trim());
      const told = await api.changeForMany(policy.id, number, terms, why.trim());
      setSite(told);
      return policyOf(told);
    });
    if (!saved) return;
    setWhy("");
    setNumber(saved.number);
    setFirst(termsOf(saved));
    setTerms(termsOf(saved));
    setDone(holds ? t("The changes hold from now on.") : t("The policy holds again."));
    setKnown((was) => was && { ...was, policy: saved });
    readAgain();
  };
  const leave = async (how: keyof typeof ENDING): Promise<void> => {
    if (policy === null) return;
    setEnding(null);
    const left = await ask(() => (group === null ? api.leaveForMany(how, policy.id, number, whyEnded.trim()) : api[how](policy.id, number, whyEnded.trim())));
    if (left) reload();
  };
  const many = groupsOf(terms, list.groups);
  const stale = staleOf(failed);
  const problems = problemsOf(failed);
  const mayWrite = policy === null || (policy.may_change && policy.origin === "browser");
  const switchOn = terms.start === undefined ? t("Switch on") : t("Switch on from {day}", { day: dayOf(plainDate(terms.start)) });
  const verb = policy === null ? switchOn : holds ? t("Save changes") : t("Switch on again");
  return (
    <>
      <div className="of-head">
        <div className="of-head__text">
          <Crumbs
            above={[[`${base}policies/`, t("Policies")], ...(group === null ? [] : [[`${base}policies/?group=${group.id}`, shown(group.name)] as [string, string]])]}
            here={policy === null ? t("New policy") : shown(policy.name)}
          />
          <h1 className="of-h1">{policy === null ? t("New policy") : shown(policy.name)}</h1>
          <p className="of-lede">
            {policy === null ? t("It asks nothing of anybody until you switch it on.") : t("{state}. {origin}, changed {when}.", { state: stateWords(policy), origin: originWords(policy), when: moment(policy.changed_at, new Date()) })}
          </p>
        </div>
      </div>
      {group !== null && policy !== null && termsOf(policy).deadline !== undefined && <CampaignOf policy={policy} base={base} />}
      {formsFault && <NotLoaded what={group === null ? t("The forms") : t("The forms of the group")} error={formsFault} onRetry={reloadForms} />}
      {stale && (
        <Conflict
          stale={stale}
          mine={terms}
          words={words}
          hasEnded={!holds}
          onMine={() => {
            setNumber(stale.number);
            setFirst(stale.terms);
            forget();
          }}
          onTheirs={() => {
            setNumber(stale.number);
            setFirst(stale.terms);
            setTerms(stale.terms);
            forget();
          }}
        />
      )}
      {policy !== null && !mayWrite ? (
        <ReadOnly policy={policy} terms={terms} list={list} name={name} />
      ) : (
        <form
          className="of-card"
          aria-labelledby="of-says"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div className="of-card__head">
            <h2 className="of-h2" id="of-says">
              {t("What is required")}
            </h2>
          </div>
          <div className="of-card__body of-stack of-stack--3">
            <div className="of-field" data-invalid={problems.name ? "" : undefined}>
              <label className="of-label" htmlFor="of-p-name">
                {t("Name")}
              </label>
              <input
                className="of-input"
                id="of-p-name"
                value={terms.name}
                aria-invalid={problems.name ? true : undefined}
                aria-describedby={problems.name ? "of-problem-name" : undefined}
                onKeyDown={(event) => {
                  // Enter would send the form, which switches the policy on.
                  if (event.key === "Enter") event.preventDefault();
                }}
                onChange={(event) => setTerms({ ...terms, name: event.target.value })}
              />
            </div>
            <Sentence
              base={base}
              group={group ?? NO_GROUP}
              groups={list.groups}
              terms={terms}
              forms={forms}
              members={list.members}
              problems={problems}
              nameOfForm={name}
              onPeople={(people) => setFound((was) => [...was, ...people])}
              onChange={(changed) => setTerms((was) => changedTerms(was, changed))}
            />
            {policy !== null && (isChanged || !holds) && <Why id="of-p-why" why={why} onWhy={setWhy} />}
            {failed && !stale && failed.code !== "policy_invalid" && (
              <Refused what={t("That could not be done")} error={failed} />
            )}
            {Object.keys(problems).length > 0 && (
              <p className="of-error" role="alert">
                {tn("{n} part needs a look before it can be switched on.", "{n} parts need a look before it can be switched on.", Object.values(problems).flat().length)}
              </p>
            )}
            <p className={done ? "of-small" : "of-hidden"} role="status">
              {done}
            </p>
          </div>
          <div className="of-card__foot">
            <button type="submit" className="of-btn of-btn--primary" disabled={busy || (holds && !isChanged)}>
              {verb}
            </button>
            {isChanged && policy !== null && (
              <button type="button" className="of-btn" disabled={busy} onClick={() => setTerms(first)}>
                {t("Undo changes")}
              </button>
            )}
            {holds && (
              <button type="button" className="of-btn" disabled={busy} onClick={() => setEnding("end")}>
                {t("End…")}
              </button>
            )}
            {policy !== null && policy.state !== "archived" && (
              <button type="button" className="of-btn" disabled={busy} onClick={() => setEnding("archive")}>
                {t("Put away…")}
              </button>
            )}
            <span className="of-small of-muted">{t("It can be ended at any time; all of it is in the history, with your name.")}</span>
          </div>
        </form>
      )}
      {ending && (
        <Dialog title={ENDING[ending].title} action={ENDING[ending].action} busy={busy} onAction={() => void leave(ending)} onClose={() => setEnding(null)}>
          <p>{ENDING[ending].said}</p>
          <Why id="of-p-why-end" why={whyEnded} onWhy={setWhyEnded} />
        </Dialog>
      )}
      {mayWrite && group !== null && <PreviewPane group={group} terms={terms} policy={policy?.id ?? null} />}
      {mayWrite && group === null && <PreviewOfGroups terms={terms} groups={holdingIn(terms, many, forms)} isOfSome={forms.length > 0 && many.length > 0} site={site} />}
      {site !== null && site.ended_at === null && <Holding site={site} />}
      {known && <History history={known} />}
    </>
  );
}
