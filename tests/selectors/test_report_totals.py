# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of reports: by group, policy, form, question and person, now, on past days and as files."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from omero_forms.api import streaming
from omero_forms.domain.policies.tallies import Heading
from omero_forms.gateway.patience import out_of_time
from omero_forms.gateway.placement import still_there
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import DayCount, Finding, PolicyRow
from omero_forms.selectors import reports
from omero_forms.selectors.report_totals import numbers_in
from omero_forms.services.reports.count import count_due
from tests.api.browser import Browser
from tests.ceilings import below_ceiling
from tests.selectors.test_reports import ask
from tests.support.counts import counts
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(facility: Facility, path: str) -> str:
    """A file, as an admin gets it."""
    response = Browser(facility.world.lab, "admin").client.get(f"/omero_forms/api/v1/{path}")
    return response.getvalue().decode()


def table_of(facility: Facility, path: str) -> list[dict[str, str]]:
    text = text_of(facility, path)
    assert text.startswith("\ufeff"), "else Excel takes it for another encoding"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_numbers_of_a_report_by_whom_and_what_with_the_way_to_each_finding(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, other = facility.group("b"), facility.group("c")
    facility.person("olga", owner_of=("b",))
    anna, ben = facility.person("anna", "b", "c"), facility.person("ben", "b")
    form, second = facility.form("b"), facility.form("b", "c")
    done, open_ = facility.datasets("anna", "b", 2)
    hostile = facility.dataset("ben", "b", name="=HYPERLINK(1)")
    facility.dataset("anna", "c")
    facility.apply(facility.policy("b", form, second, grace=0), facility.policy("c", second, name="Elsewhere", grace=0))
    facility.submit("anna", done, form, answers={"sample": "HeLa", "channels": [{"dye": "DAPI"}]})
    facility.submit("anna", open_, form, answers={"sample": "U2OS", "passages": 4})
    facility.submit("anna", done, second)
    for one in ("b", "c"):
        facility.evaluate(one)
    count_due(Deadline.after(60))

    whole = ask(facility, "olga", "reports/totals").body
    assert whole["totals"] == {"objects": 3, "compliant": 1, "missing": 2}
    assert [one["group"]["id"] for one in whole["groups"]] == [group], "an owner is told of groups of theirs alone"
    assert whole["of"] == {"groups": 1, "policies": 1, "forms": 2, "people": 2}
    assert {one["form"]["name"]: one["totals"] for one in whole["forms"]} == {
        form.name: {"objects": 3, "compliant": 2, "missing": 1},
        second.name: {"objects": 3, "compliant": 1, "missing": 2},
    }
    people = [(one["person"]["full_name"], one["totals"].get("missing", 0)) for one in whole["people"]]
    assert sorted(people) == [("Anna Person", 1), ("Ben Person", 1)]
    assert whole["counted_at"].endswith("Z")
    everywhere = ask(facility, "admin", "reports/totals").body
    assert {group, other} <= {one["group"]["id"] for one in everywhere["groups"]}
    first = ask(facility, "admin", f"reports/totals?group={group}&limit=1").body
    assert (len(first["people"]), first["of"]["people"]) == (1, 2), "what is cut off is counted"

    questions = ask(facility, "olga", f"reports/questions?form={form.id}&group={group}").body["questions"]
    assert [(one["titles"], one["objects"], one["unanswered"], one["is_required"]) for one in questions] == [
        ("Sample", 2, 0, True),
        ("Passages", 2, 1, False),
        ("Channels > Dye", 2, 1, False),
    ]
    assert ask(facility, "olga", f"reports/questions?form={form.id}&group={other}").status == 404
    assert ask(facility, "olga", "reports/questions?form=unknown").status == 404

    # Each number leads to its findings.
    path = f"evaluations/{group}"
    of_ben = ask(facility, "olga", f"{path}?person={ben.id}").body
    assert ([one["object"]["id"] for one in of_ben["findings"]], of_ben["of"]) == ([hostile], 1)
    lacking = ask(facility, "olga", f"{path}?form={form.id}").body
    assert ([one["object"]["id"] for one in lacking["findings"]], lacking["of"]) == ([hostile], 1)
    lacking = ask(facility, "olga", f"{path}?form={second.id}&person={anna.id}").body
    assert ([one["object"]["id"] for one in lacking["findings"]], lacking["of"]) == ([open_], 1)
    assert ask(facility, "olga", f"{path}?form=%25").body["of"] == 0, "a form's id is no pattern"

    # As files: all of it, with nothing that a spreadsheet would run.
    rows = table_of(facility, f"reports/{group}/findings.csv?status=all")
    assert {int(one["object id"]) for one in rows} == {done, open_, hostile}
    by_id = {int(one["object id"]): one for one in rows}
    assert by_id[hostile]["object"] == "'=HYPERLINK(1)"
    assert (by_id[open_]["lacking"], by_id[open_]["owner"]) == (second.name, "Anna Person")
    assert by_id[open_]["address"] == f"http://testserver/omero_forms/?id={open_}&type=dataset&form={second.id}"
    listed = json.loads(text_of(facility, f"reports/{group}/findings.json?person={ben.id}"))
    assert listed == of_ben["findings"]
    assert json.loads(text_of(facility, f"reports/{group}/findings.json?status=outdated")) == []
    by_form = table_of(facility, f"reports/totals.csv?by=form&group={group}")
    assert {one["form"]: one["missing"] for one in by_form} == {form.name: "1", second.name: "2"}
    assert {one["person"] for one in table_of(facility, "reports/totals.csv?by=person")} >= {"Ben Person"}
    by_policy = table_of(facility, f"reports/totals.csv?by=policy&group={group}")
    assert [(one["policy"], one["group"], one["missing"]) for one in by_policy] == [
        ("Metadata", f"b {facility.suffix}", "2")
    ]
    table = table_of(facility, f"reports/questions.csv?form={form.id}&group={group}")
    assert [tuple(one.values()) for one in table] == [
        ("Sample", "/sample", "true", "2", "0"),
        ("Passages", "/passages", "false", "2", "1"),
        ("Channels > Dye", "/channels/dye", "false", "2", "1"),
    ]
    monkeypatch.setattr("omero_forms.api.report_files.MAX_ROWS", 1)
    with counts() as spent:
        rows = table_of(facility, f"reports/{group}/findings.csv?form={second.id}")
    assert {int(one["object id"]) for one in rows} == {open_, hostile}
    found = [one for one in spent.statements if Finding._meta.db_table in one]
    assert len(found) == 3, f"two pages, and whether one is before the second; nobody reads how many there are: {spent}"
    monkeypatch.setattr(streaming, "SENDING_SECONDS", 0.0)
    assert len(table_of(facility, f"reports/totals.csv?by=form&group={group}")) == 2, "so few rows are never cut off"
    seen, after = [], ""
    for _each in range(3):
        some = table_of(facility, f"reports/{group}/findings.csv?status=all{after}")
        seen += [int(one["object id"]) for one in some if one["object type"] == "Dataset"]
        after = "&after=" + some[-1]["object id"].replace("+", "%2B")
    assert sorted(seen) == sorted([done, open_, hostile])
    cut = json.loads(text_of(facility, f"reports/{group}/findings.json?status=all"))
    assert (len(cut), list(cut[1]["incomplete"])) == (2, ["after"])


def test_a_file_that_breaks_off_before_its_first_row_says_where_to_go_on(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = facility.group("b")
    facility.group("c")
    facility.person("anna", "b", "c")
    form = facility.form("b")
    facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form))
    facility.evaluate("b")
    gone, stays = Finding.objects.filter(group_id=group).order_by("since", "pk").values_list("object_id", flat=True)
    facility.move("anna", gone, "c")
    monkeypatch.setattr("omero_forms.api.report_files.MAX_ROWS", 1)
    path = f"reports/{group}/findings.csv?after="
    asked: list[object] = []

    def fails_later(*args: Any) -> Any:
        asked.append(args)
        if len(asked) > 1:
            raise out_of_time()
        return still_there(*args)

    with monkeypatch.context() as patched:
        patched.setattr(reports, "still_there", fails_later)
        (failed,) = table_of(facility, path)
    with monkeypatch.context() as patched:
        patched.setattr(streaming, "SENDING_SECONDS", 0.0)
        (late,) = table_of(facility, path)
        (entry,) = json.loads(text_of(facility, path.replace("csv", "json")))
    assert failed["object type"] == late["object type"] == "incomplete"
    assert failed["object id"] == late["object id"] == entry["incomplete"]["after"]
    (row,) = table_of(facility, path + quote(failed["object id"]))
    assert int(row["object id"]) == stays


