# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying a file of policies. For the groups that it names, the file is the whole truth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.events import EventName
from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.files import WrittenPolicy, parse_policies, resolve
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.selectors import as_words
from omero_forms.domain.refs import assignment_stream, form_stream
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import day_of
from omero_forms.kit.identity import hold_site, refuse_other_server
from omero_forms.kit.omero import omero_calls
from omero_forms.kit.transactions import short_write
from omero_forms.models import AskedForm, Assignment, Form, PolicyRow, RecordRow, RecordState
from omero_forms.selectors.nobody import NEVER_COUNTS, never_counts
from omero_forms.services.access.permissions import require_group_owner
from omero_forms.services.events.write import record_event
from omero_forms.services.records.append import lock_streams
from omero_forms.services.records.gate import check_site


@dataclass(slots=True)
class Applied:
    """What applying a file did; each entry is "name (group)"."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


def apply_policies(user: UserSession, data: object) -> Applied:
    """Make the policies of the groups in `data` exactly those of `data`. Applied again it changes nothing.

    `data` is what a YAML or JSON reader made of the file (shape: `domain.policies.files`). A policy of such
    a group that is not in it any more ends; other groups' policies stay.

    Raises:
        FormsError: `policy_invalid` with a pointer for every problem; `forbidden` unless the user owns
            all of the groups or may change any; `other_database`; `site_differs`. Nothing is changed then.
    """
    refuse_other_server(user.server_uuid)
    check_site()
    written = parse_policies(data)
    with omero_calls():
        seen = directory.groups(user)
    groups = {group.name: group.id for group in seen}
    wanted = _resolved(written, groups, {group.id for group in seen if never_counts(group)})
    for policy in wanted:
        require_group_owner(user, policy.group_id)
    names = {group_id: name for name, group_id in groups.items()}
    with short_write():
        _hold_forms(wanted)
        # Of two files for one group the later one is in force, whole.
        hold_site()
        _check_forms(wanted)
        return _apply(user, wanted, names)


def _resolved(written: Sequence[WrittenPolicy], groups: Mapping[str, int], never: Collection[int]) -> list[PolicyTerms]:
    """With ids instead of names. Raises `policy_invalid` naming the problems of all policies.

    `groups` are ids by name, `never` those of groups in which nothing can be required.
    """
    # A retired form's name is free for another one, which is then meant.
    rows = sorted(Form.objects.all(), key=lambda form: form.state == FormState.PUBLISHED)
    forms = {form.name: form.id for form in rows}
    problems: list[dict[str, str]] = []
    wanted: list[PolicyTerms] = []
    seen: set[tuple[int, str]] = set()
    for index, policy in enumerate(written):
        try:
            found = resolve(policy, groups=groups, forms=forms, index=index)
        except FormsError as problem:
            problems.extend(problem.details["problems"])
            continue
        if found.group_id in never:
            nothing = f"{NEVER_COUNTS} Nothing can be required there."
            problems.append(_problem(index, ("group",), nothing))
        # A group may be written by name in one place and by id in another.
        if (found.group_id, found.name) in seen:
            problems.append(_problem(index, ("name",), "The group has two policies with this name."))
        seen.add((found.group_id, found.name))
        wanted.append(found)
    _raise_if_any(problems)
    return wanted


LEAVING = frozenset({"form.retired", "assignment.unassigned"})


def _hold_forms(wanted: Sequence[PolicyTerms]) -> None:
    """Let no form be retired or unassigned until the transaction ends; one that just is cannot be required any more.

    Raises `policy_invalid`. What is accepted but not yet recorded does not show in the read model.
    """
    ids = {asked.form_id for policy in wanted for asked in policy.forms}
    names = [name for one in ids for name in (form_stream(one), assignment_stream(one))]
    lock_streams(names)
    rows = RecordRow.objects.filter(stream__name__in=names, state=RecordState.PENDING, kind__in=LEAVING)
    leaving = set(rows.values_list("stream__name", flat=True))
    _raise_if_any(
        [
            _problem(
                index,
                ("forms", position, "form"),
                "This form is being retired or unassigned at the moment. Apply the file again in a minute.",
            )
            for index, policy in enumerate(wanted)
            for position, asked in enumerate(policy.forms)
            if leaving & {form_stream(asked.form_id), assignment_stream(asked.form_id)}
        ]
    )


def _check_forms(wanted: Sequence[PolicyTerms]) -> None:
    """Raise `policy_invalid` for forms that nobody could fill: not published, or not assigned there."""
    problems = []
    forms = {form.id: form for form in Form.objects.all()}
    for index, policy in enumerate(wanted):
        assigned = set(
            Assignment.objects.filter(group_id=policy.group_id, object_type=policy.object_type.value).values_list(
                "form_id", flat=True
            )
        )
        for position, asked in enumerate(policy.forms):
            form = forms[asked.form_id]
            place = ("forms", position, "form")
            if form.state != FormState.PUBLISHED:
                problems.append(_problem(index, place, f"This form is {form.state}. Publish it first."))
            elif asked.form_id not in assigned:
                problems.append(
                    _problem(
                        index,
                        place,
                        f"This form is not assigned to the group for {policy.object_type.value}. Assign it first.",
                    )
                )
            elif not asked.versions.of(range(1, form.current_version + 1)):
                problems.append(
                    _problem(
                        index,
                        ("forms", position, "versions", "from"),
                        f"The newest version of this form is {form.current_version}.",
                    )
                )
    _raise_if_any(problems)


def _problem(index: int, path: tuple[str | int, ...], message: str) -> dict[str, str]:
    return {"pointer": join_pointer(("policies", index, *path)), "message": message}


def _raise_if_any(problems: list[dict[str, str]]) -> None:
    if problems:
        raise error("policy_invalid", details={"problems": problems})


def _apply(user: UserSession, wanted: Sequence[PolicyTerms], names: Mapping[int, str]) -> Applied:
    now = timezone.now()
    applied = Applied()
    kept = []
    for policy in wanted:
        row, what = _put(user, policy, names[policy.group_id], now)
        kept.append(row.pk)
        getattr(applied, what).append(f"{row.name} ({row.group_name})")
    ended = PolicyRow.objects.filter(
        group_id__in={policy.group_id for policy in wanted}, ended_at__isnull=True
    ).exclude(pk__in=kept)
    for row in ended.order_by("group_name", "name"):
        applied.ended.append(f"{row.name} ({row.group_name})")
        _tell(user, EventName.POLICY_ENDED, row)
    ended.update(ended_at=now, updated_at=now)
    return applied


def _tell(user: UserSession, event: EventName, row: PolicyRow, **more: Any) -> None:
    record_event(user, event, group_id=row.group_id, policy=row.pk, name=row.name, group=row.group_name, **more)


def _put(user: UserSession, policy: PolicyTerms, group_name: str, now: datetime) -> tuple[PolicyRow, str]:
    """Create or change one policy; also "created", "changed" or "unchanged"."""
    row = PolicyRow.objects.filter(group_id=policy.group_id, name=policy.name).first()
    # "Starts when first applied" must not move with every later application.
    first_applied = row.start if row is not None and row.ended_at is None else day_of(now)
    columns = _columns(policy, group_name, policy.start or first_applied)
    forms = [(one.form_id, one.versions.rule, one.versions.number) for one in policy.forms]
    if row is None:
        row = PolicyRow.objects.create(
            group_id=policy.group_id, name=policy.name, created_at=now, updated_at=now, **columns
        )
        _put_forms(row, forms)
        _tell(user, EventName.POLICY_MADE, row)
        return row, "created"
    stored = [(one.form_id, one.rule, one.first_version) for one in row.forms.all()]
    changed = {
        column: [_plain(before), _plain(value)]
        for column, value in columns.items()
        if (before := getattr(row, column)) != value
    }
    if stored != forms:
        changed["forms"] = [_plain(stored), _plain(forms)]
    if not changed and row.ended_at is None:
        return row, "unchanged"
    if row.ended_at is not None:
        _tell(user, EventName.POLICY_RESUMED, row)
        # What it found before it ended says nothing about when objects came into its scope.
        row.evaluated_at = None
    for column, value in columns.items():
        setattr(row, column, value)
    if changed:
        _tell(user, EventName.POLICY_CHANGED, row, changed=changed)
    row.ended_at, row.updated_at = None, now
    row.save()
    row.forms.all().delete()
    _put_forms(row, forms)
    return row, "changed"


def _plain(value: Any) -> Any:
    """As JSON, for the audit."""
    if isinstance(value, list):
        return [list(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _columns(policy: PolicyTerms, group_name: str, start: date) -> dict[str, Any]:
    return {
        "group_name": group_name,
        "object_type": policy.object_type.value,
        "selector": as_words(policy.selector),
        "requirement": policy.requirement.value,
        "grace_days": policy.grace_days,
        "start": start,
        "tell_member": policy.tell_member,
        "tell_owner_above": policy.tell_owner_above,
    }


def _put_forms(row: PolicyRow, forms: Sequence[tuple[str, str, int | None]]) -> None:
    AskedForm.objects.bulk_create(
        AskedForm(policy=row, form_id=form_id, position=position, rule=rule, first_version=first_version)
        for position, (form_id, rule, first_version) in enumerate(forms)
    )
