# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying a file of policies. For the groups that it names, the file is the whole truth."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from omero_forms.domain.errors import FormsError
from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.changes import PolicyChange, PolicySource, lines_of
from omero_forms.domain.policies.files import WrittenPolicy, parse_policies, resolve
from omero_forms.domain.records.acts import Via
from omero_forms.domain.refs import policy_stream
from omero_forms.domain.yaml_text import ReadFile
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.identity import refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.models import Form, PolicyRow
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.policies.change import Step, begin, leaving
from omero_forms.services.policies.check import Wanted, check_forms, refuse
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.gate import check_site
from omero_forms.services.records.project import project


@dataclass(slots=True)
class Applied:
    """What applying a file did; each entry is "name (group)"."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    """Made in the browser, and in the file in the same terms: what they require stays, and the file keeps them now"""

    @property
    def is_change(self) -> bool:
        """Whether anything else is required now than before."""
        return bool(self.created or self.changed or self.ended)


def apply_policies(
    user: UserSession, data: object, *, sources: Sequence[PolicySource] | None = None, via: Via = Via.COMMAND
) -> Applied:
    """Make the policies of the groups in `data` exactly those of `data`. Applied again it changes nothing.

    `data` is what a YAML or JSON reader made of the file (shape: `domain.policies.files`), and `sources` what of the
    file is kept with each of its policies. A policy of such a group that is not in it any more ends; other groups'
    policies stay.

    Raises:
        FormsError: `policy_invalid` with a pointer for every problem; `forbidden` unless the user owns
            all of the groups or may change any; `other_database`; `site_differs`. Nothing is changed then.
    """
    refuse_other_server(user.server_uuid)
    check_site()
    written = parse_policies(data)
    with omero_calls():
        everybody = directory.people(user)
        seen = directory.groups(user, known=everybody)
    groups = {group.name: group.id for group in seen}
    people = {person.name: person.id for person in everybody}
    wanted = _resolved(written, groups, people, {group.id for group in seen if never_counts(group)})
    capacities = {one.terms.group_id: require_group_owner(user, one.terms.group_id) for one in wanted}
    names = {group_id: name for name, group_id in groups.items()}
    applied = Applied()

    def decide() -> list[tuple[str, Decision]]:
        nonlocal applied
        check_forms(wanted)
        applied, steps = _steps(wanted, names, sources)
        return [one.decision(user, capacities[one.terms.group_id]) for one in steps]

    if wanted:
        append_entries(user, [policy_stream(one) for one in capacities], decide, via=via, beside=project)
    return applied


def sources_of(text: str, file: ReadFile) -> list[PolicySource]:
    """What is kept of a file with each of its policies."""
    entries = file.data.get("policies") if isinstance(file.data, dict) else None
    count = len(entries) if isinstance(entries, list) else 0
    lines = [file.place_of(f"/policies/{index}") for index in range(count)]
    starts = [place[0] for place in lines if place is not None]
    others = [place[0] for pointer, place in file.places.items() if pointer.count("/") == 1]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return [PolicySource(one, sha256, index) for index, one in enumerate(lines_of(text, starts, others))]


def _resolved(
    written: Sequence[WrittenPolicy], groups: Mapping[str, int], people: Mapping[str, int], never: Collection[int]
) -> list[Wanted]:
    """With ids instead of names. Raises `policy_invalid` naming the problems of all policies.

    `groups` and `people` are ids by name, `never` those of groups in which nothing can be required.
    """
    # A retired form's name is free for another one, which is then meant.
    rows = sorted(Form.objects.all(), key=lambda form: form.state == FormState.PUBLISHED)
    forms = {form.name: form.id for form in rows}
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
            problems.append(found.problem(("group",), f"{NEVER_COUNTS} Nothing can be required there."))
        # A group may be written by name in one place and by id in another.
        if (group_id, name) in seen:
            problems.append(found.problem(("name",), "The group has two policies with this name."))
        seen.add((group_id, name))
        wanted.append(found)
    refuse(problems)
    return wanted


def _steps(
    wanted: Sequence[Wanted], names: Mapping[int, str], sources: Sequence[PolicySource] | None
) -> tuple[Applied, list[Step]]:
    """What is to be done, and what it will have done."""
    applied, steps, kept = Applied(), [], []
    rows = PolicyRow.objects.filter(group_id__in={one.terms.group_id for one in wanted})
    there = {(row.group_id, row.name): row for row in rows.select_for_update().order_by("group_name", "name")}
    for index, one in enumerate(wanted):
        group_name = names[one.terms.group_id]
        row = there.get((one.terms.group_id, one.terms.name))
        step = Step(
            change=PolicyChange.MADE if row is None else PolicyChange.CHANGED,
            row=row,
            terms=begin(one.terms, row),
            group_name=group_name,
            source=sources[index] if sources else None,
        )
        called = f"{one.terms.name} ({group_name})"
        if row is None:
            applied.created.append(called)
            steps.append(step)
            continue
        kept.append(row.pk)
        changed = row.ended_at is not None or step.changed(row).keys()
        if not changed:
            applied.unchanged.append(called)
            continue
        (applied.taken_over if changed == {"source"} else applied.changed).append(called)
        steps.append(step)
    for row in there.values():
        if row.pk not in kept and row.ended_at is None:
            applied.ended.append(f"{row.name} ({row.group_name})")
            steps.append(leaving(row, PolicyChange.ENDED))
    return applied, steps
