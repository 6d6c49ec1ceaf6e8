# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms that people make from those of the library: they know where they came from, and are told of newer editions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from omero_forms.models import Form, FormDraft, FormVersion, RecordRow
from omero_forms.selectors import library as shelf
from omero_forms.services.forms import drafts, library
from omero_forms.services.forms.publish import NewVersion, publish
from omero_forms.services.records.project import project
from tests.services.forms.test_drafts import fault_of
from tests.support.world import FormsWorld

ENTRY = "dublin-core-data-set"


def published_from(world: FormsWorld, who: str = "leader") -> str:
    user = world.user(who)
    begun = library.use(user, ENTRY)
    return drafts.publish_draft(user, begun.form_id, base=1, message="").form_id


def add_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library have a second edition, without the language, and with a title that is required."""
    folder = tmp_path / "library"
    shutil.copytree(shelf.DIRECTORY / ENTRY, folder / ENTRY)
    first = folder / ENTRY / "edition-1.json"
    schema = json.loads(first.read_text())
    section = schema["properties"]["resource"]
    del section["properties"]["language"]
    first.with_name("edition-2.json").write_text(
        json.dumps({**schema, "properties": {**schema["properties"], "resource": {**section, "required": ["title"]}}})
    )
    shutil.copy(first.with_suffix(".ui.json"), folder / ENTRY / "edition-2.ui.json")
    monkeypatch.setattr(shelf, "DIRECTORY", folder)


def test_a_form_of_the_library_becomes_ones_own_and_its_record_says_where_it_came_from(world: FormsWorld) -> None:
    form = published_from(world)
    assert [owner["name"] for owner in Form.objects.get().owners] == ["leader"]
    [record] = world.stored(f"form/{form}")
    [source] = json.loads(record.content or "")["sources"]
    assert (source["name"], source["version"]) == (f"library/{ENTRY}", 1)
    assert not FormDraft.objects.exists()
    origin = library.origin(world.user("leader"), form).origin
    assert (origin.entry, origin.edition, origin.newer) == (ENTRY, 1, None)


def test_where_a_form_came_from_is_known_before_it_is_published_and_after_later_versions(world: FormsWorld) -> None:
    leader = world.user("leader")
    begun = library.use(leader, ENTRY)
    assert library.origin(leader, begun.form_id).origin.edition == 1
    drafts.publish_draft(leader, begun.form_id, base=1, message="")
    drafts.begin(leader, form_id=begun.form_id)
    drafts.publish_draft(leader, begun.form_id, base=1, message="As it was")
    current = FormVersion.objects.get(form_id=begun.form_id, number=2)
    new = NewVersion("Data sets", "", current.schema, "{}", "From a file")
    publish(leader, new, form_id=begun.form_id)
    assert [one.sources[0]["version"] for one in FormVersion.objects.order_by("number")] == [1, 1, 1]


def test_it_is_known_when_the_form_is_read_back_from_its_record(world: FormsWorld) -> None:
    form = published_from(world)
    before = FormVersion.objects.get().sources
    Form.objects.all().delete()
    project(RecordRow.objects.get(kind="form.published"))
    assert FormVersion.objects.get().sources == before != []
    assert library.origin(world.user("leader"), form).origin.entry == ENTRY


def test_a_newer_edition_is_told_with_what_it_changes_and_taken_over_by_a_draft(
    world: FormsWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, form = world.user("leader"), published_from(world)
    add_edition(tmp_path, monkeypatch)
    told = library.origin(leader, form)
    assert (told.origin.edition, told.origin.newer) == (1, 2)
    assert [one.sentence for one in told.changes] == [
        "“Data set > Title” must be answered now.",
        "“Data set > Language” is not asked any more.",
    ]
    taken_over = library.use(leader, ENTRY, form_id=form)
    assert (taken_over.base_version, "language" in taken_over.drafted.schema) == (1, False)
    assert library.origin(leader, form).origin.newer == 2, "a draft is not in use yet"
    drafts.publish_draft(leader, form, base=1, message="The second edition")
    after = library.origin(leader, form)
    assert (after.origin.edition, after.origin.newer, after.changes) == (2, None, [])


def test_who_may_not_make_forms_or_see_one_gets_nothing_of_it(world: FormsWorld) -> None:
    author = world.user("author")
    assert fault_of(lambda: library.use(author, ENTRY)).code == "forbidden"
    assert fault_of(lambda: library.use(world.user("leader"), "no-such-form")).code == "not_found"
    begun = library.use(world.user("leader"), ENTRY)
    assert fault_of(lambda: library.origin(author, begun.form_id)).code == "not_found"
    drafts.publish_draft(world.user("leader"), begun.form_id, base=1, message="")
    assert fault_of(lambda: library.origin(author, begun.form_id)).code == "not_found"
    own = world.publish(by="leader")
    assert fault_of(lambda: library.origin(world.user("leader"), own.id)).code == "not_found"
    assert FormDraft.objects.count() == 0
