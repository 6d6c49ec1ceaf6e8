# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading policies: those that are switched on, and what depends on a form."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from omero_forms.domain.errors import error
from omero_forms.domain.policies.changes import Origin, state_of
from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.policy import (
    CountingVersions,
    Level,
    Policy,
    PolicyForm,
    Requirement,
    Rule,
    TellMember,
)
from omero_forms.domain.policies.selectors import from_words
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.models import AskedForm, PolicyRow


def active_policies(group_ids: Iterable[int] | None = None) -> QuerySet[PolicyRow]:
    """Policies that were not ended, with their forms, in the order of group and name."""
    found = PolicyRow.objects.filter(ended_at__isnull=True).prefetch_related("forms__form")
    if group_ids is not None:
        found = found.filter(group_id__in=list(group_ids))
    return found.order_by("group_name", "group_id", "name", "id")


def policy_called(group_id: int, text: str) -> PolicyRow:
    """The active policy of the group with that name or id. Raises `not_found`, or `request_invalid` where several are
    called so.
    """
    found = [one for one in active_policies([group_id]) if text in {one.name, str(one.pk)}]
    if not found:
        raise error("not_found", message=t("The group has no policy with this name or id that is switched on."))
    if len(found) > 1:
        ids = ", ".join(str(one.pk) for one in found)
        raise error(
            "request_invalid", message=t("Several policies of the group are called so. Give the id: {ids}.", ids=ids)
        )
    return found[0]


def policies_by_group(group_ids: Iterable[int] | None = None) -> dict[int, list[PolicyRow]]:
    """Those policies by the group that they hold in."""
    found: dict[int, list[PolicyRow]] = defaultdict(list)
    for row in active_policies(group_ids):
        found[row.group_id].append(row)
    return dict(found)


def groups_with_policies() -> dict[int, str]:
    """Ids and names of the groups that have a policy."""
    rows = PolicyRow.objects.filter(ended_at__isnull=True).values_list("group_id", "group_name")
    return dict(rows.distinct())


def policies_using_form(form_id: str, *, group_id: int | None = None, object_type: str | None = None) -> list[str]:
    """Names of the policies that ask for a form, as "name (group)", for `form_in_use`.

    With `group_id` and `object_type` only those that one assignment serves.
    """
    found = PolicyRow.objects.filter(ended_at__isnull=True, forms__form=form_id)
    if group_id is not None:
        found = found.filter(group_id=group_id)
    if object_type is not None:
        found = found.filter(object_type=object_type)
    rows = found.order_by("group_name", "name").values_list("name", "group_name").distinct()
    return [f"{name} ({group})" for name, group in rows]


def origin_of(row: PolicyRow) -> Origin:
    """Where a policy comes from."""
    if row.site_policy_id is not None:
        return Origin.SITE
    return Origin.BROWSER if row.source is None else Origin.FILE


def as_domain(row: PolicyRow) -> Policy:
    """The policy as the domain's functions take it. Needs `forms` prefetched."""
    return Policy(
        id=row.pk,
        group_id=row.group_id,
        name=row.name,
        object_type=ObjectType(row.object_type),
        selector=from_words(row.selector),
        requirement=Requirement(row.requirement),
        forms=tuple(PolicyForm(asked.form_id, counting_versions(asked)) for asked in row.forms.all()),
        grace_days=row.grace_days,
        start=row.start,
        tell_member=TellMember(row.tell_member),
        tell_owner_above=row.tell_owner_above,
        level=Level(row.level),
        deadline=row.deadline,
        excluded=frozenset(row.excluded),
        gate=Gate.from_words(row.gate),
    )


def counting_versions(asked: AskedForm) -> CountingVersions:
    """Which versions of a form count under the policy that asks for it."""
    return CountingVersions(Rule(asked.rule), asked.first_version)


def policies_fingerprint(rows: Iterable[PolicyRow]) -> str:
    """Changes with any of the policies, with the versions that their forms have and whether these are in use, and with
    whom selectors excuse.
    """
    parts = [
        f"{row.pk} {state_of(as_domain(row))} {row.excused_at.isoformat() if row.excused_at else ''} "
        + " ".join(f"{asked.form_id}:{asked.form.current_version}:{asked.form.state}" for asked in row.forms.all())
        for row in rows
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
