# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying a file of policies. For the groups that it names, the file is the whole truth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from omero_forms.conf import conf
from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.applied import Applied, AppliedPolicy, What
from omero_forms.domain.policies.changes import PolicyChange, PolicySource, differences, lines_of
from omero_forms.domain.policies.files import WrittenPolicy, base_of, parse_policies
from omero_forms.domain.policies.resolve import resolve
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import policy_stream
from omero_forms.domain.texts import t
from omero_forms.domain.yaml_text import ReadFile
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import PolicyRow
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.selectors.policies import as_domain
from omero_forms.selectors.policy_files import Called, form_ids
from omero_forms.services.access.permissions import may_offer_to, require_group_owner
from omero_forms.services.policies.change import Step, begin, begin_on, last_change, leaving, overwritten, own_policies
from omero_forms.services.policies.check import Wanted, check_days, check_forms, check_rings, refuse
from omero_forms.services.policies.site_wide import SiteWide, streams_of_site_policies, wanted_site_policies
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.project import project


def apply_policies(
    user: UserSession,
    data: object,
    *,
    sources: Sources | None = None,
    preview: bool = False,
    overwrite: bool = False,
    via: Via = Via.COMMAND,
) -> Applied:
    """Make the policies of the groups in `data` exactly those of `data`. Applied again it changes nothing.

    `data` is what a YAML or JSON reader made of the file (shape: `domain.policies.files`), and `sources` what of the
    file is kept with each of its policies. A policy of such a group that is not in it any more ends; other groups'
    policies stay, and so do site-wide ones unless the file speaks of them. A `preview` checks all of it, says what
    would be done, and writes nothing.

    What was made, changed or ended in the browser, and neither is what the file says nor was seen by who exported it,
    is changed or ended only with `overwrite`.

    Raises:
        FormsError: `policy_invalid` with a pointer for every problem, also for each group that the user neither owns
            nor may change as an admin; `forbidden` for site-wide policies of others;
            `other_database`; `site_differs`. Nothing is changed then.
    """
    refuse_other_server(user.server_uuid)
    check_site()
    written = parse_policies(data)
    with omero_calls():
        everybody = directory.people(user)
        seen = directory.groups(user, known=everybody)
    forms = form_ids()
    groups, called = {group.name: group.id for group in seen}, Called.by(seen, everybody, forms)
    people = {person.name: person.id for person in everybody}
    usable = {group.id: group.name for group in seen if not never_counts(group)}
    wanted = _resolved(written, groups, forms, people, set(groups.values()) - usable.keys())
    of_site = wanted_site_policies(
        user, data, groups=groups, forms=forms, people=people, sources=sources.site_policies if sources else ()
    )
    sha256 = sources.sha256 if sources else None
    site_wide = SiteWide(user, usable, called, sha256)
    theirs = t(
        "You do not own this group, so you cannot change it. Ask one of its owners, or leave it out of the file."
    )
    refuse([one.problem(("group",), theirs) for one in wanted if not may_offer_to(user, one.terms.group_id)])
    capacities = {one.terms.group_id: require_group_owner(user, one.terms.group_id) for one in wanted}
    names = {group_id: name for name, group_id in groups.items()}
    applied = Applied()

    def decide() -> list[tuple[str, Decision]]:
        nonlocal applied
        check_forms(wanted)
        shares = PolicyRow.objects.exclude(site_policy=None)
        if of_site is None:
            check_rings(wanted, shares)
        else:
            others = PolicyRow.objects.filter(site_policy=None).exclude(group_id__in=capacities)
            check_rings([*wanted, *site_wide.wanted_shares(of_site)], others, usable)
        own, steps = _steps(wanted, names, sources, called)
        entries = [] if preview else [one.decision(user, capacities[one.terms.group_id]) for one in steps]
        if of_site is not None:
            site, more = site_wide.decide(of_site, tells=not preview)
            own, entries = [*own, *site], [*more, *entries]
        seen = base_of(data)
        applied = Applied([replace(one, overwrites=None) if one.overwrites in seen else one for one in own])
        if sources is not None and not overwrite:
            _refuse_overwriting(applied.overwriting)
        return entries

    streams = {policy_stream(one) for one in capacities}
    if of_site is not None:
        streams.update(streams_of_site_policies(usable))
    if streams and preview:
        with short_write():
            decide()
    elif streams:
        append_entries(user, streams, decide, via=via, beside=project)
    return applied


def _refuse_overwriting(policies: Sequence[AppliedPolicy]) -> None:
    """Raise `policy_invalid` if there are any: each with when and by whom that was done which would be lost."""
    problems = []
    for one in policies:
        assert one.last is not None  # noqa: S101  (what was done was done at some time)
        at = one.last.at.astimezone(conf().zone)
        said = t(
            "“{policy}” was last changed in the browser, on {day} at {time} by {person}. The file would undo that.",
            policy=str(one),
            day=at.date(),
            time=f"{at:%H:%M}",
            person=t("the service") if one.last.by is None else one.last.by.name,
        )
        problems.append({"pointer": join_pointer(one.path), "message": said})
    if problems:
        message = t(
            "What was done in the browser would be lost. Nothing was changed. See what differs by policy diff; then go "
            "on from a new export, or apply the file with --overwrite."
        )
        raise error("policy_invalid", message=message, details={"problems": problems})


