# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was damaged or lost is brought back from bytes whose seal verifies, as was said before."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omero_forms.cli import main
from omero_forms.conf import conf
from omero_forms.domain.records.acts import Capacity, Via
from omero_forms.domain.records.forks import decided_forks, set_aside
from omero_forms.domain.records.format import Record, to_rows
from omero_forms.domain.records.parts import report_parts
from omero_forms.domain.records.verify import check_chain, redactions, verify
from omero_forms.domain.refs import report_stream
from omero_forms.gateway import records
from omero_forms.gateway.sessions import form_master
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DamageRow, Event, KeptReport, RecordRow, Stream, Submission
from omero_forms.selectors import canonical_export
from omero_forms.selectors import proven as proven_selectors
from omero_forms.selectors.keyring import keyring
from omero_forms.selectors.proven import Prover
from omero_forms.services.integrity.plan import What
from omero_forms.services.integrity.rebuild import rebuild
from omero_forms.services.integrity.repair import bundle_source, plan_repair, repair, resolve_fork
from omero_forms.services.integrity.sources import read_bundle
from omero_forms.services.integrity.verify import verify as verify_all
from omero_forms.services.records.decide import Decision, append_entries
from omero_forms.services.records.project import project
from omero_forms.services.sweep import sweep
from tests.services.integrity.losing import lose_database, lose_records
from tests.services.records.tampering import TAMPERINGS, Tampering, hands, next_record, replaced
from tests.services.records.test_write import code_of, contents, filled, forget, stream_of
from tests.support.world import FormInUse, FormsWorld


@pytest.fixture
def world(world: FormsWorld) -> FormsWorld:
    """With nothing in the store that other tests left, and what the workers do first done."""
    lose_records(world)
    sweep(Deadline.after(60))
    return world


def proven(world: FormsWorld, stream: str) -> dict[int, Record]:
    keys = keyring()
    return {one.number: one for one in world.stored(stream) if not verify(one, keys)}


def bundle_of(world: FormsWorld, path: Path, *streams: str) -> Path:
    """The records of streams as a bundle has them."""
    with zipfile.ZipFile(path, "w") as made:
        for stream in streams:
            for one in world.stored(stream):
                made.writestr(f"records/{stream}/{one.number}.json", json.dumps(to_rows(one)))
    return path


def fork(world: FormsWorld, form: FormInUse, after: int) -> Record:
    """Another sealed record that follows on the one of that number, as a second installation would write it."""
    other = next_record(world.stored(stream_of(form).name)[after - 1], "submission")
    with form_master(conf()) as master:
        records.append(master, other)
    return other


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda one: one.name)
def test_a_store_that_was_tampered_with_is_repaired_and_nothing_is_left(
    world: FormsWorld, dataset: Callable[..., int], tampering: Tampering
) -> None:
    form, _target = filled(world, dataset, 3)
    name = stream_of(form).name
    before, recorded = contents(form), proven(world, name)
    with hands(world, name, sudo=tampering.sudo) as one:
        tampering.tamper(one)
    outcome = repair(plan_repair())
    assert outcome.left == []
    assert contents(form) == before
    assert proven(world, name) == recorded
    assert plan_repair().steps == ()
    assert not DamageRow.objects.filter(mended_at=None).exists()


