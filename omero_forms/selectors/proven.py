# SPDX-License-Identifier: AGPL-3.0-or-later
"""What recorded events say, taken from their sealed bytes alone.

The other columns of the read model repeat it so that it can be searched. Whoever edits them, or the bytes, in the
database changes nothing that is shown: what its digest and seal do not prove is not shown as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.forks import RESOLVED, decided_forks
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.keyring import Keyring
from omero_forms.domain.records.kinds import SUBMITTED
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.verify import INTEGRITY, REDACTED, is_newer, redactions, verify
from omero_forms.domain.refs import ObjectRef, ObjectType, RecordRef, submission_stream
from omero_forms.kit.identity import remembered
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.stored import sealed

MOST_KEPT = 50
"""So many records a prover knows again: more than an answer tells of, and few enough to hold whatever they hold."""


class Prover:
    """Proves the records of one answer; the keys are read once. `server` is read, too, unless it is known. Whoever
    tells of any number of records has none kept.
    """

    def __init__(self, server: str | None = None, *, most_kept: int = MOST_KEPT) -> None:
        try:
            self.keyring = keyring()
        except FormsError:
            # Without a key nothing can be proven, and that is what is said of each entry; the doctor says why.
            self.keyring = Keyring()
        self.server = (remembered() if server is None else server) or ""
        self._most_kept = most_kept
        self._seen: dict[Record, Record | None] = {}

    @cached_property
    def redacted(self) -> Mapping[RecordRef, Record]:
        """The records whose content may be missing, with the redaction of each. Asked for only where one is."""
        rows = RecordRow.objects.select_related("stream").filter(stream__name=INTEGRITY, kind=REDACTED)
        return redactions([sealed(row) for row in rows], self.server, self.keyring)

    @cached_property
    def set_aside(self) -> Mapping[str, frozenset[str]]:
        """Digests of the records that lost a fork, by stream, as admins decided. What follows on them is lost, too."""
        rows = RecordRow.objects.select_related("stream").filter(stream__name=INTEGRITY, kind=RESOLVED)
        return decided_forks([sealed(row) for row in rows], self.server, self.keyring)

    def record(self, record: RecordRow) -> Record | None:
        """The record as OMERO gets it, None when its digest or seal does not prove it."""
        # That the payload is of this server is among what is verified.
        one = sealed(record, server=self.server)
        # Known by all of its bytes: what is read twice for one answer is proven once, unless it was altered meanwhile.
        if one in self._seen:
            return self._seen[one]
        sound = one if self._is_sound(one) else None
        if len(self._seen) < self._most_kept:
            self._seen[one] = sound
        return sound

    def is_sealed(self, record: RecordRow) -> bool:
        """Whether what always stays of a record is proven, and so its digest; whatever became of its content."""
        one = replace(sealed(record, server=self.server), content=None)
        return not verify(one, self.keyring, redacted={one.ref})

    def _is_sound(self, one: Record) -> bool:
        redacted = self.redacted if one.content is None else ()
        return not verify(one, self.keyring, redacted=redacted)

    def redaction(self, record: RecordRow) -> Told | None:
        """What the redaction of a record says; None where there is none."""
        ref = RecordRef(record.stream.name, record.number, record.digest)
        one = self.redacted.get(ref)
        return None if one is None else Told.of(one)

    def told(self, record: RecordRow) -> Told | None:
        """What a record says; None when nothing proves it, or a newer version made it."""
        one = self.record(record)
        return None if one is None or is_newer(one) else Told.of(one)

    def submission(self, one: Submission) -> Told | None:
        """What a submission says; None, too, when its row was turned into that of another object, form or number."""
        told = self.told(one.record)
        if told is None or one.number != one.record.number:
            return None
        try:
            ref = ObjectRef("", ObjectType(one.object_type), one.object_id, one.creation_event)
        except ValueError:
            return None
        is_its_own = submission_stream(one.form_id, ref) == one.record.stream.name
        return told if is_its_own and told.payload["kind"] in SUBMITTED else None
