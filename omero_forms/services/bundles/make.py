# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a bundle while it is sent: in memory are a few records, in a temporary file the page that is written beside
them. Whoever asks has loaded the object with the user's own session just before.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Final

from django.utils import timezone

from omero_forms.domain.bundles import names
from omero_forms.domain.bundles.entries import Entry, entry, people_in
from omero_forms.domain.errors import error
from omero_forms.domain.records.format import Record
from omero_forms.domain.records.parts import Told
from omero_forms.domain.records.verify import is_newer
from omero_forms.domain.refs import ObjectRef, RecordRef
from omero_forms.domain.schemas.accept import FormSchema, stored_schema
from omero_forms.gateway.objects import LoadedObject
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.progress import Progress, unheard
from omero_forms.kit.software import software
from omero_forms.models import RecordRow
from omero_forms.selectors import bundles as selectors
from omero_forms.selectors.bundles import History
from omero_forms.selectors.damage import BEING_COMPARED, REDACTED, UNPROVEN
from omero_forms.selectors.imported import fault_sentence
from omero_forms.selectors.people import People
from omero_forms.selectors.proven import Prover
from omero_forms.selectors.stored import sealed
from omero_forms.services.bundles import page
from omero_forms.services.bundles.pack import Pack
from omero_forms.services.bundles.paper import Paper
from omero_forms.services.bundles.proofs import Proofs
from omero_forms.services.bundles.texts import Texts, about_history, what_is_proven
from omero_forms.services.records.open import Check, look

VERIFIER: Final = Path(__file__).with_name("verify_bundle.py")
NEWER: Final = (
    "It was made by a newer version of the forms service, which alone can show it. Its record is in this bundle."
)
MOST_BY_WEB: Final = 10_000
"""Submissions; 5,000 of them take about five seconds, and a web server ends what takes 20 or a little more."""
_PAGE_IN_MEMORY: Final = 1 << 20
_PIECE: Final = 1 << 18


def bundle_for_web(user: UserSession, loaded: LoadedObject) -> Iterator[bytes]:
    """As :func:`bundle_of`. Raises `bundle_too_large` for one that takes longer than web servers wait."""
    histories = selectors.histories_of(loaded.ref)
    records = sum(one.recorded for one in histories)
    if records > MOST_BY_WEB:
        raise error("bundle_too_large", details={"records": records, "limit": MOST_BY_WEB})
    return _pieces(user, loaded, histories, unheard)


def bundle_of(user: UserSession, loaded: LoadedObject, progress: Progress = unheard) -> Iterator[bytes]:
    """The zip, in pieces. What stops it on the way leaves it without its end, and no program takes it for whole."""
    return _pieces(user, loaded, selectors.histories_of(loaded.ref), progress)


def _pieces(user: UserSession, loaded: LoadedObject, histories: list[History], progress: Progress) -> Iterator[bytes]:
    checks = look([one.stream.name for one in histories])
    made = timezone.now()
    texts = Texts(
        loaded,
        made,
        asker=f"{user.full_name} ({user.person.name})",
        recorded=sum(one.recorded for one in histories),
        forms=len(histories),
        waiting=sum(one.waiting for one in histories),
    )
    making = _Making(texts, histories, checks, Prover(loaded.ref.server, most_kept=0), Pack(made), progress)
    with tempfile.SpooledTemporaryFile(max_size=_PAGE_IN_MEMORY) as written:
        yield from making.all_of(written)


def file_name(ref: ObjectRef) -> str:
    """What its file is called."""
    return f"omero-forms-{ref.type.value.lower()}-{ref.id}.zip"


@dataclass(frozen=True, slots=True)
class _Version:
    """A form version as its own record proves it."""

    schema: FormSchema
    name: str


@dataclass(slots=True)
class _Used:
    """What the records of the bundle turned out to need."""

    keys: set[str] = field(default_factory=set)
    versions: dict[str, set[str]] = field(default_factory=dict)
    """Form to digests."""


