# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last part of the main job: an admin of OMERO alters a record behind everybody's back, and an auditor checks what
was submitted, with nothing of the plug-in but the file that comes with a bundle.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omero.model import NamedValue

from demo.bare import run_bare
from demo.records import PublicKey, StoredRecord
from demo.seeding import Cast, Dataset
from demo.showing import leaves
from demo.site import AUDITOR, Site
from demo.transcript import A_WHILE, Transcript, make_sure, wait_for
from demo.tree import check_consistency, open_note
from demo.web import WebSession

FORGED = "as somebody would rather have had it"
ROW = 500
"""Characters in a row of a record, at most: they have to be fewer than 2,000 bytes."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is altered and proven: the one submission for a dataset in this stream."""

    dataset: Dataset
    answers: dict[str, Any]
    stream: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The two steps; `read` reads the records of a stream as form master."""

    site: Site
    cast: Cast
    out: Transcript
    submitted: Submitted
    read: Callable[[str], list[StoredRecord]]

    @property
    def _seal(self) -> PublicKey:
        return PublicKey(self.site.state / "secrets/seal-key.pem")

    @property
    def _checkpoint_key(self) -> PublicKey:
        return PublicKey(self.site.state / "secrets/checkpoint-key.pem")

    # ---------------------------------------------------------------------------------------------------- altered
    def alter(self) -> str:
        """A checkpoint; then a record altered in OMERO, named, and brought back. The note of the checkpoint."""
        note = self.site.forms("checkpoint")
        before = self._record()
        answer = self._alter(before)
        altered = self._record()
        make_sure(altered.content_bytes != before.content_bytes, "the record is as it was")
        self.out.say(
            f"A checkpoint is signed over all {open_note(note, self._checkpoint_key).size} records. Then somebody with root's "
            f'password alters MapAnnotation {before.annotation} directly in OMERO: {answer} is "{FORGED}" now.'
        )
        told = json.loads(self.site.forms("verify", "--json", status=1))
        found = [(one["kind"], one["stream"], one["number"], one["annotation"]) for one in told["findings"]]
        expected = [("altered", self.submitted.stream, before.number, before.annotation)]
        make_sure(found == expected, f"verify found {found}, not {expected}")
        self.out.say(
            f"omero-forms verify reads all {told['records']} records and names this one alone: {told['findings'][0]['detail']}"
        )
        manager = self.cast.manager
        done = json.loads(self.site.forms("repair", "--yes", "--json", "-u", manager.name, password=manager.password))
        make_sure(not done["left"], f"repair left {done['left']}")
        (forged, brought_back) = self.read(self.submitted.stream)
        make_sure(forged == altered, "what was altered is not kept as it was found")
        make_sure(
            (brought_back.header, brought_back.payload_bytes, brought_back.content_bytes)
            == (before.header, before.payload_bytes, before.content_bytes),
            "what repair wrote is not what was recorded",
        )
        self._seal.check(brought_back)
        self.out.say("omero-forms repair writes it again, from the bytes in the forms database whose seal verifies.")
        self.out.checked(
            f"read as the form master by plain omero-py: MapAnnotation {brought_back.annotation} holds what was recorded, byte "
            "for byte; digest and seal are right. What was altered stays beside it, as evidence"
        )
        return note

    def _record(self) -> StoredRecord:
        (record,) = self.read(self.submitted.stream)
        return record

    def _alter(self, record: StoredRecord) -> str:
        """Put another answer into the record, as root; which."""
        content = record.content_bytes.decode()
        texts = [(path, value) for path, value in leaves(self.submitted.answers) if isinstance(value, str)]
        # A form may ask for no text at all.
        texts.append(("the message", str(record.content["message"])))
        answers = ((path, f":{json.dumps(text, ensure_ascii=False)}") for path, text in texts)
        path, answer = next((path, answer) for path, answer in answers if answer in content)
        forged = content.replace(answer, f":{json.dumps(FORGED)}", 1)
        with self.site.server.connect(self.site.server.root) as root:
            loaded = root.load("MapAnnotation", record.annotation)
            kept = [row for row in root.map_rows(record.annotation) if row[0] != "content"]
            new = [("content", forged[at : at + ROW]) for at in range(0, len(forged), ROW)]
            loaded.setMapValue([NamedValue(name, value) for name, value in (*kept, *new)])
            root.save(loaded, group=loaded.details.group.id.val)
        return path

    # ----------------------------------------------------------------------------------------------------- proven
    def prove(self, note: str) -> None:
        """What an auditor does who was mailed that note: with the next checkpoint, and with a bundle."""
        self.site.make_sure_of("beat", "worker")
        mail = wait_for(lambda: self._mail_with(note), A_WHILE, f"no mail with the checkpoint reached {AUDITOR}")
        old = open_note(note, self._checkpoint_key)
        self.out.say(f"{AUDITOR} keeps what came by mail: {mail['subject']}")
        self.out.checked("read from the mail server: the attached file is the signed note, byte for byte")
        kept = self.site.state / "kept.txt"
        kept.write_text(note)
        new = open_note(self.site.forms("checkpoint"), self._checkpoint_key)
        told = json.loads(self.site.forms("verify", "--since", str(kept), "--json"))
        check_consistency(old, new, told["since"]["proof"])
        self.out.checked(
            f"computed from the two signed notes by RFC 6962: the {new.size} records of the next checkpoint begin with all "
            f"{old.size} of the one that was mailed; and verify finds nothing wrong"
        )
        self._check_bundle(new.size)

    def _mail_with(self, note: str) -> dict[str, Any] | None:
        mails = (mail for mail in self.site.mails() if mail["recipients"] == [AUDITOR])
        return next((mail for mail in mails if note in mail["attached"].values()), None)

    def _check_bundle(self, size: int) -> None:
        """As the researcher downloads it, by the program that is in it."""
        dataset, folder = self.submitted.dataset, self.site.state / "bundle"
        data = WebSession(self.site.url, dataset.owner).download(f"objects/dataset/{dataset.id}/bundle")
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            bundle.extractall(folder)
        done = run_bare(
            folder / "verify.py",
            *("--trust", self._seal.fingerprint, "--trust", self._checkpoint_key.fingerprint),
            packages=self.site.state / "packages",
        )
        make_sure(done.returncode == 0, f"the bundle is not right: {done.stdout}{done.stderr}")
        logged = re.search(r"\d+ of \d+ records are in the log", done.stdout)
        make_sure(logged is not None and f"with {size} records" in done.stdout, "nothing was proven by the checkpoint")
        self.out.say(
            f"{dataset.owner.full_name} downloads the bundle of {dataset.name} ({len(data) // 1000} kB), and passes it on."
        )
        self.out.checked(
            f"run in a Python that has only cryptography: the bundle's own verify.py ends with status 0; "
            f"{logged[0] if logged else ''}, as it was with {size}"
        )
