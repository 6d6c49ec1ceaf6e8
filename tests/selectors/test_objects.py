# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is addressed by id resolves to its object first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.gateway.wire import Wire
from omero_forms.models import Submission
from omero_forms.selectors.objects import visible_submission
from tests.support.world import EVERYWHERE, FormsWorld


def test_a_submission_is_seen_with_its_object(world: FormsWorld, dataset: Callable[..., int]) -> None:
    target = dataset()
    submission = world.submit("author", target, world.form()).submission
    visible = visible_submission(world.user("fellow"), submission.pk)
    assert (visible.submission.pk, visible.object.ref.id) == (submission.pk, target)


def test_one_that_does_not_exist_costs_the_same_question_as_one_that_is_hidden(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = world.submit("author", dataset("private"), world.form(*EVERYWHERE)).submission
    other = world.submit("author", dataset(), world.form(*EVERYWHERE)).submission
    Submission.objects.filter(pk=other.pk).update(creation_event=1)
    fellow = world.user("fellow")
    rows, asked = Wire.rows, []

    def counted(wire: Wire, hql: str, *args: Any, **named: Any) -> list[Any]:
        asked.append(hql)
        return rows(wire, hql, *args, **named)

    monkeypatch.setattr(Wire, "rows", counted)
    for one in (hidden.pk, other.pk, 2**40):
        with pytest.raises(FormsError) as refused:
            visible_submission(fellow, one)
        assert refused.value.code == "not_found"
    assert len(asked) == 3
    assert len(set(asked)) == 1
