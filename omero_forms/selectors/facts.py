# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts by which an object is judged, besides its own: which forms and versions count, and what is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.evaluate import (
    Case,
    CountingForm,
    ObjectFacts,
    ReadyPolicy,
    SubmissionFact,
    counting_form,
)
from omero_forms.domain.policies.exemptions import NONE, Exemption
from omero_forms.domain.policies.policy import Policy
from omero_forms.domain.records.stopping import Stop
from omero_forms.domain.texts import t
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import Assignment, Form, FormVersion, PolicyRow, RecordState, Submission, VersionVerdict
from omero_forms.selectors.excuses import exemptions_from
from omero_forms.selectors.policies import as_domain
from omero_forms.selectors.windows import Window, kept_by_window


def ready_policies(rows: Sequence[PolicyRow], *, about: int | None = None) -> list[ReadyPolicy]:
    """What judging by policies needs besides the objects, in three statements, and one more where there are exemptions;
    also whether it can be judged by them at all. `about` is the id of the one object that it is for.
    """
    return _ready(
        [(as_domain(row), row.evaluated_at) for row in rows],
        {asked.form_id: asked.form for row in rows for asked in row.forms.all()},
        about,
    )


def ready_terms(policy: Policy, evaluated_before: datetime | None) -> ReadyPolicy:
    """As :func:`ready_policies`, for terms that are in no row, under the id of the policy that they would change."""
    forms = {form.id: form for form in Form.objects.filter(pk__in=[one.form_id for one in policy.forms])}
    (ready,) = _ready([(policy, evaluated_before)], forms)
    return ready


def _ready(
    policies: Sequence[tuple[Policy, datetime | None]], forms: Mapping[str, Form], about: int | None = None
) -> list[ReadyPolicy]:
    """By `forms`, each policy's own."""
    published: dict[str, dict[int, datetime]] = defaultdict(dict)
    versions = FormVersion.objects.filter(form__in=forms)
    for form_id, number, moment in versions.values_list("form_id", "number", "published_at"):
        published[form_id][number] = moment
    groups = {policy.group_id for policy, _before in policies}
    assigned = set(
        Assignment.objects.filter(form__in=forms, group_id__in=groups).values_list("form_id", "group_id", "object_type")
    )
    exemptions = exemptions_from([policy.id for policy, _before in policies], about)
    found = []
    for policy, before in policies:
        counting = {one.form_id: counting_form(one, published.get(one.form_id, {})) for one in policy.forms}
        broken = _why_broken(policy, forms, counting, assigned)
        found.append(ReadyPolicy(policy, counting, before, broken, exemptions.get(policy.id, NONE)))
    return found


def _why_broken(
    policy: Policy,
    forms: Mapping[str, Form],
    counting: Mapping[str, CountingForm],
    assigned: Collection[tuple[str, int, str]],
) -> str:
    """Why nothing can be judged by it; empty where it can. Of several reasons the last form's."""
    broken = ""
    for asked in policy.forms:
        form = forms[asked.form_id]
        if form.state != FormState.PUBLISHED:
            broken = t("{form} is {state}, but the policy asks for it.", form=form.name, state=form.state)
        elif (form.id, policy.group_id, policy.object_type.value) not in assigned:
            broken = t(
                "{form} is no longer assigned to the group for {object_type}.",
                form=form.name,
                object_type=policy.object_type.value,
            )
        elif not counting[asked.form_id].versions:
            broken = t("{form} has no version that counts under the policy.", form=form.name)
    return broken


def newest_recorded() -> QuerySet[Submission]:
    """The newest recorded submission of every stream: the only ones that policies look at."""
    return Submission.objects.filter(record__state=RecordState.RECORDED, number=F("record__stream__recorded_number"))


def case_of(
    facts: ObjectFacts,
    first_seen: datetime,
    recorded: Mapping[tuple[int, int], Sequence[SubmissionFact]],
    exemptions: Sequence[Exemption],
) -> Case:
    """All that is known of an object under a policy; `recorded` is what `submission_facts` gave, `exemptions` are those
    about the object.
    """
    return Case(
        object=facts,
        first_seen=first_seen,
        submissions=recorded.get((facts.id, facts.creation_event), ()),
        exemptions=exemptions,
    )


def submission_facts(
    form_ids: Collection[str],
    object_type: str,
    window: Window,
    *,
    counting: Mapping[str, Collection[int]] | None = None,
) -> dict[tuple[int, int], list[SubmissionFact]]:
    """The newest recorded submission of each form, by object id and creation event.

    Of forms in `counting`, answers to the versions named there count as they are: what they are worth under other
    versions is not looked for.
    """
    rows = _newest(window, object_type, sorted(form_ids))
    counting = counting or {}
    is_open = any(version not in counting.get(form_id, ()) for _pk, _id, _event, form_id, version, *_ in rows)
    verdicts = _verdicts(form_ids, object_type, window) if is_open else {}
    facts: dict[tuple[int, int], list[SubmissionFact]] = defaultdict(list)
    for pk, object_id, creation_event, form_id, version, recorded_at, number, unproven, stopped, valid in rows:
        validates = verdicts.get(pk, {}) if valid else {**verdicts.get(pk, {}), version: False}
        facts[(object_id, creation_event)].append(
            SubmissionFact(form_id, version, recorded_at, validates, number, not unproven and stopped != Stop.NEWER)
        )
    return facts


@kept_by_window(kept_query)
def _newest(window: Window, object_type: str, form_ids: list[str]) -> QuerySet[Submission, tuple[Any, ...]]:
    found = window.of(newest_recorded()).filter(object_type=object_type, form__id__in=form_ids)
    return found.values_list(
        "pk",
        "object_id",
        "creation_event",
        "form_id",
        "version__number",
        "time",
        "number",
        "record__unproven",
        "record__stream__stopped",
        "valid",
    )


def _verdicts(form_ids: Collection[str], object_type: str, window: Window) -> dict[int, dict[int, bool]]:
    found = window.of(VersionVerdict.objects.all(), "submission__object_id").filter(
        submission__object_type=object_type, submission__form_id__in=form_ids
    )
    verdicts: dict[int, dict[int, bool]] = defaultdict(dict)
    for submission_id, version, valid in found.values_list("submission_id", "version__number", "valid"):
        verdicts[submission_id][version] = valid
    return verdicts
