# SPDX-License-Identifier: AGPL-3.0-or-later
"""The row of a policy, as the newest record of it says: the only place that writes one."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from omero_forms.domain.policies.changes import PolicyChange, SiteShare, recorded_policy
from omero_forms.domain.policies.files import SITE_GROUP
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.selectors import as_words
from omero_forms.domain.policies.words import words_of
from omero_forms.domain.records.parts import Told
from omero_forms.models import AskedForm, Form, GateTurn, PolicyRow, SitePolicyRow


def put_policy(told: Told, *, again: bool = False) -> None:
    """Let the row say what a record does, unless a newer record made it what it is. `again`: what the very record says
    that made it so may have changed, as its content was redacted.

    Raises Form.DoesNotExist where nothing proves a form that is asked for.
    """
    if told.payload["group"] == SITE_GROUP:
        _put_site_policy(told, again=again)
        return
    number = told.payload["number"]
    row = PolicyRow.objects.select_for_update().filter(uid=told.payload["policy"]).first()
    if not _is_said(row, number, again=again):
        return
    columns, terms = columns_of_policy(told)
    if row is None:
        row = PolicyRow(uid=told.payload["policy"], created_at=told.time)
    elif row.ended_at is not None and columns["ended_at"] is None:
        # What it found before it ended says nothing about when objects came into its scope.
        row.evaluated_at = None
    for column, value in columns.items():
        setattr(row, column, value)
    row.number = number
    row.site_policy = _site_policy(told)
    row.save()
    _put_forms(row, terms)
    if row.gate is not None:
        GateTurn.objects.get_or_create(policy=row)
    GateTurn.objects.filter(policy=row).update(asked=F("asked") + 1)


def _is_said(row: PolicyRow | SitePolicyRow | None, number: int, *, again: bool) -> bool:
    """Whether the record of that number says what the row is to be: see :func:`put_policy`."""
    if row is None:
        return not again
    return row.number == number if again else row.number < number


def site_of(told: Told) -> str | None:
    """The site-wide policy that a group's policy was made of; content says nothing of it, so it is never redacted."""
    share = SiteShare.from_json(told.payload["terms"]["site"])
    return None if share is None else share.policy


def _site_policy(told: Told) -> SitePolicyRow | None:
    uid = site_of(told)
    if uid is None:
        return None
    # Its own record may be read later than those of the groups.
    known = {**columns_of_site_policy(told), "name": uid, "created_at": told.time}
    return SitePolicyRow.objects.get_or_create(uid=uid, defaults=known)[0]


def _put_site_policy(told: Told, *, again: bool) -> None:
    number, uid = told.payload["number"], told.payload["policy"]
    row = SitePolicyRow.objects.select_for_update().filter(uid=uid).first()
    if not _is_said(row, number, again=again):
        return
    if row is None:
        row = SitePolicyRow(uid=uid)
    if row.number == 0:
        row.created_at = told.time
    for column, value in {**columns_of_site_policy(told), "number": number}.items():
        setattr(row, column, value)
    row.save()


def columns_of_site_policy(told: Told) -> dict[str, Any]:
    """The columns that say what a record of a site-wide policy says."""
    said = recorded_policy(told)
    groups = None if said.site is None or said.site.groups is None else list(said.site.groups)
    return {
        "name": said.terms.name,
        "groups": groups,
        "words": words_of(said.terms),
        "source": None if said.source is None else said.source.as_json(),
        **_times(told, said.change),
    }


def _times(told: Told, change: PolicyChange) -> dict[str, Any]:
    """When it became what it is."""
    ended_at = None if change.is_in_force else told.time
    return {
        "updated_at": told.time,
        "ended_at": ended_at,
        "archived_at": ended_at if change is PolicyChange.ARCHIVED else None,
    }


def columns_of_policy(told: Told) -> tuple[dict[str, Any], PolicyTerms]:
    """The columns that say what a record says, and its terms."""
    said = recorded_policy(told)
    return {
        **_columns_of_terms(said.terms),
        "group_name": said.group_name,
        "source": None if said.source is None else said.source.as_json(),
        "result": said.result,
        **_times(told, said.change),
    }, said.terms


def _columns_of_terms(terms: PolicyTerms) -> dict[str, Any]:
    return {
        "group_id": terms.group_id,
        "name": terms.name,
        "object_type": terms.object_type.value,
        "selector": as_words(terms.selector),
        "requirement": terms.requirement.value,
        "grace_days": terms.grace_days,
        "start": terms.start,
        "level": terms.level.value,
        "deadline": terms.deadline,
        "excluded": sorted(terms.excluded),
        "gate": terms.gate and terms.gate.as_words(),
        "tell_member": terms.tell_member.value,
        "tell_owner_above": terms.tell_owner_above,
    }


def _put_forms(row: PolicyRow, terms: PolicyTerms) -> None:
    asked = {one.form_id: one for one in terms.forms}
    there = Form.objects.in_bulk(list(asked))
    if there.keys() != asked.keys():
        raise Form.DoesNotExist
    row.forms.all().delete()
    AskedForm.objects.bulk_create(
        AskedForm(
            policy=row,
            form=there[one.form_id],
            position=position,
            rule=one.versions.rule.value,
            first_version=one.versions.number,
        )
        for position, one in enumerate(terms.forms)
    )