def test_what_was_counted_on_any_past_day_stays_to_be_read(facility: Facility) -> None:
    group = facility.group("b")
    facility.person("olga", owner_of=("b",))
    anna = facility.person("anna", "b")
    form = facility.form("b")
    one, _two = facility.datasets("anna", "b", 2)
    facility.apply(facility.policy("b", form, grace=0))
    facility.evaluate("b")
    count_due(Deadline.after(60), now=timezone.now() - timedelta(days=10))
    facility.submit("anna", one, form)
    facility.evaluate("b", LATER)
    count_due(Deadline.after(60))
    today = date.fromisoformat(str(timezone.localdate()))
    policy = PolicyRow.objects.get(group_id=group)

    before = ask(facility, "olga", f"reports/totals?day={today - timedelta(days=3)}").body
    assert before["totals"] == {"objects": 2, "missing": 2}
    assert before["people"][0]["totals"] == {"objects": 2, "missing": 2}
    assert before["policies"][0]["policy"] == {"id": policy.pk, "name": "Metadata"}
    assert ask(facility, "olga", f"reports/totals?day={today - timedelta(days=11)}").body["totals"] == {"objects": 0}
    now = {"objects": 2, "missing": 1, "compliant": 1}
    assert ask(facility, "olga", f"reports/totals?day={today}").body["totals"] == now
    tomorrow = today + timedelta(days=1)
    coming = ask(facility, "olga", f"reports/totals?day={tomorrow}").body
    assert (coming["day"], coming["totals"]) == (None, now), "nobody knows what will be"
    assert ask(facility, "olga", f"reports/history?last={tomorrow}&step=1").body["days"][-1]["day"] == str(today)
    assert ask(facility, "olga", "reports/history?last=9999-12-31").body == {"days": []}
    for key in ("by=group", f"by=policy&key={policy.pk}", f"by=form&key={form.id}", f"by=person&key={anna.id}"):
        days = ask(facility, "olga", f"reports/history?{key}&group={group}").body["days"]
        assert [one["totals"].get("missing", 0) for one in days] == [2] * 10 + [1], key
        assert days[-1] == {"day": str(today), "totals": now}
    weekly = table_of(facility, f"reports/history.csv?group={group}&step=7")
    assert [(one["day"], one["missing"]) for one in weekly] == [
        (str(today - timedelta(days=7)), "2"),
        (str(today), "1"),
    ]
    assert ask(facility, "admin", "reports/history").body["days"][-1]["totals"]["objects"] >= 2
    earliest = f"group={group}&last=0001-01-01"
    assert ask(facility, "olga", f"reports/history?{earliest}").body == {"days": []}, "nothing was before this day"
    assert table_of(facility, f"reports/history.csv?{earliest}") == []
    DayCount.objects.create(group_id=group, heading="person", key="99999998", day=today, totals={"objects": 1})
    gone = ask(facility, "olga", "reports/totals").body["people"][-1]["person"]
    assert gone == {"id": 99999998, "name": "", "full_name": "user 99999998"}, "who was removed from OMERO"
    for nonsense in ("by=form", "key=1", "first=2020-01-01&step=1", "first=2026-02-01&last=2026-01-01"):
        assert ask(facility, "olga", f"reports/history?{nonsense}").status == 422, nonsense


