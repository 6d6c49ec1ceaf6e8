# SPDX-License-Identifier: AGPL-3.0-or-later
"""A preview says what the evaluation would find and the digest would tell, writes nothing, and shows nobody a name that
they do not see.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.previews import Preview
from omero_forms.models import Event, Finding, OutboxMessage, PolicyRow, VersionVerdict
from omero_forms.services.mails.campaigns import tell_campaigns
from omero_forms.services.previews import make
from omero_forms.services.previews.make import Bounds, asked_before, asked_for, preview, preview_job, size
from omero_forms.services.previews.show import UNSEEN, ShownPreview, shown
from tests.support.counts import Counts, counts
from tests.support.facility import LATER, Facility
from tests.support.world import SCHEMA

pytestmark = pytest.mark.django_db(transaction=True)


def written(facility: Facility, *forms: Any, **changes: Any) -> dict[str, Any]:
    """An entry of a file, but for the group."""
    entry = facility.policy("b", *forms, **changes)
    del entry["group"]
    return entry


@contextmanager
def nothing_written() -> Iterator[None]:
    """No statement of the block may change the database."""
    with CaptureQueriesContext(connection) as spent:
        yield
    changing = ("INSERT", "UPDATE", "DELETE", "REPLACE")
    assert [one["sql"] for one in spent.captured_queries if one["sql"].lstrip().upper().startswith(changing)] == []


@pytest.fixture
def lab(facility: Facility) -> Facility:
    """A group of an owner and two members, one without an address."""
    facility.group("b")
    facility.person("olga", owner_of=("b",))
    facility.person("anna", "b")
    facility.person("bert", "b", email="")
    return facility


def test_it_finds_what_an_evaluation_would_and_writes_nothing(lab: Facility) -> None:
    form = lab.form("b")
    done, open_, early = (lab.dataset("anna", "b", f"2026_TIRF_{n}") for n in "123")
    other = lab.dataset("bert", "b", "2026_TIRF_4")
    lab.dataset("bert", "b", "Something else")
    lab.submit("anna", done, form)
    entry = written(lab, form, grace=2, selector={"name": "*_TIRF_*"}, tell_member="any", tell_owner_above=1)

    with lab.session("olga") as olga, nothing_written():
        asked = asked_for(olga, lab.groups["b"], entry)
        assert size(olga, asked) == 5
        today, later = preview(olga, asked), preview(olga, asked, LATER + timedelta(days=1))
        page = shown(olga, asked, today)
        past = shown(olga, asked, later)

    assert (page.total, page.covered, page.statuses) == (5, 4, {"compliant": 1, "grace": 3})
    assert [(one.failing, one.grace) for one in page.people] == [(0, 2), (0, 1)]
    assert [one.person.full_name for one in page.people] == ["Anna Person", "Bert Person"]
    assert [(one.id, one.status, one.later) for one in page.objects] == [
        (one, "grace", "missing") for one in (other, early, open_)
    ]
    assert {one.lacking for one in page.objects} == {(form.name,)}
    assert page.due == ((page.objects[0].due, 3),)
    assert (page.left_out, page.withheld) == (0, "")

    # The first mails: to Anna, and to Olga about her; nothing can be sent to Bert.
    first, *_ = past.mails
    assert (first.members, first.owners) == (1, 1)
    to_owner, to_anna = first.mails
    assert "Olga Person" in to_owner.text
    assert to_owner.is_owner
    assert "1 member above 1" in to_owner.subject
    assert to_anna.full_name == "Anna Person"
    assert to_anna.subject == "[OMERO] 2 datasets need metadata"
    assert "2026_TIRF_2" in to_anna.text
    assert "2026_TIRF_1" not in to_anna.text
    assert [(one.full_name, one.why) for one in first.unreachable] == [("Bert Person", "not told: no e-mail address")]
    assert not Finding.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not PolicyRow.objects.exists()
    assert not Event.objects.filter(name__startswith="policy").exists()

    # The same is found once it is switched on.
    lab.apply(lab.policy("b", form, grace=2, selector={"name": "*_TIRF_*"}), by="olga")
    lab.evaluate("b", LATER + timedelta(days=1))
    assert lab.statuses("b") == {done: "compliant"} | {one.object_id: one.status for one in later.kept}


def test_the_mails_of_a_campaign_are_those_that_go_out_at_its_moments(lab: Facility) -> None:
    form = lab.form("b")
    lab.dataset("anna", "b")
    lab.dataset("bert", "b")
    last = LATER.date() + timedelta(days=60)
    entry = written(lab, form, deadline=last.isoformat(), tell_member="any")

    with lab.session("olga") as olga, nothing_written():
        asked = asked_for(olga, lab.groups["b"], entry)
        page = shown(olga, asked, preview(olga, asked, LATER), now=LATER)
    own = [day for day in page.mails if any("campaign" in one.text for one in day.mails)]
    assert [day.day for day in own] == [LATER.date() + timedelta(days=after) for after in (0, 30, 53)]
    assert [[one.full_name for one in day.mails] for day in own] == [["Olga Person", "Anna Person"]] * 3
    assert {(day.members, day.owners) for day in own} == {(1, 1)}
    assert [one.full_name for one in own[0].unreachable] == ["Bert Person"]
    assert not any("/omero_forms/mail/" in one.text for day in own for one in day.mails)

    lab.apply(lab.policy("b", form, tell_member="any", deadline=last.isoformat()), by="olga")
    PolicyRow.objects.update(created_at=LATER)
    for day in own:
        at = LATER + (day.day - LATER.date())
        lab.evaluate("b", at)
        tell_campaigns(at.replace(hour=20))
        sent = {one.person_id: one.subject for one in OutboxMessage.objects.filter(kind="campaign", created_at__gte=at)}
        assert {one.person_id: one.subject for one in day.mails} == sent

    # A change that comes after half time tells nobody of that again.
    PolicyRow.objects.update(told_of=own[1].day)
    (row,) = PolicyRow.objects.all()
    with lab.session("olga") as olga:
        changed = asked_for(olga, lab.groups["b"], {**entry, "tell_owner_above": 1}, row.pk)
        mails = shown(olga, changed, preview(olga, changed, LATER), now=LATER + timedelta(days=31)).mails
    assert [day.day for day in mails if any("campaign" in one.text for one in day.mails)] == [own[2].day]


def test_a_policy_that_is_changed_keeps_since_when_it_knows_an_object(lab: Facility) -> None:
    form = lab.form("b")
    entry = written(lab, form, grace=10)
    lab.apply(lab.policy("b", form))
    lab.evaluate("b")
    moved = lab.dataset("anna", "b")
    lab.evaluate("b", LATER + timedelta(days=20))
    (policy,) = PolicyRow.objects.all()
    Finding.objects.update(first_seen=LATER + timedelta(days=20))

    with lab.session("olga") as olga:
        new = preview(olga, asked_for(olga, lab.groups["b"], entry))
        changed = preview(olga, asked_for(olga, lab.groups["b"], entry, policy.pk))
        with pytest.raises(FormsError, match="not"):
            asked_for(olga, lab.groups["b"], entry, policy.pk + 1)

    ((before,), (after,)) = new.kept, changed.kept
    assert before.object_id == after.object_id == moved
    assert before.due is not None
    assert after.due == (LATER + timedelta(days=30)).date()


def test_what_a_worker_found_has_no_names_and_is_shown_as_its_reader_sees_it(lab: Facility) -> None:
    form = lab.form("b")
    lab.group("c")
    lab.person("dora", "b", "c")
    stays, goes = lab.dataset("anna", "b"), lab.dataset("dora", "b", "Goes elsewhere")
    with lab.session("olga") as olga:
        asked = asked_for(olga, lab.groups["b"], written(lab, form, tell_member="any"))
        arguments = asked.as_json()
        told: list[tuple[int, int | None]] = []
        result = preview_job(arguments, lambda done, total: told.append((done, total)))
        assert told == [(2, 2)]
        assert result["total"] == 2
        assert not any(name in repr(result) for name in ("Data", "elsewhere", "Person"))

        def look() -> ShownPreview:
            return shown(olga, asked_before(olga, arguments), Preview.from_json(result))

        whole = look()
        assert {one.id for one in whole.objects} == {stays, goes}
        assert whole.mails
        assert whole.withheld == ""
        lab.move("dora", goes, "c")
        less = look()
        assert {one.id for one in less.objects} == {stays}
        assert (less.left_out, less.mails, less.withheld) == (1, (), UNSEEN)
    with lab.session("dora") as dora, pytest.raises(FormsError) as refused:
        asked_before(dora, arguments)
    assert refused.value.code == "forbidden"


def test_terms_that_cannot_hold_are_refused_at_their_part(lab: Facility) -> None:
    form = lab.form("b")
    unoffered = lab.form()
    with lab.session("olga") as olga:
        for entry, pointers in (
            (written(lab, form, grace=-1), ["/grace"]),
            (written(lab, unoffered), ["/forms/0/form"]),
            ({**written(lab, form), "name": ""}, ["/name"]),
            (written(lab, form, selector={"min_images": "many"}), ["/selector/min_images"]),
        ):
            with pytest.raises(FormsError) as refused:
                asked_for(olga, lab.groups["b"], entry)
            assert refused.value.code == "policy_invalid"
            assert [one["pointer"] for one in refused.value.details["problems"]] == pointers


def test_answers_to_an_older_version_are_checked_as_an_evaluation_would_and_nothing_is_kept_of_it(
    lab: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, other = lab.form("b"), lab.form("b")
    objects = lab.datasets("anna", "b", 6)
    answers: list[dict[str, Any]] = [{"sample": "HeLa", "passages": 3}, {"sample": "HeLa"}]
    for place, one in enumerate(objects):
        lab.submit("anna", one, form, answers=answers[place % 2])
    # Whatever the answers to the first form are worth, these two lack nothing of one of two.
    for one in objects[:2]:
        lab.submit("anna", one, other)
    lab.world.publish({**SCHEMA, "required": ["sample", "passages"]}, form_id=form.id)
    newest = {"form": form.id, "versions": "current"}
    strict = written(lab, form, forms=[newest])
    one_of = written(lab, form, forms=[newest, {"form": other.id}], requirement="one_of")
    late, spent = LATER + timedelta(days=1), dict[int, Counts]()

    def look(
        entry: dict[str, Any], answers: int, seconds: float = 60
    ) -> tuple[dict[Status, int], int, dict[int, Status]]:
        with lab.session("olga") as olga, nothing_written():
            monkeypatch.setattr(make, "WAITED_FOR", Bounds(answers, seconds))
            asked = asked_for(olga, lab.groups["b"], entry)
            with counts() as spent[answers]:
                found = preview(olga, asked, late)
            page = shown(olga, asked, found)
        assert page.covered == len(objects) == page.unchecked + sum(page.statuses.values())
        return dict(page.statuses), page.unchecked, {one.object_id: one.status for one in found.kept}

    totals, unchecked, each = look(strict, 6)
    assert (totals, unchecked) == ({"outdated": 3, "invalid": 3}, 0)
    assert look(strict, 4) == ({"outdated": 2, "invalid": 2}, 2, {one: each[one] for one in objects[:4]})
    assert look(strict, 1)[:2] == ({"outdated": 1}, 5)
    assert look(strict, 0) == ({}, 6, {})
    assert look(strict, 6, seconds=0) == ({}, 6, {})
    assert look(one_of, 0)[:2] == ({"compliant": 2}, 4)
    # Nothing depends on it as long as all are in grace: but what follows does.
    assert look({**strict, "grace": 30}, 6)[:2] == ({"grace": 6}, 0)

    few, many = spent[1], spent[6]
    assert (len(few.statements), len(few.calls)) == (len(many.statements), len(many.calls)), many
    assert not VersionVerdict.objects.exists()
    lab.apply(lab.policy("b", form, forms=[newest]), by="olga")
    lab.evaluate("b", late)
    assert lab.statuses("b") == each