@dataclass(frozen=True, slots=True)
class Sources:
    """What is kept of a file with each of its policies, in their order; `sha256` is that of the whole file."""

    sha256: str
    policies: Sequence[PolicySource]
    site_policies: Sequence[PolicySource] = ()


def sources_of(text: str, file: ReadFile, sha256: str) -> Sources:
    """Those of a file that was read; the hash is that of its bytes."""

    def of(section: str) -> list[PolicySource]:
        entries = file.data.get(section) if isinstance(file.data, dict) else None
        count = len(entries) if isinstance(entries, list) else 0
        places = [file.place_of(f"/{section}/{index}") for index in range(count)]
        lines = lines_of(text, [place[0] for place in places if place is not None])
        return [PolicySource(one, sha256, index) for index, one in enumerate(lines)]

    return Sources(sha256, of("policies"), of("site_policies"))


def _resolved(
    written: Sequence[WrittenPolicy],
    groups: Mapping[str, int],
    forms: Mapping[str, str],
    people: Mapping[str, int],
    never: Collection[int],
) -> list[Wanted]:
    """With ids instead of names. Raises `policy_invalid` naming the problems of all policies.

    `groups`, `forms` and `people` are ids by name, `never` those of groups in which nothing can be required.
    """
    problems: list[dict[str, str]] = []
    wanted: list[Wanted] = []
    seen: set[tuple[int, str]] = set()
    for index, policy in enumerate(written):
        try:
            found = Wanted(resolve(policy, groups=groups, forms=forms, people=people, index=index), ("policies", index))
        except FormsError as problem:
            problems.extend(problem.details["problems"])
            continue
        group_id, name = found.terms.group_id, found.terms.name
        if group_id in never:
            problems.append(found.problem(("group",), t("{why} Nothing can be required there.", why=t(NEVER_COUNTS))))
        # A group may be written by name in one place and by id in another.
        if (group_id, name) in seen:
            problems.append(found.problem(("name",), t("The group has two policies with this name.")))
        seen.add((group_id, name))
        wanted.append(found)
    refuse(problems)
    return wanted


def _steps(
    wanted: Sequence[Wanted], names: Mapping[int, str], sources: Sources | None, called: Called
) -> tuple[list[AppliedPolicy], list[Step]]:
    """What is to be done, and what it will have done."""
    applied: list[AppliedPolicy] = []
    steps: list[Step] = []
    begun: list[Wanted] = []
    rows = own_policies(*(one.terms.group_id for one in wanted))
    there = {(row.group_id, row.name): row for row in rows.select_for_update().order_by("group_name", "name")}
    sha256 = sources.sha256 if sources else None
    for index, one in enumerate(wanted):
        row = there.pop((one.terms.group_id, one.terms.name), None)
        step = Step(
            change=PolicyChange.MADE if row is None else PolicyChange.CHANGED,
            row=row,
            terms=begin(one.terms, row) if row is None or row.result is None else begin_on(one.terms, row.start),
            group_name=names[one.terms.group_id],
            source=sources.policies[index] if sources else None,
        )
        entry = replace(_entry(step, called, sha256), path=one.path)
        applied.append(entry)
        begun.append(replace(one, terms=step.terms))
        # Records follow what a group is called, which changes nothing that is required.
        if entry.what is not What.UNCHANGED or (row is not None and row.ended_at is None and step.changed(row)):
            steps.append(step)
    check_days(begun)
    for row in there.values():
        if row.ended_at is None:
            steps.append(leaving(row, PolicyChange.ENDED))
            last = last_change(row, policy_stream(row.group_id), sha256)
            done = AppliedPolicy(row.name, row.group_name, What.ENDED, last=last, path=("policies",))
            applied.append(replace(done, overwrites=overwritten(row, as_domain(row))))
    return applied, steps


def _entry(step: Step, called: Called, sha256: str | None) -> AppliedPolicy:
    row, named = step.row, partial(AppliedPolicy, step.terms.name, step.group_name)
    if row is None:
        return named(What.CREATED)
    # A campaign that is over has a result: it stays put away as long as its terms are the same.
    if row.ended_at is None or row.result is not None:
        is_taken_over = row.source is None and step.source is not None and row.ended_at is None
        if not step.changes_terms(row):
            return named(What.TAKEN_OVER if is_taken_over else What.UNCHANGED)
    differing = differences(called.words(as_domain(row)), called.words(step.terms))
    last = last_change(row, policy_stream(row.group_id), sha256)
    return named(What.CHANGED, differing, last, overwrites=overwritten(row, as_domain(row)))
