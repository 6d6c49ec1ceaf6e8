# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of each digest period stays as it was; a record proves it, and nobody reads more of it than they may."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.api import streaming
from omero_forms.domain.policies.kept import Manifest
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.findings import Finding as IntegrityFinding
from omero_forms.domain.refs import report_stream
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DayCount, DigestRun, KeptReport, PolicyRow, RecordRow, Stream
from omero_forms.selectors import kept_reports
from omero_forms.selectors.log_check import check_log
from omero_forms.services.integrity.verify import verify
from omero_forms.services.log.make import make_checkpoint
from omero_forms.services.mails.digest.make import make_digest
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.project import project
from omero_forms.services.reports.keep import forget_old, keep_due
from omero_forms.services.sweep import sweep
from tests.api.browser import Browser
from tests.services.records.tampering import hands
from tests.support.facility import Facility
from tests.support.servers import open_session
from tests.support.world import FormsWorld

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def browser(facility: Facility, who: str) -> Iterator[Browser]:
    if who not in facility.people:
        yield Browser(facility.world.lab, who)
        return
    client, key = open_session(facility.world.lab.server, facility.people[who])
    try:
        yield Browser(facility.world.lab, key=key)
    finally:
        client.closeSession()


def file_of(facility: Facility, who: str, path: str) -> bytes:
    with browser(facility, who) as one:
        response = one.client.get(f"/omero_forms/api/v1/{path}")
        return bytes(response.getvalue())


def period_made(name: str, days_ago: int = 0, slot: str = "weekly-1") -> None:
    then = timezone.now() - timedelta(days=days_ago)
    DigestRun.objects.create(slot=slot, period=name, begins_at=then, started_at=then, finished_at=then)


def keep() -> int:
    return keep_due(Deadline.after(60))


