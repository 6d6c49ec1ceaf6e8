# SPDX-License-Identifier: AGPL-3.0-or-later
"""A facility goes back to OMERO.forms, with what came in here since."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from omero_forms import settings
from omero_forms.conf import Secret
from omero_forms.domain.errors import FormsError
from omero_forms.domain.legacy.annotations import Annotation, address_of
from omero_forms.domain.legacy.histories import read_history
from omero_forms.domain.legacy.recordings import annotations_in
from omero_forms.models import Form
from omero_forms.services.legacy.bring_in import Asked, import_legacy
from omero_forms.services.legacy.go_back import compare_with_omero, export_to_file, export_to_omero
from tests.domain.legacy.support import answered, version
from tests.support.legacy import OlderPlugin, older
from tests.support.world import FormInUse, FormsWorld, dataset, world

__all__ = ["dataset", "older", "world"]

MARCH, APRIL = "2021-03-01T12:00:00", "2021-04-01T12:00:00.5"
ZONE = ZoneInfo("Europe/London")


def asked(older: OlderPlugin) -> Asked:
    return Asked(False, ZONE.key, older.master.name)


@pytest.fixture
def switched(world: FormsWorld, older: OlderPlugin, dataset: Callable[..., int]) -> tuple[int, int]:
    """A history that was imported, and went on here; the annotation and the dataset of it."""
    target, group = dataset(), world.lab.groups["read_annotate"]
    older.form(older.mark, version(MARCH), ("id", older.mark), ("owner", "0"), ("objType", "Dataset"))
    older.put(f"assignments/{older.mark}/{group}", ("formId", older.mark), ("groupId", str(group)))
    history = older.history(older.mark, "Dataset", target, answered(APRIL, {"dye": "DAPI"}, formTimestamp=MARCH))
    import_legacy(world.user("admin"), asked(older))
    form = Form.objects.get(legacy_id=older.mark)
    long = {"dye": "GFP", "note": "é" * 2000}
    world.submit("author", target, FormInUse(form.id, form.name), base=1, answers=long, message="here")
    return history, target


def exported(world: FormsWorld, older: OlderPlugin) -> list[Annotation]:
    file = io.StringIO()
    export_to_file(world.user("admin"), asked(older), file)
    return list(annotations_in(json.loads(file.getvalue())))


def test_a_file_has_what_was_imported_as_it_was_and_what_came_since(
    world: FormsWorld, older: OlderPlugin, switched: tuple[int, int]
) -> None:
    history, target = switched
    written = exported(world, older)
    holds = [str(at.holds) for one in written if (at := address_of(one.header.namespace))]
    assert holds[:3] == ["form", "assignment", "history"]
    kept = next(one for one in written if f"/data/Dataset/{target}/" in one.header.namespace)
    assert list(kept.rows[-1:]) == older.rows()[history]
    answers, findings = read_history([kept], ZONE)
    assert findings == []
    author = world.lab.users["author"].id
    assert [(one.message, one.author_id == author) for one in answers][1] == ("here", True)
    assert answers[1].answers == {"dye": "GFP", "note": "é" * 2000}
    assert answers[1].version_name == MARCH
    assert exported(world, older) == written


def test_annotations_of_omero_forms_get_what_is_new_and_lose_nothing(
    world: FormsWorld, older: OlderPlugin, switched: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    history, _target = switched
    admin, before = world.user("admin"), older.rows()
    monkeypatch.setattr(settings, "FORMS_PRIV_PASSWORD", Secret(""))
    with pytest.raises(FormsError, match=r"priv\.password"):
        export_to_omero(admin, asked(older))
    monkeypatch.setattr(settings, "FORMS_PRIV_PASSWORD", Secret(older.master.password))
    done = export_to_omero(admin, asked(older))
    assert (done.made, done.extended) == (0, 1)
    after = older.rows()
    assert {one for one in before if before[one] != after[one]} == {history}
    assert after[history][-1:] == before[history]
    assert len(after[history]) > 2
    again = export_to_omero(admin, asked(older))
    assert (again.made, again.extended) == (0, 0)
    assert [one for one in compare_with_omero(admin, asked(older)) if one.because is None] == []


def test_a_form_that_was_made_here_goes_along_under_its_name(
    world: FormsWorld, older: OlderPlugin, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form("read_annotate")
    world.submit("author", dataset(), form)
    monkeypatch.setattr(settings, "FORMS_PRIV_PASSWORD", Secret(older.master.password))
    done = export_to_omero(world.user("admin"), asked(older))
    assert (done.annotations, done.made) == (3, 3)
    with world.lab.as_user("root") as client:
        found = client.rows(
            "select a.id, a.ns from MapAnnotation a where a.details.owner.id = :master", {"master": older.master.id}
        )
    older.made += [int(one) for one, _namespace in found]
    assert sorted(str(namespace).split("/")[3] for _one, namespace in found) == ["assignments", "data", "schema"]
    assert all(form.name in str(namespace) for _one, namespace in found)


def test_only_full_admins_export(world: FormsWorld, older: OlderPlugin) -> None:
    with pytest.raises(FormsError) as refused:
        export_to_file(world.user("leader"), asked(older), io.StringIO())
    assert refused.value.code == "forbidden"
