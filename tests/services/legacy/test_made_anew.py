# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that was lost after an import is made anew from OMERO, with all that was imported."""

from __future__ import annotations

from collections.abc import Callable

from omero_forms.kit.deadlines import Deadline
from omero_forms.selectors import canonical_export
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.legacy.bring_in import Asked, import_legacy
from omero_forms.services.sweep import sweep
from tests.domain.legacy.support import answered, version
from tests.services.integrity.losing import lose_database, lose_records
from tests.support.legacy import OlderPlugin, older
from tests.support.world import FormsWorld, dataset, world

__all__ = ["dataset", "older", "world"]

MARCH, APRIL = "2021-03-01T12:00:00", "2021-04-01T12:00:00.5"


def exported() -> list[bytes]:
    sweep(Deadline.after(60))
    return list(canonical_export.lines())


def test_what_was_imported_is_made_anew_byte_by_byte_and_known_again(
    world: FormsWorld, older: OlderPlugin, dataset: Callable[..., int]
) -> None:
    lose_records(world)
    group, asked = world.lab.groups["read_annotate"], Asked(False, "Europe/London", older.master.name)
    author = world.lab.users["author"].id
    older.form(older.mark, version(APRIL, "not json"), version(MARCH, author=author), ("objType", "Dataset"))
    older.put(f"assignments/{older.mark}/{group}", ("formId", older.mark), ("groupId", str(group)))
    rows = answered(APRIL, "[1]", formTimestamp=MARCH), answered(MARCH, {"dye": "x"}, formTimestamp=MARCH)
    older.history(older.mark, "Dataset", dataset(), *rows)
    older.history(older.mark, "Dataset", 987_654, *rows)
    older.history(f"{older.mark} gone", "Dataset", dataset(), *rows)
    import_legacy(world.user("admin"), asked)
    before = exported()
    lose_database()
    done = rebuild()
    assert exported() == before
    assert (done.submissions, done.quarantined) == (6, [])
    again = import_legacy(world.user("admin"), asked)
    assert (again.submissions.known, again.submissions.imported, again.forms.imported) == (6, 0, 0)
