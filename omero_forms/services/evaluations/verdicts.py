# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether answers to one version of a form also satisfy another that a policy counts.

That tells outdated from invalid. Asked once per submission and version, when either is new; a run over
a million objects only reads it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from omero_forms.domain.answers import validate as domain_answers
from omero_forms.domain.policies.policy import Rule
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.transactions import short_write
from omero_forms.models import (
    AskedForm,
    FormVersion,
    Submission,
    VersionVerdict,
)
from omero_forms.selectors.facts import newest_recorded
from omero_forms.selectors.policies import counting_versions
from omero_forms.selectors.proven import Prover
from omero_forms.services.evaluations.findings import FindingKey

logger = logging.getLogger(__name__)

BATCH = 200


def complete_verdicts(*, group_ids: Collection[int] | None = None, limit: int | None = None) -> int:
    """Give the verdicts that are missing for what active policies count; how many were given.

    With `group_ids` for the policies of these groups, with `limit` so many at most. Where a submission cannot
    be checked it stays without a verdict, which its findings show as an error.
    """
    given = 0
    for version in _counting_versions(group_ids):
        last = 0
        while limit is None or given < limit:
            batch = list(_undecided(version, last)[:BATCH])
            if not batch:
                break
            last = batch[-1].pk
            prover = Prover(most_kept=0)
            verdicts = [one for one in (_verdict(prover, each, version) for each in batch) if one is not None]
            with short_write():
                VersionVerdict.objects.bulk_create(verdicts, ignore_conflicts=True)
            given += len(verdicts)
    return given


def _counting_versions(group_ids: Collection[int] | None) -> list[FormVersion]:
    """Versions that a policy counts instead of older ones."""
    forms = AskedForm.objects.filter(policy__ended_at__isnull=True).exclude(rule=Rule.ANY)
    if group_ids is not None:
        forms = forms.filter(policy__group_id__in=group_ids)
    wanted: dict[int, FormVersion] = {}
    for asked in forms.select_related("form"):
        published = {version.number: version for version in asked.form.versions.all()}
        for number in counting_versions(asked).of(published):
            wanted[published[number].pk] = published[number]
    return list(wanted.values())


def _undecided(version: FormVersion, after: int) -> QuerySet[Submission]:
    decided = VersionVerdict.objects.filter(submission=OuterRef("pk"), version=version)
    return (
        newest_recorded()
        .filter(pk__gt=after, form_id=version.form_id, version__number__lt=version.number)
        .exclude(Exists(decided))
        .select_related("record__stream")
        .order_by("pk")
    )


class Check(NamedTuple):
    """The newest answers to a form for an object, and versions of it, newest first: which of these do they satisfy?"""

    object: FindingKey
    form_id: str
    versions: Sequence[int]


@dataclass(slots=True)
class Trial:
    """Verdicts that nobody wrote: given as `complete_verdicts` would, to tell what it would come to. Within `most`
    answers and until the deadline; then no more are given.
    """

    object_type: ObjectType
    most: int
    deadline: Deadline
    _versions: dict[tuple[str, int], FormVersion] = field(default_factory=dict)

    def verdicts(self, asked: Sequence[Check]) -> dict[Check, dict[int, bool]]:
        """By version what was found, of those that there was room and time for; a version may be missing, since the
        answers satisfy another, or since they cannot be checked.
        """
        taken, found = asked[: self.most], dict[Check, dict[int, bool]]()
        self.most -= len(taken)
        for start in range(0, len(taken), BATCH):
            if self.deadline.passed:
                self.most = 0
                break
            found |= self._batch(taken[start : start + BATCH])
        return found

    def _batch(self, asked: Sequence[Check]) -> dict[Check, dict[int, bool]]:
        self._learn(asked)
        rows = newest_recorded().filter(
            object_type=self.object_type.value,
            object_id__in={one.object[0] for one in asked},
            form_id__in={one.form_id for one in asked},
        )
        there = {
            ((row.object_id, row.creation_event), row.form_id): row for row in rows.select_related("record__stream")
        }
        prover, found = Prover(most_kept=0), dict[Check, dict[int, bool]]()
        for one in asked:
            if self.deadline.passed:
                break
            row = there.get((one.object, one.form_id))
            found[one] = {} if row is None else self._of(prover, row, one.versions)
        return found

    def _of(self, prover: Prover, row: Submission, numbers: Sequence[int]) -> dict[int, bool]:
        found = dict[int, bool]()
        for number in numbers:
            verdict = _verdict(prover, row, self._versions[row.form_id, number])
            if verdict is not None:
                found[number] = verdict.valid
                if verdict.valid:
                    break
        return found

    def _learn(self, asked: Sequence[Check]) -> None:
        """Read the versions that are asked about for the first time, all of a form at once."""
        if unknown := {one.form_id for one in asked} - {form_id for form_id, _number in self._versions}:
            versions = FormVersion.objects.filter(form_id__in=unknown)
            self._versions |= {(one.form_id, one.number): one for one in versions}


def _verdict(prover: Prover, submission: Submission, version: FormVersion) -> VersionVerdict | None:
    try:
        told = prover.submission(submission)
        if told is None or told.content is None:
            return None  # nothing proves them, which the evaluation says
        is_judged = not (told.source_fault or version.refused)
        valid = is_judged and not domain_answers.validate(_schema(version.schema), told.content["answers"])
    except Exception:  # one submission must not keep all others from being decided
        logger.exception("submission %d was not checked against version %d", submission.pk, version.pk)
        return None
    return VersionVerdict(submission=submission, version=version, valid=valid)


@lru_cache(maxsize=64)
def _schema(text: str) -> FormSchema:
    """The parsed schema of a version; a batch asks for the same one again and again."""
    return stored_schema(text)
