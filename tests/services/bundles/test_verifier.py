# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verifier proves what a bundle says, names whatever was altered, and needs nothing but `cryptography`."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import stat
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from demo.bare import run_bare
from omero_forms.domain.bundles import names
from omero_forms.domain.canonical import canonical
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.cosignatures import new_ml_dsa_key
from omero_forms.domain.log.notes import COSIGNATURE, Cosigner, Signature, Signer, VerifierKey, read_note
from omero_forms.domain.log.proofs import policy_text
from omero_forms.domain.log.stamps import stamp_request
from omero_forms.domain.log.tree import inclusion_proof, leaf_hash, nodes_of, root_of
from omero_forms.domain.records.format import Record, Unsealed, seal_record, to_rows
from omero_forms.domain.records.seals import Sealer, private_key_from_seed
from omero_forms.services.bundles import verify_bundle as verifier
from tests.domain.records.making import OTHER, SEALER, event, redaction
from tests.services.bundles.making import LOG, Files, bundle, history, submission, version, with_sums, written
from tests.support.time_stamps import Authority, made_authority

VERIFIER = Path(verifier.__file__)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(files, "--trust", ...)`: exit status, and what is printed."""
    runs = iter(range(1000))

    def check(files: Files, *options: str) -> tuple[int, str]:
        folder = written(files, tmp_path / str(next(runs)))
        return verifier.main([*options, str(folder)]), capsys.readouterr().out

    return check


def part_of(said: str, heading: str) -> str:
    """What is said under a heading."""
    return said.partition(f"\n{heading}\n")[2].partition("\n\n")[0]


def test_all_records_of_a_bundle_are_proven_and_what_is_not_is_said_as_plainly(run: Run) -> None:
    status, said = run(bundle(history(), logged=4))
    assert status == 0
    assert "3 submissions of form fabcdefghijklmno for Dataset 51, numbers 1 to 3" in part_of(said, "PROVEN")
    assert f"4 of 4 records are in the log {LOG.name}, as it was with 5 records" in part_of(said, "PROVEN")
    unproven = part_of(said, "NOT PROVEN")
    assert "That the keys are those of the facility" in unproven
    assert SEALER.fingerprint in unproven
    assert "That nothing was submitted after submission 3" in unproven
    assert "WRONG" not in said


def test_before_the_first_checkpoint_it_says_what_the_operator_could_have_done(run: Run) -> None:
    status, said = run(bundle(history()))
    assert status == 0
    assert "the operator of the web host has not made these records anew: there was no checkpoint yet" in said


def test_records_newer_than_the_checkpoint_are_named_as_not_proven_by_it(run: Run) -> None:
    status, said = run(bundle(history(), logged=2))
    assert status == 0
    assert "2 of 4 records are in the log" in part_of(said, "PROVEN")
    assert "submission 3 of form fabcdefghijklmno for Dataset 51" in part_of(said, "NOT PROVEN")


ALTERED = [*bundle([*history(), redaction(history()[0].ref)], logged=4)]


@pytest.mark.parametrize("name", ALTERED)
def test_a_file_that_was_altered_removed_or_emptied_is_named(run: Run, name: str) -> None:
    files = bundle([*history(), redaction(history()[0].ref)], logged=4)
    data = files[name]
    place = data.index(b"1") if b"1" in data else len(data) // 2
    for changed in (data[:place] + b"7" + data[place + 1 :], b"", data[: len(data) // 2]):
        status, said = run({**files, name: changed})
        assert (status, name in part_of(said, "WRONG")) == (1, True), changed
    status, said = run({one: data for one, data in files.items() if one != name})
    assert (status, name in part_of(said, "WRONG")) == (1, True)


def test_a_file_that_was_added_is_named(run: Run) -> None:
    more = submission(4, history()[2].digest)
    status, said = run({**bundle(history()), names.record_name(more.stream, 4): json.dumps(to_rows(more)).encode()})
    assert status == 1
    assert f"{names.record_name(more.stream, 4)}: it was added" in said
    status, said = run({**bundle(history()), "notes.txt": b"my own"})
    assert (status, "notes.txt is not of the bundle" in said) == (0, True)


def _without_content(record: Record) -> Record:
    return replace(record, content=None)


def _of_a_forger(record: Record) -> Record:
    return submission(record.number, record.previous, OTHER)


FORGED: dict[str, Callable[[list[Record]], list[Record]]] = {
    "payload": lambda all_: [
        replace(all_[0], payload=all_[0].payload.replace(b'"author":7', b'"author":8')),
        *all_[1:],
    ],
    "content": lambda all_: [replace(all_[0], content=b"{}"), *all_[1:]],
    "removed content": lambda all_: [_without_content(all_[0]), *all_[1:]],
    "another key": lambda all_: [_of_a_forger(all_[0]), *all_[1:]],
    "gap": lambda all_: [all_[0], *all_[2:]],
    "begin": lambda all_: all_[1:],
    "fork": lambda all_: [all_[0], submission(2, all_[0].digest, time=event()["time"].replace(hour=1)), *all_[2:]],
    "version": lambda all_: all_[:3],
    "another place": lambda all_: [replace(all_[0], stream=all_[0].stream.replace("51", "52")), *all_[1:]],
}


@pytest.mark.parametrize("how", FORGED)
def test_what_was_forged_is_named_although_all_checksums_were_made_anew(run: Run, how: str) -> None:
    status, said = run(bundle(FORGED[how](history())))
    wrong = part_of(said, "WRONG")
    assert status == 1
    assert "records/" in wrong
    assert "sha256sums" not in wrong


def test_a_proof_of_another_record_or_another_checkpoint_proves_nothing(run: Run) -> None:
    files = bundle(history(), logged=4)
    first, second = (names.proof_name(submission(1).stream, number) for number in (1, 2))
    status, said = run(with_sums({**files, first: files[second]}))
    assert (status, f"{first}: it does not lead from the record to the checkpoint" in said) == (1, True)
    status, said = run(with_sums({**files, first: bundle(history(), logged=3)[first]}))
    assert (status, f"{first}: it is of another checkpoint" in said) == (1, True)


def test_a_redacted_submission_was_there_and_what_it_said_is_gone(run: Run) -> None:
    records = history()
    status, said = run(bundle([_without_content(records[0]), *records[1:], redaction(records[0].ref)]))
    assert status == 0
    assert (
        "What submission 1 of form fabcdefghijklmno for Dataset 51 said was removed by user 0, 2026-11-23T10:44:08.123456Z; "
        "that it was there is proven." in part_of(said, "PROVEN")
    )


def imported(number: int, previous: str) -> Record:
    """As the version that will write such records does; this test comes from another hand than they."""
    one = submission(number, previous)
    payload = {**one.payload_json(), "kind": "submission.imported"}
    payload["claimed"] = {"who": 8, "when": "2024-05-01 10:00:00", "zone": "Europe/Berlin", "ambiguous": False}
    unsealed = Unsealed(
        one.server, "submission.imported", one.stream, number, previous, one.key, canonical(payload), one.content or b""
    )
    return seal_record(unsealed, SEALER)


def test_of_imported_submissions_who_and_when_are_not_proven(run: Run) -> None:
    first = imported(1, "0" * 64)
    second = imported(2, first.digest)
    status, said = run(bundle([first, second, submission(3, second.digest), version()]))
    assert status == 0
    assert "Who answered, and when, in 2 imported submissions" in part_of(said, "NOT PROVEN")
    assert "No log-in of the author has proven it" in said


def key_record(number: int, previous: str, kind: str, sealer: Sealer, **payload: object) -> Record:
    """A record of the stream `key`."""
    values = event(number=number, previous=previous, key=sealer.fingerprint)
    said = {
        "format": 1, "server": values["server"], "kind": kind, "stream": "key", "number": number,
        "key": sealer.fingerprint, "content": hashlib.sha256(b"{}").hexdigest(), **payload,
    }  # fmt: skip
    return seal_record(
        Unsealed(values["server"], kind, "key", number, previous, sealer.fingerprint, canonical(said), b"{}"), sealer
    )


def rotated(log_size: int) -> list[Record]:
    """Two submissions under one key, a third under the next, and what the stream `key` says of it."""
    first = submission(1)
    second = submission(2, first.digest)
    third = submission(3, second.digest, OTHER)
    added = key_record(
        1,
        "0" * 64,
        "key.added",
        SEALER,
        public_key=OTHER.public_key.hex(),
        purpose="record",
        replaces=SEALER.fingerprint,
    )
    retired = key_record(2, added.digest, "key.retired", OTHER, retired=SEALER.fingerprint, log_size=log_size)
    return [version(), first, second, added, retired, third]


@pytest.mark.parametrize("trusted", [SEALER, OTHER], ids=["the first key", "the next key"])
def test_whoever_trusts_one_key_trusts_those_that_it_was_rotated_with(run: Run, trusted: Sealer) -> None:
    files = bundle(rotated(5), sealers=(SEALER, OTHER), logged=6)
    log = f"ed25519:{hashlib.sha256(LOG.key.public_key).hexdigest()}"
    status, said = run(files, "--trust", trusted.fingerprint, "--trust", log)
    assert status == 0, said
    assert "That the keys are those" not in said


def test_a_key_that_nobody_trusts_and_no_trusted_one_vouches_for_is_wrong(run: Run) -> None:
    status, said = run(bundle(history(), logged=4), "--trust", OTHER.fingerprint)
    assert status == 1
    assert f"keys: {SEALER.fingerprint} sealed records. You do not trust it" in said
    assert "signed the checkpoint" in said
    assert not part_of(said, "PROVEN")


def test_a_retired_key_counts_no_more_from_the_size_of_the_log_on_that_its_record_names(run: Run) -> None:
    status, said = run(bundle(rotated(3), sealers=(SEALER, OTHER), logged=6))
    assert status == 1
    assert "Dataset/51/700/2.json: nothing shows that it was there before its key was retired" in said
    assert "Dataset/51/700/1.json" not in said


@pytest.mark.parametrize("odd", [None, [], {"a": []}, {"stream": [], "number": {}, "digest": 1}, True, "x"])
def test_what_a_sealed_record_says_otherwise_than_any_version_writes_it_is_no_reason_to_break_off(
    run: Run, odd: object
) -> None:
    fields = ("about", "public_key", "retired", "log_size", "version_digest", "time", "author", "version", "critical")
    records = [key_record(1, "0" * 64, "key.added", SEALER, **dict.fromkeys(fields, odd))]
    records.append(key_record(2, records[0].digest, "key.retired", SEALER, **dict.fromkeys(fields, odd)))
    records.append(replace(redaction(submission(1).ref), content=None))
    status, said = run(bundle([*history(), *records]), "--trust", SEALER.fingerprint)
    assert said.count("NOT PROVEN") == 1
    assert status in (0, 1)


def zipped(files: Files, change: Callable[[zipfile.ZipFile], None] = lambda _archive: None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        change(archive)
    return data.getvalue()


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("records/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


HOSTILE: dict[str, Callable[[zipfile.ZipFile], None]] = {
    "leads out": lambda archive: archive.writestr("../../outside.txt", b""),
    "absolute": lambda archive: archive.writestr("/etc/outside.txt", b""),
    "a drive": lambda archive: archive.writestr("C:\\outside.txt", b""),
    "a command": lambda archive: archive.writestr("records/\x1b[2J.json", b""),
    "twice": lambda archive: archive.writestr(names.PAGE.upper(), b""),
    "link": _link,
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_zip_is_refused_and_nothing_of_it_reaches_the_disk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(bundle(history()), HOSTILE[how]))
    assert verifier.main([str(path)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("This is no bundle: ")
    assert "\x1b" not in said
    assert [one.name for one in tmp_path.iterdir()] == ["bundle.zip"]


def test_a_file_that_says_too_much_of_its_size_or_nests_too_deep_ends_the_check_of_that_file_alone(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = names.record_name(submission(1).stream, 1)
    status, said = run(with_sums({**bundle(history()), name: b"[" * 5_000_000}))
    assert (status, f"{name}: it is not JSON, or nested too deep" in said) == (1, True)
    monkeypatch.setattr(verifier, "MAX_READ", 10_000)
    status, said = run(with_sums({**bundle(history()), name: b"[" * 10_001}))
    assert (status, f"{name}: it is larger than any such file" in said) == (1, True)
    monkeypatch.setattr(verifier, "MAX_TOTAL", 10_000)
    status, said = run(with_sums({**bundle(history()), name: b"[" * 10_001}))
    assert (status, said) == (1, "This is no bundle: it is larger than any bundle.\n")


@pytest.mark.parametrize("part", [b"", b"PK", b"x" * 1000])
def test_what_is_no_zip_or_only_the_beginning_of_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: bytes
) -> None:
    path = tmp_path / "bundle.zip"
    for data in (part, zipped(bundle(history()))[:-100]):
        path.write_bytes(data)
        assert verifier.main([str(path)]) == 1
        assert capsys.readouterr().out.startswith("This is no bundle: ")


def test_a_wrong_call_is_told_apart_from_a_wrong_bundle(tmp_path: Path) -> None:
    for arguments in ([str(tmp_path / "nothing")], ["--trust", "abc", str(tmp_path)], ["--unknown"]):
        with pytest.raises(SystemExit) as left:
            verifier.main(arguments)
        assert left.value.code == 2


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 33])
def test_its_trees_are_those_of_the_log(size: int) -> None:
    leaves = [leaf_hash(hashlib.sha256(bytes([number])).digest()) for number in range(size)]
    node = nodes_of(leaves)
    for index in range(size):
        path = inclusion_proof(index, size, node)
        assert verifier.root_of(leaves[index], index, size, path) == root_of(size, node)
        for wrong in (path[:-1], [*path, bytes(32)]):
            if wrong != path:
                with pytest.raises(verifier.Wrong):
                    verifier.root_of(leaves[index], index, size, wrong)


def test_its_trees_are_those_that_others_published() -> None:
    vectors = json.loads((Path(__file__).parents[2] / "domain" / "log" / "vectors.json").read_text())
    small, argon = vectors["small"], vectors["argon2020"]
    leaves = [verifier.leaf_hash(bytes.fromhex(leaf)) for leaf in small["leaves"]]
    for one in small["inclusion"]:
        path = [bytes.fromhex(two) for two in one["proof"]]
        root = verifier.root_of(leaves[one["index"]], one["index"], one["size"], path)
        assert root.hex() == small["roots"][one["size"] - 1]
    path = [bytes.fromhex(one) for one in argon["inclusion"]]
    root = verifier.root_of(bytes.fromhex(argon["leaf"]), argon["index"], argon["size"], path)
    assert root.hex() == argon["root"]


def test_a_witness_that_has_signed_is_named_and_one_that_has_not_is_a_fault(run: Run) -> None:
    private = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
    witness = VerifierKey("w.example.org", COSIGNATURE, private.public_key().public_bytes_raw())
    files = bundle(history())
    note = sign_checkpoint(Checkpoint(LOG.name, 1, bytes(32)), [LOG])
    text = read_note(note).text.encode()
    time = (1_790_000_000).to_bytes(8, "big")
    files[names.CHECKPOINT_KEYS] = f"{LOG.key.text()}\n".encode()
    files[names.POLICY] = policy_text([LOG.key], witness).encode()
    for signed, status in ((b"cosignature/v1\ntime 1790000000\n" + text, 0), (text, 1)):
        line = Signature(witness.name, witness.id, time + private.sign(signed)).line()
        files[names.CHECKPOINT] = f"{note}{line}\n".encode()
        found, said = run(with_sums(files))
        assert found == status
        assert ("The witness w.example.org has seen the checkpoint" in part_of(said, "PROVEN")) == (status == 0)
    assert f"{names.CHECKPOINT}: the signature of w.example.org does not fit it" in said


def cosigned(files: Files, cosigner: Cosigner, time: int) -> Files:
    """With a line of the log by ML-DSA below its checkpoint, which says that time, and the key of that."""
    note = files[names.CHECKPOINT]
    signature = time.to_bytes(8, "big") + cosigner.sign(read_note(note.decode()).text)[8:]
    line = f"{Signature(cosigner.name, cosigner.key.id, signature).line()}\n".encode()
    both = {name: data + line if data.endswith(note) else data for name, data in files.items()}
    both[names.CHECKPOINT_KEYS] += f"{cosigner.key.text()}\n".encode()
    return with_sums(both)


def test_a_signature_by_ml_dsa_is_verified_by_its_key_and_passed_over_where_the_library_knows_none(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    cosigner = Cosigner(LOG.name, new_ml_dsa_key(), 1_790_000_000)
    right, wrong = (cosigned(bundle(history(), logged=4), cosigner, cosigner.time + later) for later in (0, 1))
    trusted = [f"--trust={one}" for one in (SEALER.fingerprint, LOG.key.fingerprint, cosigner.key.fingerprint)]
    status, said = run(right, *trusted)
    assert (status, "signed by ML-DSA, too, which holds when quantum" in part_of(said, "PROVEN")) == (0, True)
    status, said = run(right)
    whose = f"signed the checkpoint by ML-DSA, too: {cosigner.key.fingerprint}"
    assert (status, whose in part_of(said, "NOT PROVEN")) == (0, True)
    status, said = run(wrong)
    assert (status, f"{names.CHECKPOINT}: the signature of {LOG.name} does not fit it" in said) == (1, True)
    monkeypatch.setattr(verifier, "MLDSA44PublicKey", None)
    for one in (right, wrong):
        status, said = run(one, *trusted)
        assert (status, "the library here does not know that" in part_of(said, "NOT PROVEN")) == (0, True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return made_authority(tmp_path_factory.mktemp("authority"))


def stamped(files: Files, authority: Authority, note: bytes) -> Files:
    """With a time stamp over a note."""
    return with_sums({**files, names.TOKEN: authority.answer(stamp_request(note).query)})


@pytest.mark.parametrize("below", ["", f"{Signature('w.example.org', b'1234', b'x').line()}\n"])
def test_of_a_time_stamp_it_says_the_time_and_how_openssl_checks_it(
    run: Run, tmp_path: Path, authority: Authority, below: str
) -> None:
    """The note is stamped as the log has signed it; a witness may have added a line below since."""
    files = bundle(history(), logged=4)
    note = files[names.CHECKPOINT]
    cosigned = {name: data + below.encode() if data.endswith(note) else data for name, data in files.items()}
    status, said = run(stamped(cosigned, authority, note))
    assert status == 0, said
    sentence = next(one for one in part_of(said, "NOT PROVEN").split("\n") if names.TOKEN in one)
    assert re.search(r"on 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC, as checkpoint.tsr says", sentence)
    command = sentence.partition("; openssl ")[2].partition(" does, ")[0]
    assert ("-digest" if below else "-data") in command
    folder = next(one for one in tmp_path.iterdir() if (one / names.TOKEN).exists())
    (folder / "AUTHORITY.pem").write_bytes(authority.root.read_bytes())
    assert replace(authority, folder=folder).openssl(*command.split()) == "Verification: OK\n"


def test_what_is_no_time_stamp_over_the_checkpoint_is_named_and_breaks_nothing_off(
    run: Run, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = bundle(history(), logged=4)
    digest = hashlib.sha256(files[names.CHECKPOINT]).digest()
    for token in (
        b"",
        b"garbage",
        digest,
        b"\x04\x20" + digest + b"\x02",
        b"\x04\x20" + digest + b"\x02\x01\x01\x18\x0f2026",
    ):
        status, said = run(with_sums({**files, names.TOKEN: token}))
        assert (status, f"{names.TOKEN}: it does not name this checkpoint" in said) == (1, True)
    _, said = run(stamped(files, authority, b"another note\n"))
    assert f"{names.TOKEN}: it does not name this checkpoint" in said
    # Before there is a checkpoint there is nothing to stamp.
    assert run(stamped(bundle(history()), authority, b"a note\n"))[0] == 1
    monkeypatch.setattr(verifier, "MAX_READ", 100_000)
    status, said = run(with_sums({**files, names.TOKEN: b"x" * 100_001}))
    assert (status, f"{names.TOKEN}: it is larger than any such file" in said) == (1, True)


@pytest.mark.parametrize("name", [names.TOKEN, names.POLICY, names.SUMS, names.CHECKPOINT, names.RECORD_KEYS])
def test_a_file_of_the_zip_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    files = {**bundle(history(), logged=4), names.TOKEN: b"t" * 50}
    data = bytearray(zipped(with_sums(files)))
    # Its checksum in the archive is of other bytes then.
    data[data.index(name.encode()) + len(name)] ^= 0x55
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    assert verifier.main([str(path)]) == 1
    assert f"{name}: it cannot be read" in part_of(capsys.readouterr().out, "WRONG")


def test_what_a_terminal_cannot_show_breaks_nothing_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Signer("mikroskopie.example.org/ä漢", private_key_from_seed(b"log!" * 8))
    files = bundle(history())
    files[names.CHECKPOINT] = sign_checkpoint(Checkpoint(log.name, 1, bytes(32)), [log]).encode()
    files[names.CHECKPOINT_KEYS] = f"{log.key.text()}\n".encode()
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii", write_through=True))
    assert verifier.main([str(written(with_sums(files), tmp_path))]) == 0
    assert rb"mikroskopie.example.org/\xe4\u6f22" in shown.getvalue()


def test_it_names_files_as_the_bundle_does() -> None:
    for name in ("SUMS", "CHECKPOINT", "TOKEN", "POLICY", "RECORD_KEYS", "CHECKPOINT_KEYS"):
        assert getattr(verifier, name) == getattr(names, name)


def test_it_is_written_for_python_3_9_and_imports_nothing_but_cryptography() -> None:
    tree = ast.parse(VERIFIER.read_text(), feature_version=(3, 9))
    imported_names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    imported_names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    others = {name.partition(".")[0] for name in imported_names} - sys.stdlib_module_names
    assert others == {"cryptography"}


def test_it_runs_in_an_environment_without_the_plug_in(tmp_path: Path) -> None:
    folder = written(with_sums({**bundle(history(), logged=4), names.VERIFIER: VERIFIER.read_bytes()}), tmp_path / "b")
    (tmp_path / "bundle.zip").write_bytes(zipped(bundle(history(), logged=4)))
    for arguments in ([], [str(tmp_path / "bundle.zip")]):
        done = run_bare(folder / names.VERIFIER, *arguments, packages=tmp_path / "only")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Nothing is wrong with this bundle" in done.stdout
