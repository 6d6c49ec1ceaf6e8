# SPDX-License-Identifier: AGPL-3.0-or-later
"""What policies require of one object at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.policies.evaluate import FormJudgement, ObjectFacts, ReadyPolicy, SubmissionFact, evaluate
from omero_forms.domain.policies.finding_status import OWED, Status
from omero_forms.domain.policies.policy import Level, Requirement
from omero_forms.gateway.objects import LoadedObject
from omero_forms.kit.kept_queries import kept_query
from omero_forms.models import Finding, PolicyRow
from omero_forms.selectors.excuses import policies_asked
from omero_forms.selectors.facts import case_of, ready_policies, submission_facts
from omero_forms.selectors.policies import active_policies
from omero_forms.selectors.windows import Ids


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy says of an object at this moment. `reason` is why it could not be judged, `lacking` the ids of
    those of its `forms` (id and name) that stand between the object and compliance; before the first evaluation all of
    them, and no status. `each` is what it says of single forms, by id, as far as that is known.
    """

    policy: PolicyRow
    forms: tuple[tuple[str, str], ...]
    status: Status | None
    due: date | None
    reason: str
    lacking: tuple[str, ...]
    each: Mapping[str, FormJudgement] = field(default_factory=dict)

    def of(self, form_id: str) -> tuple[Status | None, date | None, str]:
        """Status, due date and reason at one of the forms: of a policy that asks for all of them its own, so that what
        is recorded never reads as missing for another's sake; of one that asks for one of them, those of the object.
        """
        one = self.each.get(form_id)
        if self.policy.requirement != Requirement.ALL_OF or one is None:
            return self.status, self.due, self.reason
        if one.status is Status.COMPLIANT:
            return Status.COMPLIANT, None, ""
        if form_id not in self.lacking and one.status is not Status.EXEMPT:
            # The last word of an evaluation, which knew more than is known here.
            return self._not_lacking(one)
        if one.status is Status.ERROR:
            return self.status, self.due, self.reason
        if self.policy.level == Level.RECOMMENDED and one.status in OWED:
            return Status.RECOMMENDED, None, one.reason
        return one.status, one.due, one.reason

    def _not_lacking(self, one: FormJudgement) -> tuple[Status, date | None, str]:
        if one.status is Status.ERROR or self.status is Status.COMPLIANT:
            return Status.COMPLIANT, None, ""
        if self.status is Status.EXEMPT:
            return Status.EXEMPT, self.due, self.reason
        return Status.EXEMPT, None, ""


def requirements_on_object(loaded: LoadedObject) -> dict[str, list[dict[str, Any]]]:
    """Which policies ask for a form on this object, by form id: the `required_by` rows of the API.

    An evaluation decides whether the object is in a policy's scope and since when; `status` and `due` are
    those of this moment and this form, so that what was just recorded counts at once. Both are None before the first
    evaluation; a policy with a selector is not named before that, nor one that is not about this owner.
    """
    required: dict[str, list[dict[str, Any]]] = defaultdict(list)
    found = asked_of(loaded)
    to_be_excused = policies_asked(loaded.ref) if found else frozenset()
    for asked in found:
        for form_id, row in _rows(asked).items():
            required[form_id].append({**row, "exemption_asked": asked.policy.pk in to_be_excused})
    return dict(required)


def asked_of(loaded: LoadedObject) -> list[Asked]:
    """What policies ask of an object, and what they say of it at this moment; see `requirements_on_object`."""
    object_type = loaded.ref.type.value
    asking = _asking(loaded.group.id, object_type)
    if not asking:
        return []
    policies = list(active_policies().filter(pk__in=[pk for (pk,) in asking]))
    findings = {
        finding.policy_id: finding
        for finding in Finding.objects.filter(
            policy__in=policies,
            object_type=object_type,
            object_id=loaded.ref.id,
            creation_event=loaded.ref.creation_event,
            closed_at__isnull=True,
        )
    }
    judged_by = [policy for policy in policies if policy.pk in findings]
    ready = {one.policy.id: one for one in ready_policies(judged_by, about=loaded.ref.id)}
    counting = {form_id for one in ready.values() for form_id in one.counting}
    recorded = submission_facts(counting, object_type, Ids(frozenset({loaded.ref.id})))
    asked: list[Asked] = []
    for policy in policies:
        finding = findings.get(policy.pk)
        if finding is not None:
            asked.append(_at_present(policy, finding, ready[policy.pk], loaded.facts, recorded))
        elif not policy.selector and loaded.facts.owner_id not in policy.excluded:
            forms = _forms(policy)
            asked.append(Asked(policy, forms, None, None, "", tuple(form_id for form_id, _name in forms)))
    return asked


def _forms(policy: PolicyRow) -> tuple[tuple[str, str], ...]:
    return tuple((one.form.id, one.form.name) for one in policy.forms.all())


@kept_query
def _asking(group_id: int, object_type: str) -> QuerySet[PolicyRow, tuple[int]]:
    """Most groups have none, and then nothing more has to be asked."""
    active = PolicyRow.objects.filter(group_id=group_id, object_type=object_type, ended_at__isnull=True)
    return active.exclude(requirement=Requirement.NONE).values_list("pk")


def _at_present(
    policy: PolicyRow,
    finding: Finding,
    ready: ReadyPolicy,
    facts: ObjectFacts,
    recorded: Mapping[tuple[int, int], Sequence[SubmissionFact]],
) -> Asked:
    """What holds with all that is recorded now."""
    excused = ready.exemptions.of((facts.id, facts.creation_event), lambda _selector: False)
    case = case_of(facts, finding.first_seen, recorded, excused)
    judged = evaluate(ready, case, timezone.now(), conf().zone)
    forms, each = _forms(policy), {one.form_id: one for one in judged.forms}
    only_evaluations_know = bool(ready.exemptions.by_selector) and judged.status is not Status.COMPLIANT
    if judged.status is Status.ERROR or only_evaluations_know:
        # Answers to a new version may not be checked yet, and who fits the selector of an exemption was not looked up:
        # the last word stands until then.
        lacking = tuple(one for one in finding.lacking if one not in each or each[one].status is not Status.COMPLIANT)
        if finding.lacking and not lacking:
            # What it waited for was recorded since; all else is excused.
            return Asked(policy, forms, Status.EXEMPT, None, "", (), each)
        return Asked(policy, forms, Status(finding.status), finding.due, finding.reason, lacking, each)
    return Asked(policy, forms, judged.status, judged.due, judged.reason, judged.lacking, each)


def _rows(asked: Asked) -> dict[str, dict[str, Any]]:
    policy = asked.policy
    rows: dict[str, dict[str, Any]] = {}
    for form_id, _name in asked.forms:
        status, due, reason = asked.of(form_id)
        rows[form_id] = {
            "policy": policy.name,
            "policy_id": policy.pk,
            "requirement": policy.requirement,
            "level": policy.level,
            "with": [name for other, name in asked.forms if other != form_id],
            "status": status,
            "reason": reason,
            "due": due,
        }
    return rows
