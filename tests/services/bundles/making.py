# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bundles for the tests of the verifier, of records that no OMERO has ever seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from omero_forms.domain.bundles import names
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import Signer
from omero_forms.domain.log.proofs import Proof, policy_text
from omero_forms.domain.log.tree import inclusion_proof, leaf_hash, nodes_of, root_of
from omero_forms.domain.records.format import NO_PREVIOUS, Parts, Record, new_unsealed, seal_record, to_rows
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from tests.domain.records.making import FORM, SEALER, described, event

FORM_STREAM = f"form/{FORM}"
LOG = Signer("omero.example.org/omero-forms/uuid-1", private_key_from_seed(b"log!" * 8))
STRANGER = b"a record of another object".ljust(32, b".")

Files = dict[str, bytes]


def version(sealer: Sealer = SEALER) -> Record:
    """The record that published version 1."""
    parts = Parts(
        {"form": FORM, "version": 1, "owners": [7]},
        {"name": "Sample", "description": "", "schema": "{}", "ui_schema": "{}", "message": ""},
        {"owners": ["clara"]},
    )
    changes = {"kind": "form.published", "stream": FORM_STREAM, "parts": parts, "key": sealer.fingerprint}
    return seal_record(new_unsealed(**event(**changes)), sealer)


def submission(number: int, previous: str = NO_PREVIOUS, sealer: Sealer = SEALER, **changed: object) -> Record:
    """A submission to that version."""
    parts = described({"n": number})
    payload = {**parts.payload, "version_digest": version().digest}
    changes = {"number": number, "previous": previous, "key": sealer.fingerprint, **changed}
    return seal_record(new_unsealed(**event(**changes, parts=Parts(payload, parts.content, parts.names))), sealer)


def history(length: int = 3) -> list[Record]:
    """Some submissions, and the version that they answer."""
    records: list[Record] = []
    for number in range(1, length + 1):
        records.append(submission(number, records[-1].digest if records else NO_PREVIOUS))
    return [*records, version()]


def bundle(
    records: Iterable[Record], *, sealers: Iterable[Sealer] = (SEALER,), logged: int | None = None
) -> dict[str, bytes]:
    """The files of a bundle; the log holds the first `logged` of the records after one of somebody else, None: there is
    no log.
    """
    records = list(records)
    files = {names.record_name(one.stream, one.number): json.dumps(to_rows(one)).encode() for one in records}
    files[names.RECORD_KEYS] = "".join(f"{one.public_key.hex()}\n" for one in sealers).encode()
    files[names.PAGE] = b"<p>a page"
    if logged is not None:
        leaves = [leaf_hash(digest) for digest in (STRANGER, *(bytes.fromhex(one.digest) for one in records[:logged]))]
        size, node = len(leaves), nodes_of(leaves)
        note = sign_checkpoint(Checkpoint(LOG.name, size, root_of(size, node)), [LOG])
        files[names.CHECKPOINT] = note.encode()
        files[names.CHECKPOINT_KEYS] = f"{LOG.key.text()}\n".encode()
        files[names.POLICY] = policy_text([LOG.key]).encode()
        for index, one in enumerate(records[:logged], 1):
            proof = Proof(index, tuple(inclusion_proof(index, size, node)), note)
            files[names.proof_name(one.stream, one.number)] = proof.text().encode()
    return with_sums(files)


def with_sums(files: Mapping[str, bytes]) -> Files:
    """The files with their checksums."""
    others = {name: data for name, data in files.items() if name != names.SUMS}
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(others.items()))
    return {**others, names.SUMS: "".join(lines).encode()}


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    """The files in a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