@dataclass
class _Making:
    """One bundle while it is made."""

    texts: Texts
    histories: list[History]
    checks: Mapping[str, Check]
    prover: Prover
    pack: Pack
    progress: Progress
    _paper: Paper = field(default_factory=Paper)
    _used: _Used = field(default_factory=_Used)
    _full_names: dict[int, str] = field(default_factory=dict)
    _versions: dict[str, _Version] = field(default_factory=dict)
    _done: int = 0

    def all_of(self, written: IO[bytes]) -> Iterator[bytes]:
        """Everything, page and PDF last: they are written while the records are read."""
        written.write(page.top(self.texts).encode())
        for history in self.histories:
            yield from self._history(history, written)
        versions: set[RecordRef] = set()
        for form_id, digests in self._used.versions.items():
            for row in selectors.version_records(form_id, digests):
                versions.add(RecordRef(row.stream.name, row.number, row.digest))
                yield from self._record(row)
        streams = {one.stream.name for one in self.histories}
        for row in selectors.decisions_about(self.prover, streams, versions):
            yield from self._record(row)
        for row in selectors.key_records():
            yield from self._record(row)
        public_keys = selectors.public_keys(self.prover, self._used.keys)
        proof = what_is_proven(self._proofs.size)
        facts = {**{f"Key {number}": key for number, key in enumerate(public_keys, 1)}, "Made by": software()}
        written.write(page.end(proof, facts).encode())
        written.seek(0)
        yield from self.pack.add(names.PAGE, iter(lambda: written.read(_PIECE), b""))
        pdf = self._paper.pdf(self.texts, proof)
        if pdf is not None:
            yield from self.pack.add(names.PAPER, pdf)
        yield from self.pack.add(names.RECORD_KEYS, "".join(f"{key.hex()}\n" for key in public_keys.values()).encode())
        for name, data in self._proofs.files():
            yield from self.pack.add(name, data)
        yield from self.pack.add(names.READ_ME, self.texts.read_me.encode())
        yield from self.pack.add(names.VERIFIER, VERIFIER.read_bytes())
        yield from self.pack.finish()

    @cached_property
    def _proofs(self) -> Proofs:
        return Proofs()

    def _history(self, history: History, written: IO[bytes]) -> Iterator[bytes]:
        is_newest = True
        for row, told, before in self._told(history):
            if is_newest:
                self._begin(history, self._version(history.form_id, told).name, written)
            one = self._entry(history.form_id, row, told, before)
            written.write(page.entry(one, is_newest=is_newest).encode())
            self._paper.add(one, is_newest=is_newest)
            is_newest = False
            yield from self._record(row)
            self._done += 1
            self.progress(self._done, self.texts.recorded)
        if not is_newest:
            written.write(b"</section>\n")

    def _told(self, history: History) -> Iterator[tuple[RecordRow, Told | None, Told | None]]:
        """Each record, what it tells, and what the one before it tells; newest first."""
        later: tuple[RecordRow, Told | None] | None = None
        for row in selectors.newest_first(history.stream):
            told = self.prover.told(row)
            if later is not None:
                yield *later, told
            later = row, told
        if later is not None:
            yield *later, None

    def _begin(self, history: History, name: str, written: IO[bytes]) -> None:
        name, about = name or f"Form {history.form_id}", about_history(history.form_id, history.recorded)
        written.write(page.history(name, about, self.checks[history.stream.name]).encode())
        self._paper.begin(name=name, about=about, recorded=history.recorded)

    def _entry(self, form_id: str, row: RecordRow, told: Told | None, before: Told | None) -> Entry:
        for person in people_in([told]) - self._full_names.keys():
            self._full_names[person] = People([person]).view(person, "").full_name
        return entry(
            row.number,
            row.digest,
            told,
            before,
            self._version(form_id, told).schema,
            full_names=self._full_names,
            note=self._note(row, told),
        )

    def _note(self, row: RecordRow, told: Told | None) -> str:
        if told is not None:
            return REDACTED if told.content is None else fault_sentence(told.source_fault) or ""
        proven = self.prover.record(row)
        if proven is not None and is_newer(proven):
            return NEWER
        return UNPROVEN if row.unproven else BEING_COMPARED

    def _version(self, form_id: str, told: Told | None) -> _Version:
        """The version that a submission answers, as its own record proves it; one without questions where none does."""
        digest = "" if told is None else str(told.payload["version_digest"])
        if digest not in self._versions:
            rows = selectors.version_records(form_id, [digest])
            published = self.prover.told(rows[0]) if rows else None
            if rows:
                self._used.versions.setdefault(form_id, set()).add(digest)
            schema = "{}" if published is None else published.text("schema") or "{}"
            name = "" if published is None else published.text("name")
            self._versions[digest] = _Version(stored_schema(schema), name)
        return self._versions[digest]

    def _record(self, row: RecordRow) -> Iterator[bytes]:
        # Of what nothing proves, too: whoever checks the bundle is to see what is left of it.
        record: Record = sealed(row, server=self.prover.server)
        rows = selectors.rows_of(record)
        if rows is None:
            return
        self._used.keys.add(record.key)
        data = json.dumps(rows, ensure_ascii=False).encode()
        yield from self.pack.add(names.record_name(record.stream, record.number), data)
        proof = self._proofs.of(record)
        if proof is not None:
            yield from self.pack.add(names.proof_name(record.stream, record.number), proof)
