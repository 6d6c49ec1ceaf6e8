# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many submissions, sealed by the key of the tests and written to OMERO in a few calls, as if people had submitted."""

from __future__ import annotations

from datetime import UTC, datetime

from omero_forms.conf import conf
from omero_forms.domain.chunks import chunks
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import NO_PREVIOUS, Record, new_unsealed, seal_record
from omero_forms.domain.records.parts import submission_parts
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person, submission_stream
from omero_forms.gateway import records
from omero_forms.gateway.sessions import MasterSession, form_master
from omero_forms.kit.software import software
from omero_forms.models import FormVersion
from omero_forms.selectors.keys import sealer

FIRST_OBJECT = 1_000_000
AUTHOR = Person(10_000, "author-of-many")


def write_many(version: FormVersion, count: int, *, each: int = 1, after: int = 0) -> None:
    """So many submissions to a version of a form, `each` for one object that need not be there; `after` so many that
    were written before.
    """
    first = FIRST_OBJECT + after // each
    with form_master(conf()) as master:
        made = [one for number in range(count // each) for one in history(master, version, first + number, each)]
        for chunk in chunks(made, 200):
            records.append_all(master, chunk)


def history(master: MasterSession, version: FormVersion, object_id: int, count: int) -> list[Record]:
    """The submissions of one object, chained."""
    ref = ObjectRef(master.server_uuid, ObjectType.DATASET, object_id, 1)
    made: list[Record] = []
    for number in range(1, count + 1):
        parts = submission_parts(
            form=version.form_id,
            version=version.number,
            version_digest=version.digest,
            described=NamedObject(ref, f"Dataset {object_id}"),
            parent=None,
            group_id=3,
            group_name="lab",
            owner=AUTHOR,
            message="",
            answers={"sample": f"S{number}", "passages": number},
        )
        unsealed = new_unsealed(
            server=master.server_uuid,
            kind="submission",
            stream=submission_stream(version.form_id, ref),
            number=number,
            previous=made[-1].digest if made else NO_PREVIOUS,
            key=sealer().fingerprint,
            act=Act(AUTHOR, None, Capacity.ANNOTATOR, Via.API),
            time=datetime(2026, 11, 1, 12, tzinfo=UTC),
            software=software(),
            parts=parts,
            salt=f"{object_id:032x}",
        )
        made.append(seal_record(unsealed, sealer()))
    return made