def test_what_was_redacted_is_proven_once_however_many_histories_a_plan_is_of(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = world.form("read_annotate")
    targets = [dataset("read_annotate") for _ in range(3)]
    for target in targets:
        world.submit("author", target, form)
    RecordRow.objects.filter(kind="submission").update(content=None)
    assert verify_all().findings == 3
    asked = []

    def counted(*given: Any) -> Any:
        asked.append(given)
        return redactions(*given)

    monkeypatch.setattr(proven_selectors, "redactions", counted)
    plan = plan_repair()
    assert [one.what for one in plan.steps if one.stream.startswith("submission/")] == [What.RESTORE] * 3
    # By whoever opens the session, too.
    assert len(asked) <= 2


def test_what_both_lost_comes_back_from_a_bundle_and_what_nobody_has_is_named(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    before = contents(form)
    bundle = bundle_of(world, tmp_path / "proof.zip", name)
    with hands(world, name) as one:
        one.delete(2)
    record = RecordRow.objects.get(stream__name=name, number=2)
    RecordRow.objects.filter(pk=record.pk).update(content=b"{}")
    log_in = ["-u", "root", "-w", world.lab.server.root_password]
    assert main(["repair", "--yes", "--json", *log_in]) == 1
    printed = capsys.readouterr()
    left = json.loads(printed.out)["left"]
    assert [(one["what"], one["stream"], one["number"]) for one in left] == [("lost", name, 2)]
    assert main(["repair", "--json", "--from", str(bundle), *log_in]) == 1
    [step] = json.loads(capsys.readouterr().out)["steps"]
    assert (step["what"], step["number"]) == ("from_bundle", 2)
    assert main(["repair", "--yes", "--from", str(bundle), *log_in]) == 0
    assert contents(form) == before
    assert sorted(proven(world, name)) == [1, 2, 3]
    assert not RecordRow.objects.filter(unproven=True).exists()
    assert world.submit("author", target, form, base=3).submission.number == 4


def test_a_bundle_closes_a_gap_that_omero_and_a_new_database_have(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, _target = filled(world, dataset, 3)
    name = stream_of(form).name
    sweep(Deadline.after(60))
    before = [line for line in canonical_export.lines() if b'"row":"record"' not in line]
    bundle = bundle_of(world, tmp_path / "proof.zip", name)
    with hands(world, name) as one:
        one.delete(2)
    lose_database()
    assert [one.kind for one in rebuild().quarantined] == ["gap"]
    source = bundle_source(bundle)
    assert [(one.what, one.number) for one in plan_repair(source).steps] == [
        (What.FROM_BUNDLE, 2),
        (What.TAKE_OVER, 3),
    ]
    assert repair(plan_repair(source), source).left == []
    assert [line for line in canonical_export.lines() if b'"row":"record"' not in line] == before


def test_nothing_of_a_bundle_counts_that_another_key_sealed_or_that_was_altered(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, _target = filled(world, dataset, 2)
    name = stream_of(form).name
    first, second = world.stored(name)
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as made:
        rows = [(row, value.replace("S2", "S9")) for row, value in to_rows(second)]
        made.writestr(f"records/{name}/2.json", json.dumps(rows))
        made.writestr(f"records/{name}/3.json", "[" * 100_000)
        made.writestr(f"records/{name}/4.json", json.dumps([["format", None]]))
        made.writestr(f"records/{name}/1.json", json.dumps(to_rows(first)))
    source = bundle_source(tmp_path / "forged.zip")
    assert (dict(source.records), source.passed_over) == ({name: {1: first}}, 3)
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert code_of(lambda: bundle_source(tmp_path / "no.zip")) == "import_unusable"


def test_what_was_redacted_is_taken_from_no_bundle(
    world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, _target = filled(world, dataset, 2)
    name = stream_of(form).name
    bundle = bundle_of(world, tmp_path / "proof.zip", name)
    first, second = world.stored(name)
    found = read_bundle(bundle, first.server, keyring(), {second.ref}).of(name)
    assert (found[1], found[2]) == (first, replace(second, content=None))


@pytest.mark.parametrize("chosen", ["ours", "theirs"])
def test_a_fork_is_resolved_by_a_decision_and_the_next_number_follows_the_record_that_counts(
    world: FormsWorld, dataset: Callable[..., int], chosen: str
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    ours = world.stored(name)[1]
    theirs = fork(world, form, after=1)
    assert code_of(lambda: world.submit("author", target, form, base=3)) == "history_stopped"
    [step] = plan_repair().steps
    assert {one.digest for one in step.choices} == {ours.digest, theirs.digest}
    digest = {"ours": ours, "theirs": theirs}[chosen].digest
    root = world.user("root")
    assert code_of(lambda: resolve_fork(root, name, 2, digest, reason=" ", via=Via.COMMAND)) == "request_invalid"
    assert code_of(lambda: resolve_fork(root, name, 2, "0" * 64, reason="why", via=Via.COMMAND)) == "request_invalid"
    fellow = world.user("fellow")
    assert code_of(lambda: resolve_fork(fellow, name, 2, digest, reason="why", via=Via.COMMAND)) == "forbidden"
    plan = plan_repair()
    resolve_fork(root, name, 2, digest, reason="the other host was a copy", via=Via.COMMAND)
    assert repair(plan, decided={name}).left == []
    assert RecordRow.objects.get(stream__name=name, number=2).digest == digest
    last = 3 if chosen == "ours" else 2
    assert world.submit("author", target, form, base=last).submission.number == last + 1
    stored = world.stored(name)
    others = decided_forks(world.stored("integrity"), stored[0].server, keyring())[name]
    assert check_chain(stored, aside=set_aside(stored, others)) == []
    assert Stream.objects.get(name=name).stopped == ""
    assert not DamageRow.objects.filter(mended_at=None).exists()
    assert plan_repair().steps == ()
    assert Event.objects.get(name="fork.resolved").actor_name == "root"
    # Whoever reads all of it anew knows the decision.
    Stream.objects.filter(name=name).update(verified={})
    assert world.submit("author", target, form, base=last + 1).submission.number == last + 2
    assert list(Prover().set_aside) == [name]


@pytest.mark.parametrize("anew", [False, True], ids=["here", "made anew"])
def test_a_forked_history_of_reports_is_resolved_and_the_reports_before_it_keep_their_files(
    world: FormsWorld, *, anew: bool
) -> None:
    name = report_stream(7)

    def keep(week: int) -> None:
        days = {"name": f"2026-W{week}", "first": "2026-11-02", "last": "2026-11-08"}
        parts = report_parts(group_id=7, group_name="b", period=days, sha256=f"{week:064}", counts={})
        kept = name, Decision("report.kept", parts, Capacity.SERVICE)
        append_entries(None, [name], lambda: [kept], via=Via.SCHEDULE, beside=project)

    for week in (45, 46, 47):
        keep(week)
    KeptReport.objects.filter(period="2026-W45").update(rows=b"the file")
    first, ours, _last = world.stored(name)
    theirs = next_record(first, "report.kept", period=ours.payload_json()["period"], sha256="f" * 64)
    with form_master(conf()) as master:
        records.append(master, theirs)
    if anew:
        lose_database()
        assert [(one.kind, one.number) for one in rebuild().quarantined] == [("fork", 2)]
        assert [one.period for one in KeptReport.objects.all()] == ["2026-W45"]
    else:
        assert verify_all().findings == 1
    plan = plan_repair()
    resolve_fork(world.user("root"), name, 2, theirs.digest, reason="they were first", via=Via.COMMAND)
    assert repair(plan, decided={name}).left == []
    there = KeptReport.objects.order_by("period").values_list("record__number", "period", "sha256")
    assert list(there) == [(1, "2026-W45", f"{45:064}"), (2, "2026-W46", "f" * 64)]
    before = KeptReport.objects.get(period="2026-W45")
    assert before.rows == (None if anew else b"the file")
    assert not DamageRow.objects.filter(mended_at=None).exists()


def test_a_decision_is_known_to_a_database_that_is_made_anew(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 2)
    name = stream_of(form).name
    theirs = fork(world, form, after=1)
    resolve_fork(world.user("root"), name, 2, theirs.digest, reason="they were first", via=Via.COMMAND)
    sweep(Deadline.after(60))
    before = list(canonical_export.lines())
    lose_database()
    assert rebuild().quarantined == []
    assert list(canonical_export.lines()) == before
    assert Submission.objects.get(number=2).record.digest == theirs.digest
    assert world.submit("author", target, form, base=2).submission.number == 3


def test_a_history_that_changed_since_the_plan_was_shown_is_left_as_it_is(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, _target = filled(world, dataset, 3)
    name = stream_of(form).name
    with hands(world, name) as one:
        one.delete(3)
        plan = plan_repair()
        one.change(2, replaced("content", "S2", "S9"))
    outcome = repair(plan)
    assert (outcome.done, [step.number for step in outcome.left]) == ([], [3])
    assert sorted(proven(world, name)) == [1]
    assert plan.digest != plan_repair().digest


@pytest.mark.parametrize(("in_omero", "in_database"), [(1, 3), (3, 1), (2, 1), (1, 2)])
def test_after_restores_of_either_side_both_know_all_again_and_no_number_is_given_twice(
    world: FormsWorld, dataset: Callable[..., int], in_omero: int, in_database: int
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    with hands(world, name) as one:
        one.delete(*range(in_omero + 1, 4))
    if in_database < 3:
        forget(form, in_database + 1)
    assert repair(plan_repair()).left == []
    last = max(in_omero, in_database)
    assert Stream.objects.get(name=name).last_number == last
    assert world.submit("author", target, form, base=last).submission.number == last + 1
    stored = world.stored(name)
    assert [one.number for one in stored] == list(range(1, last + 2))
    assert check_chain(stored) == []
