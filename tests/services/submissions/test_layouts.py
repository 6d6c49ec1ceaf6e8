# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy is written in the layout of the setting; one that was written in the other layout is ours all the same."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import omero.model
import pytest
from django.utils import timezone
from omero.constants.metadata import NSCLIENTMAPANNOTATION

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.refs import ObjectType
from omero_forms.models import CopyRow, Submission
from omero_forms.selectors.objects import load_object
from omero_forms.selectors.submissions import latest_by_form
from omero_forms.services.due import catch_up
from omero_forms.services.submissions.copies_seen import see_copies
from tests.services.submissions.test_copy import membership
from tests.support.world import FormInUse, FormsWorld

ANSWERS = {"sample": "HeLa", "passages": 3, "channels": [{"dye": "GFP"}, {"dye": "DAPI"}]}
PATHS = [("Sample", "HeLa"), ("Passages", "3"), ("Channels > Dye", "GFP"), ("Channels > Dye", "DAPI")]
LEGACY = [("sample", "HeLa"), ("passages", "3"), ("channels_dye", "GFP"), ("channels_dye", "DAPI")]

Site = Callable[[str], None]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    """`site("legacy")` sets the layout."""
    return lambda layout: monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", layout)


def state(form: FormInUse) -> tuple[str, str, str]:
    one = Submission.objects.filter(form_id=form.id).order_by("-number")[0]
    return one.copy_state, one.copy_reason, CopyRow.objects.get(stream=one.record.stream_id).layout


def seen_and_swept(world: FormsWorld, form: FormInUse, target: int) -> None:
    """Somebody opens the forms of the object; then workers do what is due."""
    user = world.user("author")
    loaded = load_object(user, ObjectType.DATASET, target)
    assert see_copies(user, loaded, {form.id: form.id}, latest_by_form(loaded.ref, [form.id])) == frozenset()
    world.later()
    assert catch_up().stopped_by is None


def test_a_copy_of_the_other_layout_stays_as_it_is_until_the_next_answers_and_is_then_written_over(
    world: FormsWorld, dataset: Callable[..., int], site: Site
) -> None:
    form, target = world.form(), dataset()
    site("legacy")
    world.submit("author", target, form, answers=ANSWERS)
    assert world.copies("author", target, form) == [("author", LEGACY)]
    assert state(form) == ("copied", "", "legacy")
    before = CopyRow.objects.get(annotation_id__isnull=False).annotation_id
    site("paths")
    seen_and_swept(world, form, target)
    assert world.copies("author", target, form) == [("author", LEGACY)]
    assert state(form) == ("copied", "", "legacy")
    world.submit("author", target, form, base=1, answers=ANSWERS)
    assert world.copies("author", target, form) == [("author", PATHS)]
    assert state(form) == ("copied", "", "paths")
    assert CopyRow.objects.get(annotation_id__isnull=False).annotation_id == before


def test_what_a_person_typed_into_a_copy_of_the_other_layout_and_nothing_else_is_set_apart(
    world: FormsWorld, dataset: Callable[..., int], site: Site
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form, answers={"sample": "HEK"})
    world.submit("author", target, form, base=1, answers=ANSWERS)
    with world.lab.as_user("author") as client:
        [annotation] = client.copies_on("Dataset", target, conf().kv_namespace + form.id)
        changed = client.load("MapAnnotation", annotation)
        pairs = [("Sample", "HEK"), *PATHS, ("seen by", "Ada")]
        changed.mapValue = [omero.model.NamedValue(name, value) for name, value in pairs]
        client.save(changed, group=world.lab.groups["read_annotate"])
    site("legacy")
    seen_and_swept(world, form, target)
    assert world.copies("author", target, form) == [("author", LEGACY)]
    assert state(form) == ("copied", "", "legacy")
    with world.lab.as_user("author") as client:
        [typed] = client.copies_on("Dataset", target, NSCLIENTMAPANNOTATION)
        assert client.map_rows(typed) == [("seen by", "Ada")]


def test_a_copy_that_nobody_can_write_anew_is_right_in_the_other_layout_and_one_that_somebody_can_is_written(
    world: FormsWorld, site: Site
) -> None:
    build, group = world.lab.build, world.lab.groups["private"]
    name = f"leaver-{uuid.uuid4().hex[:8]}"
    world.lab.users[name] = build.user(name, "Lea Leaver", [group, world.lab.groups["elsewhere"]], password=name)
    form, target = world.form("private"), build.dataset(world.lab.users[name], group, "Left behind")
    world.submit(name, target, form, answers=ANSWERS)
    site("legacy")
    for is_member, layout, rows in ((False, "paths", PATHS), (True, "legacy", LEGACY)):
        membership(world, world.lab.users[name].id, group, member=is_member)
        Submission.objects.filter(form_id=form.id).update(copy_state="repair", next_at=timezone.now())
        assert catch_up().stopped_by is None
        assert state(form) == ("copied", "", layout)
        assert world.copies("root", target, form) == [(name, rows)]
