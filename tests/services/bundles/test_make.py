# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bundle holds all that proves what was submitted for an object, and nothing of another object."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from omero_forms.domain.bundles import names
from omero_forms.domain.log.notes import VerifierKey
from omero_forms.domain.log.proofs import Proof
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.format import from_rows
from omero_forms.gateway.patience import out_of_time
from omero_forms.models import CheckpointRow, OutletRow, RecordRow
from omero_forms.selectors import bundles as selectors
from omero_forms.selectors.keys import sealer
from omero_forms.services.bundles import paper as papers
from omero_forms.services.bundles import verify_bundle as verifier
from omero_forms.services.log.make import make_checkpoint
from tests.api.browser import Browser
from tests.services.records.tampering import next_record
from tests.services.records.test_newer import keep, redaction_of
from tests.services.records.test_write import stream_of
from tests.support.world import EVERYWHERE, SCHEMA, FormInUse, FormsWorld

Bundle = Callable[..., zipfile.ZipFile]


@pytest.fixture
def bundle(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """`bundle("author", dataset)`: what that person downloads, the PDF in it however slow the machine is."""
    monkeypatch.setattr(papers, "SECONDS", 300.0)

    def read(who: str, target: int) -> zipfile.ZipFile:
        answer = Browser(world.lab, who).get(f"objects/dataset/{target}/bundle")
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="omero-forms-dataset-{target}.zip"'
        return zipfile.ZipFile(io.BytesIO(answer.body))

    return read


def filled(world: FormsWorld, target: int, form: FormInUse, times: int = 2) -> None:
    """Some submissions, each of which says something else."""
    for number in range(times):
        world.submit("author", target, form, base=number, answers={"sample": f"HeLa {number}"})


def verified(archive: zipfile.ZipFile, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What its own verifier says of a bundle with which nothing is wrong."""
    archive.extractall(folder)
    assert (folder / names.VERIFIER).read_bytes() == Path(verifier.__file__).read_bytes()
    status, said = verifier.main([str(folder)]), capsys.readouterr().out
    assert status == 0, said
    return said


def test_a_bundle_holds_the_records_of_all_forms_of_the_object_and_the_versions_that_they_name(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, other = world.form(), world.form(), world.form()
    target, neighbour = dataset(), dataset()
    filled(world, target, first)
    newer = json.loads(json.dumps(SCHEMA))
    newer["properties"]["sample"]["title"] = "Cells"
    world.publish(newer, form_id=first.id)
    world.submit("fellow", target, first, version=2, base=2, answers={"sample": "<b>new</b>"}, message="typo")
    filled(world, target, second, 1)
    filled(world, neighbour, other, 1)
    archive = bundle("author", target)
    streams = [f"submission/{form.id}/Dataset/{target}" for form in (first, second)]
    assert f"Dataset/{neighbour}/" not in " ".join(archive.namelist())
    said = verified(archive, tmp_path, capsys)
    assert "3 submissions of form " + first.id in said
    assert "1 submission of form " + second.id in said
    records = [one for one in archive.namelist() if one.startswith("records/")]
    of_forms = {
        f"records/form/{first.id}/1.json",
        f"records/form/{first.id}/2.json",
        f"records/form/{second.id}/1.json",
    }
    assert {one for one in records if "/form/" in one} == of_forms
    assert [sum(one.startswith(f"records/{stream}/") for one in records) for stream in streams] == [3, 1]
    assert len(records) == 7
    rows = json.loads(archive.read(next(one for one in records if one.startswith(f"records/{streams[0]}"))))
    assert from_rows([tuple(row) for row in rows]) in world.stored(stream_of(first).name)
    assert archive.read(names.PAPER).startswith(b"%PDF")
    page = archive.read(names.PAGE).decode()
    for shown in (
        "Fay Fellow (fellow)",
        "Arno Author (author)",
        "form version 2",
        "HeLa 1",
        "typo",
        "&lt;b&gt;new&lt;/b&gt;",
    ):
        assert shown in page
    assert "<b>new" not in page


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle
) -> None:
    form, target = world.form(*EVERYWHERE), dataset()
    filled(world, target, form, 1)
    page = bundle("author", target).read(names.PAGE).decode()
    assert "default-src 'none'" in page
    for outside in ("<script", "src=", "href=", "url(", "@import", "http:", "https:"):
        assert outside not in page


def test_a_redacted_submission_is_said_to_have_been_there_and_nothing_of_it_is_in_the_bundle(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = world.form(*EVERYWHERE), dataset()
    filled(world, target, form)
    [first, _second] = world.stored(stream_of(form).name)
    RecordRow.objects.filter(submission__object_id=target, number=1).update(content=None)
    keep(redaction_of(first, sealer()))
    elsewhere = {**first.ref.as_json(), "stream": "submission/fabcdefghijklmno/Dataset/1/1"}
    keep(next_record(redaction_of(first, sealer()), "redaction", about=elsewhere))
    archive = bundle("author", target)
    assert [one for one in archive.namelist() if "integrity" in one] == ["records/integrity/1.json"]
    assert "said was removed by user" in verified(archive, tmp_path, capsys)
    page = archive.read(names.PAGE).decode()
    assert "Its answers were removed by an admin" in page
    assert b"HeLa 0" not in b"".join(archive.read(one) for one in archive.namelist())


def test_an_imported_submission_is_said_to_be_imported_and_proven_by_no_log_in(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = world.form(), dataset()
    filled(world, target, form, 1)
    [first] = world.stored(stream_of(form).name)
    claimed = {"who": 8, "when": "2024-05-01 10:00:00", "zone": "Europe/Berlin", "ambiguous": False}
    keep(next_record(first, "submission.imported", claimed=claimed))
    archive = bundle("author", target)
    page = archive.read(names.PAGE).decode()
    assert "Imported, and never proven by the log-in of its author." in page
    assert "by user 8, at 2024-05-01 10:00:00 (Europe/Berlin)" in page
    assert "Who answered, and when, in 1 imported submission of" in verified(archive, tmp_path, capsys)


def test_what_the_database_made_of_a_record_is_not_on_the_page_and_the_verifier_names_it(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = world.form(), dataset()
    filled(world, target, form)
    altered = RecordRow.objects.get(submission__object_id=target, number=1)
    forged = bytes(altered.content or b"").replace(b"HeLa 0", b"HeLa X")
    RecordRow.objects.filter(pk=altered.pk).update(content=forged)
    archive = bundle("author", target)
    archive.extractall(tmp_path)
    assert b"HeLa X" not in archive.read(names.PAGE)
    assert verifier.main([str(tmp_path)]) == 1
    assert f"{altered.stream.name}/1.json: the content was altered" in capsys.readouterr().out


def test_an_object_without_submissions_gives_a_bundle_that_says_so(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.form()
    assert "there are no records in the bundle" in verified(bundle("author", dataset()), tmp_path, capsys)


def test_what_a_checkpoint_counts_is_proven_by_it_and_what_is_newer_is_said_to_be(
    log: FormsWorld,
    world: FormsWorld,
    dataset: Callable[..., int],
    bundle: Bundle,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    form, target, neighbour = world.form(), dataset(), dataset()
    filled(world, target, form)
    world.submit("author", neighbour, form)
    made = make_checkpoint(None, via=Via.COMMAND)
    cosignature = "— witness.example.org/w1 AAAAAAAA\n"
    OutletRow.objects.create(name="witness", number=made.number, given_at=timezone.now(), answer=cosignature)
    world.submit("author", target, form, base=2)
    archive = bundle("author", target)
    note = archive.read(names.CHECKPOINT).decode()
    checkpoint = CheckpointRow.objects.get()
    assert note == checkpoint.note + cosignature
    assert not [one for one in archive.namelist() if one.startswith("records/checkpoint")]
    said = verified(archive, tmp_path, capsys)
    # Two submissions and the version of the form.
    assert (
        f"3 of 4 records are in the log {note.partition(chr(10))[0]}, as it was with {checkpoint.size} records" in said
    )
    assert f"anew: no checkpoint counts it yet: submission 3 of form {form.id} for Dataset {target}" in said
    assert "There was no checkpoint" not in archive.read(names.PAGE).decode()
    keys = [VerifierKey.from_text(one) for one in archive.read(names.CHECKPOINT_KEYS).decode().splitlines()]
    for name in (one for one in archive.namelist() if one.startswith("proofs/")):
        rows = json.loads(archive.read(name.replace("proofs/", "records/").replace(".tlog-proof", ".json")))
        proof = Proof.from_text(archive.read(name).decode())
        assert proof.proven_by(bytes.fromhex(dict(rows)["digest"]), keys).size == checkpoint.size


def test_records_are_read_some_at_a_time(
    world: FormsWorld, dataset: Callable[..., int], bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    form, target = world.form(), dataset()
    filled(world, target, form, 5)
    monkeypatch.setattr(selectors, "READ_AT_ONCE", 2)
    assert "5 submissions of form" in verified(bundle("author", target), tmp_path, capsys)


def test_a_bundle_that_broke_off_is_no_zip(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    filled(world, target, form, 1)

    def fails(*_args: object) -> None:
        raise out_of_time()

    monkeypatch.setattr("omero_forms.services.bundles.make.selectors.key_records", fails)
    answer = Browser(world.lab, "author").get(f"objects/dataset/{target}/bundle")
    assert answer.body.startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(answer.body))
