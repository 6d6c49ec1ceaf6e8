# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking a bundle with its own program, beside bare checks of as many seals: `make bench ARGS=verifying`.

A record is a submission of ten answers, each of which the log counts. Seconds are those of the processor: one core.
`--quick` takes 5,000 records instead of 100,000.
"""

from __future__ import annotations

import argparse
import base64
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks.rounds import row
from omero_forms.domain.bundles import names
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import Signer
from omero_forms.domain.log.proofs import Proof, policy_text
from omero_forms.domain.log.tree import inclusion_proof, leaf_hash, nodes_of, root_of
from omero_forms.domain.records.acts import Act, Capacity, Via
from omero_forms.domain.records.format import NO_PREVIOUS, Parts, Record, new_unsealed, seal_record, to_rows
from omero_forms.domain.records.parts import published_parts, submission_parts
from omero_forms.domain.records.seals import Sealer, new_private_key, sealed_text
from omero_forms.domain.refs import NamedObject, ObjectRef, ObjectType, Person, form_stream, submission_stream
from omero_forms.services.bundles import verify_bundle
from omero_forms.services.bundles.pack import Pack

GOAL = 3000
"""Records in a second, at least."""
FORM = "fabcdefghijklmno"
AUTHOR = Person(7, "clara")
DATASET = ObjectRef("uuid-1", ObjectType.DATASET, 51, 700)
ORIGIN = "omero.example.org/omero-forms"
ANSWERS = {f"question {number}": f"answer {number} " * 3 for number in range(10)}
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def sealed(sealer: Sealer, *, kind: str, stream: str, number: int, previous: str, parts: Parts) -> Record:
    """A record as the service makes it."""
    act = Act(AUTHOR, None, Capacity.ANNOTATOR, Via.PAGE)
    return seal_record(
        new_unsealed(
            server="uuid-1", kind=kind, stream=stream, number=number, previous=previous, key=sealer.fingerprint, act=act,
            time=NOW, software="omero-web-forms 0.1.0", parts=parts, salt="0" * 32,
        ),
        sealer,
    )  # fmt: skip


def records_of(sealer: Sealer, count: int) -> Iterator[Record]:
    """A form version, and submissions that answer it."""
    published = published_parts(
        form=FORM, name="Sample", description="", version=1, schema="{}", ui_schema="{}", message="", owners=[AUTHOR]
    )
    version = sealed(
        sealer, kind="form.published", stream=form_stream(FORM), number=1, previous=NO_PREVIOUS, parts=published
    )
    yield version
    parts = submission_parts(
        form=FORM, version=1, version_digest=version.digest, described=NamedObject(DATASET, "nuclei"), parent=None,
        group_id=53, group_name="Lab", owner=AUTHOR, message="", answers=ANSWERS,
    )  # fmt: skip
    previous, stream = NO_PREVIOUS, submission_stream(FORM, DATASET)
    for number in range(1, count):
        one = sealed(sealer, kind="submission", stream=stream, number=number, previous=previous, parts=parts)
        previous = one.digest
        yield one


def write_bundle(path: Path, sealer: Sealer, count: int) -> list[Record]:
    """A bundle of so many records."""
    signer = Signer(ORIGIN, new_private_key())
    records = list(records_of(sealer, count))
    leaves = [leaf_hash(bytes.fromhex(one.digest)) for one in records]
    node = nodes_of(leaves)
    note = sign_checkpoint(Checkpoint(ORIGIN, count, root_of(count, node)), [signer])
    pack = Pack(NOW)
    with path.open("wb") as file:
        for index, one in enumerate(records):
            rows = json.dumps(to_rows(one), ensure_ascii=False).encode()
            proof = Proof(index, tuple(inclusion_proof(index, count, node)), note).text().encode()
            file.writelines(pack.add(names.record_name(one.stream, one.number), rows))
            file.writelines(pack.add(names.proof_name(one.stream, one.number), proof))
        file.writelines(pack.add(names.RECORD_KEYS, f"{sealer.public_key.hex()}\n".encode()))
        file.writelines(pack.add(names.CHECKPOINT_KEYS, f"{signer.key.text()}\n".encode()))
        file.writelines(pack.add(names.CHECKPOINT, note.encode()))
        file.writelines(pack.add(names.POLICY, policy_text([signer.key]).encode()))
        file.writelines(pack.finish())
    return records


def main() -> None:
    """Print the row."""
    parser = argparse.ArgumentParser(prog="benchmarks verifying", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 records")
    count = 5_000 if parser.parse_args().quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bundle.zip")
        sealer = Sealer(new_private_key())
        records = write_bundle(path, sealer, count)
        public_key = Ed25519PublicKey.from_public_bytes(sealer.public_key)
        began = time.process_time()
        for one in records:
            public_key.verify(base64.b64decode(one.seal), sealed_text(1, bytes.fromhex(one.digest)))
        floor = count / (time.process_time() - began)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-I", verify_bundle.__file__, str(path)], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = count / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    print(f"{'work':<52} {'ours':>12} {'bare seals':>12}", flush=True)
    row(
        f"verify a bundle of {count:,} records", f"{ours:,.0f}/s", f"{floor:,.0f}/s",
        goal=f">= {GOAL:,}/s", met=ours >= GOAL,
    )  # fmt: skip
    row("memory of that program", f"{after.ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
