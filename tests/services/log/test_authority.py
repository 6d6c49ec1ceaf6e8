# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time-stamping authority says when it was shown a checkpoint: its answer is kept once it is proven to be one, goes
along with the mail, and openssl checks it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.domain.bundles import names
from omero_forms.domain.log.stamps import stamp_request
from omero_forms.domain.records.acts import Via
from omero_forms.kit import posting
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import CheckpointRow, OutletRow
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.log import MadeCheckpoint, cosigned, stamp_of
from omero_forms.services.bundles import verify_bundle
from omero_forms.services.bundles.proofs import Proofs
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.log.outlets import hand_out
from omero_forms.services.sweep import sweep
from tests.api.browser import Browser
from tests.services.log.making import record
from tests.support.time_stamps import POLICY, Authority, answering, made_authority
from tests.support.world import FormsWorld

WITNESSED = "— witness.example.org/w1 AAAAAAAA\n"


@pytest.fixture(scope="module")
def openssl_made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return made_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(log: FormsWorld, openssl_made: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """Nobody else gets checkpoints."""
    for name in ("AUDITOR", "CHECKPOINT_DIRECTORY", "WITNESS"):
        monkeypatch.setattr(mapping, f"FORMS_{name}", "")
    there = Authority(openssl_made.folder)
    with answering(there):
        monkeypatch.setattr(mapping, "FORMS_TIME_STAMP_AUTHORITY", there.url)
        monkeypatch.setattr(mapping, "FORMS_TIME_STAMP_CERTIFICATES", str(there.root))
        monkeypatch.setattr(mapping, "FORMS_TIME_STAMP_POLICY", POLICY)
        yield there


def made() -> MadeCheckpoint:
    record("a")
    return make_checkpoint(None, via=Via.COMMAND)


def is_verified(authority: Authority, files: dict[str, bytes], data: str, stamp: str) -> bool:
    """Whether openssl takes the time stamp, by the root certificate alone."""
    for name, content in files.items():
        (authority.folder / name).write_bytes(content)
    said = authority.openssl("ts", "-verify", "-data", data, "-in", stamp, "-CAfile", "root.pem")
    return said == "Verification: OK\n"


def test_its_answer_is_kept_goes_to_the_auditor_and_into_bundles_and_openssl_verifies_it(
    log: FormsWorld,
    dataset: Callable[..., int],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    mailbox: Mailbox,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = dataset()
    log.submit("author", target, log.form())
    monkeypatch.setattr(mapping, "FORMS_AUDITOR", "auditor@university.example.org")
    checkpoint = made()
    # By mail, and to the authority; once.
    assert [hand_out(), hand_out(), len(authority.asked)] == [2, 0, 1]
    sweep(Deadline.after(60))
    [mail] = mailbox.mails
    attached = {str(one.get_filename()): one.get_content() for one in mail.message.iter_attachments()}
    note, stamp = f"checkpoint-{checkpoint.number}.txt", f"checkpoint-{checkpoint.number}.tsr"
    assert sorted(attached) == [stamp, note]
    assert attached[note] == checkpoint.note.encode()
    assert is_verified(authority, attached, note, stamp)
    body = mail.message.get_body(("plain",))
    assert body is not None
    told = " ".join(body.get_content().split())
    assert f"openssl ts -verify -data {note} -in {stamp} -CAfile AUTHORITY.pem checks it" in told
    bundle = zipfile.ZipFile(io.BytesIO(Browser(log.lab, "author").get(f"objects/dataset/{target}/bundle").body))
    files = {name: bundle.read(name) for name in (names.CHECKPOINT, names.TOKEN)}
    assert files[names.TOKEN] == attached[stamp] == stamp_of(checkpoint)
    assert is_verified(authority, files, names.CHECKPOINT, names.TOKEN)
    bundle.extractall(tmp_path)
    capsys.readouterr()
    assert verify_bundle.main([str(tmp_path)]) == 0
    assert "That an authority was shown the checkpoint on " in capsys.readouterr().out
    # A witness signs below; what was stamped stays what the log has signed.
    OutletRow.objects.create(name="witness", number=checkpoint.number, given_at=timezone.now(), answer=WITNESSED)
    assert cosigned(checkpoint) == checkpoint.note + WITNESSED
    assert dict(Proofs().files())[names.TOKEN] == stamp_of(checkpoint)


def test_a_newer_checkpoint_is_without_a_time_stamp_until_it_has_one_of_its_own(authority: Authority) -> None:
    made()
    hand_out()
    newer = made()
    assert names.TOKEN not in dict(Proofs().files())
    hand_out()
    assert dict(Proofs().files())[names.TOKEN] == stamp_of(newer)


def other_bytes(query: bytes) -> bytes:
    """A request over something else, with the nonce that was asked for."""
    ours, place = stamp_request(b"something else").query, query.index(b"\x04\x20") + 2
    return query[:place] + ours[place : place + 32] + query[place + 32 :]


def another_request(_query: bytes) -> bytes:
    return stamp_request(CheckpointRow.objects.latest("number").note.encode()).query


def other_algorithm(query: bytes) -> bytes:
    return query.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040202"))


LIES: dict[Callable[[bytes], bytes], str] = {
    other_bytes: "over something else",
    another_request: "answers another request",
    other_algorithm: "it grants none (rejection",
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_no_time_stamp_for_this_request_is_not_kept_is_said_and_tried_again(
    authority: Authority, lie: Callable[[bytes], bytes]
) -> None:
    now = timezone.now()
    checkpoint = made()
    authority.lie = lie
    assert hand_out(now=now) == 0
    assert stamp_of(checkpoint) is None
    assert LIES[lie] in OutletRow.objects.get().last_error
    CheckpointRow.objects.update(made_at=now - timedelta(hours=2))
    [problem] = [one for one in ask.problems() if one.code == "checkpoint_not_given"]
    assert "(authority)" in problem.message
    assert "omero.web.forms.time_stamp_authority" in problem.mend
    authority.lie = lambda query: query
    assert [hand_out(now=now), hand_out(now=now + timedelta(hours=1))] == [0, 1]
    assert stamp_of(checkpoint) is not None


def test_what_nobody_believed_has_signed_what_is_garbage_too_large_or_too_slow_is_refused(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkpoint = made()
    now = timezone.now()

    def said() -> str:
        """What is kept of the next attempt."""
        nonlocal now
        now += timedelta(days=1)
        assert hand_out(now=now) == 0
        assert stamp_of(checkpoint) is None
        return OutletRow.objects.get().last_error

    def doctor() -> list[str]:
        return [one.code for one in ask.problems() if one.code == "stamp_certificates_unreadable"]

    another = made_authority(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(mapping, "FORMS_TIME_STAMP_CERTIFICATES", str(another.root))
        assert "unable to get local issuer certificate" in said()
        assert doctor() == []
        for file in (tmp_path / "root.key", tmp_path / "nothing.pem"):
            patch.setattr(mapping, "FORMS_TIME_STAMP_CERTIFICATES", str(file))
            assert "time_stamp_certificates names cannot be read" in said()
            assert doctor() == ["stamp_certificates_unreadable"]
    with monkeypatch.context() as patch:
        patch.setattr(mapping, "FORMS_TIME_STAMP_POLICY", "1.2.3.4.99")
        assert "of another policy" in said()
        patch.setattr(mapping, "FORMS_TIME_STAMP_POLICY", "1.2" + ".9999999999" * 39)
        assert said() == "omero.web.forms.time_stamp_policy is no OID that a time stamp can have"
    authority.spoil = lambda _answer: b"<html>Please log in</html>"
    assert said() == "the authority: what came back is no time stamp"
    authority.spoil = lambda answer: answer[:-1] + bytes([answer[-1] ^ 1])
    assert said().startswith("the authority: its time stamp does not verify")
    authority.spoil = lambda answer: answer + b"x" * 100_000
    assert said() == "the answer is too long"
    with monkeypatch.context() as patch:
        patch.setattr(mapping, "FORMS_TIME_STAMP_AUTHORITY", f"{authority.url}/elsewhere")
        assert said() == "the authority answers 404"
        patch.setattr(mapping, "FORMS_TIME_STAMP_AUTHORITY", "http://127.0.0.1:1/")
        assert "refused" in said()
    with monkeypatch.context() as patch, authority.silent():
        patch.setattr(posting, "SECONDS", 0.1)
        assert said() in {"timed out", "no answer in time"}
