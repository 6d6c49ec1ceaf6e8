# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite never says "database is locked", however many write at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.utils import timezone

from omero_forms.models import Policy, Submission
from tests.services import children
from tests.services.world import World

FINDINGS = 20_000


def test_eight_processes_submit_while_an_evaluation_writes_20000_findings(
    world: World, dataset: Callable[..., int]
) -> None:
    form, targets = world.form(), [dataset() for _ in range(8)]
    now = timezone.now()
    group = world.lab.groups["read_annotate"]
    policy = Policy.objects.create(
        group_id=group,
        group_name="lab read_annotate",
        name="everything",
        object_type="Dataset",
        requirement="all_of",
        start=now.date(),
        tell_member="never",
        created_at=now,
        updated_at=now,
    )
    evaluation = children.start("write_findings", policy.pk, group, FINDINGS)
    submitting = [
        children.start(
            "submit_often",
            world.lab.server.port,
            "author",
            target,
            form.id,
            [str(uuid.uuid4()) for _ in range(5)],
            index,
        )
        for index, target in enumerate(targets)
    ]
    for child in submitting:
        assert children.result(child, seconds=300) == [1, 2, 3, 4, 5]
    assert children.result(evaluation, seconds=300) == FINDINGS
    assert Submission.objects.filter(record__state="recorded").count() == 40
