# SPDX-License-Identifier: AGPL-3.0-or-later
"""A witness cosigns checkpoints, by C2SP's tlog-witness. The one of the tests does what that says a witness must."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.log.notes import COSIGNATURE, Signature, VerifierKey, open_note
from omero_forms.domain.log.tree import EMPTY_ROOT, verify_consistency
from omero_forms.domain.records.acts import Via
from omero_forms.models import OutletRow
from omero_forms.selectors.log import MadeCheckpoint, cosigned, latest_checkpoint, origin
from omero_forms.selectors.log_keys import LogKeys
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.log.outlets import hand_out
from tests.services.log.making import record
from tests.support.world import FormsWorld


class Witness:
    """What it has signed of one log; `lie` changes its answer."""

    def __init__(self, log: str) -> None:
        self.log_keys = LogKeys.of(log)
        self.private = Ed25519PrivateKey.generate()
        self.key = VerifierKey("witness.example.org/w1", COSIGNATURE, self.private.public_key().public_bytes_raw())
        self.size, self.root = 0, EMPTY_ROOT
        self.asked: list[int] = []
        self.lie = ""

    def add_checkpoint(self, body: str) -> tuple[int, str]:
        above, _, note = body.partition("\n\n")
        first, *proof = above.split("\n")
        old = int(first.removeprefix("old "))
        self.asked.append(old)
        checkpoint = self.log_keys.open(note)
        if old != self.size:
            return 409, f"{self.size}\n"
        hashes = [base64.b64decode(line) for line in proof]
        if not verify_consistency(old, self.root, checkpoint.size, checkpoint.root, hashes):
            return 422, ""
        self.size, self.root = checkpoint.size, checkpoint.root
        time = (1_790_000_000).to_bytes(8, "big")
        said = b"cosignature/v1\ntime 1790000000\n" + checkpoint.text().encode() + self.lie.encode()
        line = Signature(self.key.name, self.key.id, time + self.private.sign(said)).line()
        return 200, f"{line}\n— other.example.org AAAAAAAA\n"


@pytest.fixture
def witness(log: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    record("a")
    there = Witness(origin("server"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            known = self.path == "/log/add-checkpoint"
            status, answer = there.add_checkpoint(body) if known else (404, "")
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer.encode())))
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(mapping, "FORMS_AUDITOR", "")
    named = f"{there.key.text()} http://127.0.0.1:{server.server_port}/log"
    monkeypatch.setattr(mapping, "FORMS_WITNESS", named)
    monkeypatch.setattr(mapping, "FORMS_LOG_ORIGIN", origin("server"))
    there.log_keys = LogKeys.of(origin("server"))
    yield there
    server.shutdown()
    server.server_close()


def made(form: str = "a") -> MadeCheckpoint:
    record(form, 3)
    return make_checkpoint(None, via=Via.COMMAND)


def test_its_signature_is_kept_and_is_a_line_of_the_note(witness: Witness) -> None:
    checkpoint = made()
    assert hand_out() == 1
    note = cosigned(checkpoint)
    assert open_note(note, [witness.key]).signed_by == (witness.key,)
    assert witness.log_keys.open(note) == checkpoint.checkpoint
    # What keys have signed that nobody named is not kept.
    assert "other.example.org" not in note
    assert latest_checkpoint() == checkpoint


def test_it_is_shown_that_each_goes_on_from_what_it_has_signed(witness: Witness) -> None:
    first = made()
    hand_out()
    made("b")
    third = made("c")
    assert hand_out() == 1
    assert witness.asked == [0, first.checkpoint.size]
    assert witness.size == third.checkpoint.size


def test_where_it_has_signed_another_one_than_is_known_here_it_is_asked_to_go_on_from_that(witness: Witness) -> None:
    first = made()
    hand_out()
    OutletRow.objects.all().delete()
    made("b")
    assert hand_out() == 1
    assert witness.asked == [0, 0, first.checkpoint.size]


def test_what_it_has_not_signed_over_this_text_is_not_kept(witness: Witness) -> None:
    witness.lie = "another line\n"
    checkpoint = made()
    assert hand_out() == 0
    assert cosigned(checkpoint) == checkpoint.note
    assert "a signature of a known key is not over this text" in OutletRow.objects.get().last_error


def test_what_it_refuses_is_said(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    made()
    monkeypatch.setattr(mapping, "FORMS_WITNESS", conf().witness.replace("/log", "/elsewhere"))
    assert hand_out() == 0
    assert OutletRow.objects.get().last_error == "the witness answers 404"


def test_one_that_knows_more_of_the_log_than_there_is_stops_nothing_and_is_said(witness: Witness) -> None:
    witness.size = 1000
    made()
    assert hand_out() == 0
    assert OutletRow.objects.get().last_error == "the witness has signed 1000 records of this log, which has 4"