def test_a_thousand_groups_with_a_hundred_thousand_findings_are_read_from_what_was_counted(facility: Facility) -> None:
    """As many statements and calls as for one group, none of which touches a finding."""
    DayCount.objects.bulk_create(
        DayCount(
            group_id=10_000 + group,
            heading=heading,
            key=key,
            day=date(2026, 1, 1),
            totals={"objects": 100, "compliant": 60, "missing": 40},
        )
        for group in range(1000)
        for heading, key in (
            ("group", ""),
            *(("policy", str(3 * group + n)) for n in range(3)),
            *(("form", f"form{n}") for n in range(3)),
            *(("person", str(group + n)) for n in range(10)),
        )
    )
    begun = time.monotonic()
    with counts() as spent:
        found = numbers_in(range(10_000, 11_000), None)
    assert len(spent.statements) == 1, f"{spent}"
    assert len(found[Heading.PERSON]) == 10_000
    assert sum(one["objects"] for one in found[Heading.GROUP].values()) == 100_000
    assert time.monotonic() - begun < 10

    facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.apply(facility.policy("b", facility.form("b")))
    facility.dataset("olga", "b")
    facility.evaluate("b")
    count_due(Deadline.after(60))
    ask(facility, "admin", "reports/totals")
    with below_ceiling("numbers of a report") as spent:
        whole = ask(facility, "admin", "reports/totals").body
    assert whole["totals"]["objects"] >= 1
    assert not [one for one in spent.statements if Finding._meta.db_table in one]
