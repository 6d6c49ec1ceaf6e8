# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people whom records name as their authors: known again, with the names that OMERO has for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max

from omero_forms.domain.refs import Person
from omero_forms.gateway import directory
from omero_forms.gateway.sessions import MasterSession
from omero_forms.kit.transactions import short_write
from omero_forms.models import RecordRow, Submission
from omero_forms.services.people import remember_person
from omero_forms.services.records.project import told_by


def know_people(master: MasterSession) -> None:
    """Keep everybody who published, decided or submitted, called as in their newest deed; the full name is OMERO's."""
    newest = {person.id: person.name for person, _time in sorted(_authors(), key=lambda one: one[1])}
    full_names = directory.full_names(master, newest)
    with short_write():
        for one, name in newest.items():
            remember_person(one, name, full_names.get(one, ""))


def _authors() -> Iterator[tuple[Person, datetime]]:
    """Authors with the time of a deed: of each the newest submission, and all that was decided on forms, policies,
    records and keys, of which there is little.
    """
    for author, time in Submission.objects.values_list("author_id").annotate(Max("time")):
        last = Submission.objects.filter(author_id=author, time=time).order_by("-pk")[0]
        yield Person(author, last.author_name), time
    decided = RecordRow.objects.select_related("stream").filter(
        stream__name__regex="^(form/|assignment/|policy/|integrity$|key$)"
    )
    for record in decided.iterator():
        told = told_by(record)
        if told.author is not None and told.content is not None:
            yield told.author, told.time
        if record.kind == "exemption.decided" and told.content is not None:
            yield told.asked_by, told.time