def test_a_period_keeps_the_report_of_each_group_and_a_record_proves_it(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = facility.group("b")
    facility.group("c")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b", "c")
    form = facility.form("b")
    done, open_, moves = facility.datasets("anna", "b", 3)
    facility.apply(facility.policy("b", form, grace=0))
    facility.submit("anna", done, form)
    assert keep() == 0, "before there is a period"
    period_made("2026-W48", days_ago=7)
    assert keep() == 0, "a group that was never evaluated has no report"
    period_made("2026-11-27", slot="daily")
    facility.evaluate("b")
    DigestRun.objects.update(reports_at=None)
    assert keep() == 1
    assert keep() == 0, "once for each period"
    facility.move("anna", moves, "c")
    facility.evaluate("b")
    period_made("2026-W49")
    assert keep() == 1

    with browser(facility, "olga") as olga:
        newer, older = olga.get(f"reports/{group}/kept").body["reports"]
        assert (older["totals"], newer["totals"]) == (
            {"objects": 3, "compliant": 1, "missing": 2},
            {"objects": 2, "compliant": 1, "missing": 1},
        )
        assert [one["number"] for one in (older, newer)] == [1, 2]
        assert all(one["is_recorded"] and one["intact"] for one in (older, newer))
        page = olga.get(f"reports/{group}/kept?limit=1").body
        assert [one["period"] for one in page["reports"]] == ["2026-W49"]
        assert olga.get(f"reports/{group}/kept?before={page['next']}").body["reports"] == [older]
        opened = olga.get(f"kept-reports/{older['id']}").body
    assert (opened["findings"], opened["policies"][0]["name"]) == (2, "Metadata")
    for record in facility.world.stored(f"report/{group}"):
        assert record.kind == "report.kept"
        assert json.loads(record.content or b"")["report"].startswith(f"b {facility.suffix} 2026-W")
    path = f"kept-reports/{older['id']}"
    for who, status in (("anna", 404), ("outsider", 404), ("admin", 200)):
        with browser(facility, who) as one:
            assert {one.get(f"reports/{group}/kept").status, one.get(path).status} == {status}, who

    # Admins read all. To others an object that they cannot see any more is its hash; the rest is proven all the same.
    for who, named in (("admin", {open_, moves}), ("olga", {open_})):
        head, *rows = file_of(facility, who, f"{path}/report.jsonl").splitlines()
        said = json.loads(head)
        manifest = said["manifest"].encode()
        payload = facility.world.stored(f"report/{group}")[0].payload_json()
        assert hashlib.sha256(manifest).hexdigest() == said["sha256"] == payload["sha256"]
        hashes = [json.loads(one).get("left_out") or hashlib.sha256(one).hexdigest() for one in rows]
        assert hashes == list(Manifest.read(manifest).digests)
        assert {one["object"]["id"] for one in map(json.loads, rows) if "object" in one} == named, who
        uid = PolicyRow.objects.get(group_id=group).uid
        assert Manifest.read(manifest).head["compliant"] == {uid: {"Dataset": [[done, done]]}}
        table = list(
            csv.DictReader(io.StringIO(file_of(facility, who, f"{path}/report.csv").decode("utf-8-sig"), newline=""))
        )
        complied = table.pop()
        assert (complied["object type"], complied["object id"]) == ("Dataset", str(done))
        assert (complied["policy"], complied["status"]) == ("Metadata", "compliant")
        assert {int(one["object id"]) for one in table if one["object id"]} == named
        assert [one["sha256"] for one in table] == hashes
        monkeypatch.setattr(streaming, "SENDING_SECONDS", 0.0)
        first, end = csv.DictReader(
            io.StringIO(file_of(facility, who, f"{path}/report.csv").decode("utf-8-sig"), newline="")
        )
        monkeypatch.undo()
        assert (first, end["object type"], end["object id"]) == (table[0], "incomplete", "1")
        assert "after=1" in end["object"]
        rest = file_of(facility, who, f"{path}/report.csv?after={end['object id']}").decode("utf-8-sig")
        assert list(csv.DictReader(io.StringIO(rest, newline=""))) == [*table[1:], complied]
        rest = file_of(facility, who, f"{path}/report.csv?after=2").decode("utf-8-sig")
        assert list(csv.DictReader(io.StringIO(rest, newline=""))) == [complied]
        assert len(file_of(facility, who, f"{path}/report.csv?after=3").splitlines()) == 1
    assert file_of(facility, "olga", f"{path}/report.pdf").startswith(b"%PDF-1.7")
    PolicyRow.objects.filter(group_id=group).update(name="Another name")
    page = file_of(facility, "olga", f"{path}/report.html").decode()
    assert "Metadata" in page
    assert "Another name" not in page, "the policy as it was called then"
    assert f"Report of b {facility.suffix}, 2026-W48" in page
    assert "1 of 2 findings. 1 is left out" in page

    # Whoever changes the file, or what is said of it, is found out, and nobody reads it for what was kept.
    row, other = KeptReport.objects.get(pk=older["id"]), KeptReport.objects.get(pk=newer["id"])
    for changes in ({"rows": other.rows}, {"manifest": other.manifest}, {"rows": b"none"}, {"manifest": b"none"}):
        KeptReport.objects.filter(pk=row.pk).update(**changes)
        with browser(facility, "admin") as admin:
            assert [one["intact"] for one in admin.get(f"reports/{group}/kept").body["reports"]] == [True, False]
            for kind in ("csv", "html", "pdf"):
                refused: dict[str, Any] = admin.get(f"{path}/report.{kind}").body
                assert "not the one that was kept" in refused["error"]["message"], (kind, changes)
        row.save()

    # A list says where it looked at no row, and a file of what nothing proves is called so.
    KeptReport.objects.filter(pk=row.pk).update(rows=other.rows)
    monkeypatch.setattr(kept_reports, "LOOKED_AT", 0)
    with browser(facility, "admin") as admin:
        told = admin.get(f"reports/{group}/kept").body["reports"]
        assert [(one["intact"], one["is_checked"]) for one in told] == [(True, False), (True, False)]
        monkeypatch.undo()
        told = admin.get(f"reports/{group}/kept").body["reports"]
        assert [(one["intact"], one["is_checked"]) for one in told] == [(True, True), (False, True)]
        row.save()
        KeptReport.objects.filter(pk=row.pk).update(period="2026-W40")
        for kind in ("csv", "html", "jsonl"):
            sent = admin.client.get(f"/omero_forms/api/v1/{path}/report.{kind}")["Content-Disposition"]
            assert f"2026-W40 (not proven).{kind}" in sent
    row.save()

    # What comes back from records is that there was a report; the file was in the database.
    KeptReport.objects.all().delete()
    for kept in RecordRow.objects.filter(kind="report.kept").order_by("number"):
        project(kept)
    with browser(facility, "admin") as admin:
        again = admin.get(f"reports/{group}/kept").body["reports"]
        assert [(one["period"], one["sha256"], one["intact"]) for one in again] == [
            (one["period"], one["sha256"], None) for one in (newer, older)
        ]
        gone: dict[str, Any] = admin.get(f"kept-reports/{again[0]['id']}").body
    assert "not there any more" in gone["error"]["message"]


def test_a_group_whose_reports_stopped_keeps_no_other_waiting_and_is_tried_again(facility: Facility) -> None:
    for name in ("b", "c"):
        facility.group(name)
        facility.apply(facility.policy(name, facility.form(name)))
        facility.evaluate(name)
    period_made("2026-W48")
    stopped = ensure_stream(report_stream(min(facility.groups.values())))
    Stream.objects.filter(pk=stopped.pk).update(stopped="fork")
    assert (keep(), keep()) == (1, 0)
    Stream.objects.filter(pk=stopped.pk).update(stopped="")
    assert (keep(), DigestRun.objects.get().reports_at is not None) == (1, True)
    assert set(KeptReport.objects.values_list("group_id", flat=True)) == set(facility.groups.values())

    # A period of a new site may have been over before its first evaluation: its mails are made by command then.
    late = facility.group("d")
    facility.apply(facility.policy("d", facility.form("d")))
    facility.evaluate("d")
    assert keep() == 0
    make_digest(period_name="2026-W48")
    assert (keep(), keep()) == (1, 0)
    assert KeptReport.objects.get(group_id=late).period == "2026-W48"


def test_a_kept_report_is_proven_by_its_record_and_a_checkpoint_proves_that(
    facility: Facility, log: FormsWorld
) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    for week in range(44, 50):
        period_made(f"2026-W{week}")
        assert keep() == 1
    sweep(Deadline.after(60))
    stream = f"report/{group}"
    checkpoint = make_checkpoint(None, via=Via.COMMAND).number
    *kept, other = KeptReport.objects.filter(group_id=group).order_by("pk")
    first = kept[0]

    def named() -> list[tuple[str, int | None, str]]:
        findings: list[IntegrityFinding] = []
        verify(None, findings.append)
        return sorted((one.kind.value, one.number, one.detail) for one in findings if one.stream == stream)

    file = "The file of the report is not the one that was kept."
    ways: list[tuple[str, dict[str, Any]]] = [
        ("differs in sha256", {"sha256": "f" * 64}),
        ("differs in counts", {"counts": {**first.counts, "totals": {"objects": 2, "compliant": 2}}}),
        (file, {"manifest": other.manifest, "rows": other.rows}),
        (file, {"rows": other.rows}),
        (file, {"rows": b"no file"}),
    ]
    for report, (_words, changes) in zip(kept, ways, strict=True):
        KeptReport.objects.filter(pk=report.pk).update(**changes)
    for (kind, number, detail), (at, (words, _changes)) in zip(named(), enumerate(ways, 1), strict=True):
        assert (kind, number) == ("altered", at), words
        assert words in detail, words
    for report in kept:
        report.save()
    KeptReport.objects.filter(pk=first.pk).update(manifest=None, rows=None)
    assert named() == [], "a file that went after its time"
    first.save()

    # Out of OMERO, and out of the database: a checkpoint counted the record.
    with hands(log, stream) as one:
        one.delete(1)
    assert [(kind, number) for kind, number, _detail in named()] == [("missing", 1)]
    KeptReport.objects.filter(pk=first.pk).delete()
    RecordRow.objects.filter(stream__name=stream, number=1).delete()
    told = {one.number: (one.kind, one.detail) for one in check_log() if one.kind == "missing"}
    assert told == {checkpoint: ("missing", f"It counts number 1 of {stream}, which is not in the database.")}


def test_files_go_after_their_time_and_what_was_kept_of_them_stays(settings: Any, monkeypatch: Any) -> None:
    import omero_forms.settings as mapping

    today = timezone.localdate()
    for days, until in ((400, today - timedelta(days=300)), (300, today - timedelta(days=10)), (10, None)):
        DayCount.objects.create(group_id=1, heading="group", day=today - timedelta(days=days), until=until, totals={})
    monkeypatch.setattr(mapping, "FORMS_REPORT_DAYS", 0)
    assert forget_old() == 0, "for ever"
    monkeypatch.setattr(mapping, "FORMS_REPORT_DAYS", 100)
    assert forget_old() == 1
    assert DayCount.objects.count() == 2
