# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever opens a form, its history or one submission sees what was recorded, and that it is being checked where OMERO
was tampered with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.gateway.sessions import form_master
from omero_forms.gateway.wire import Wire
from omero_forms.models import DamageRow, RecordRow, Stream, Submission
from omero_forms.selectors.diagnosis import ask, cached, histories
from omero_forms.services.due import catch_up
from tests.api.browser import Browser
from tests.services.records.tampering import BY_WHOM, IDS, Tampering, hands, replaced
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormInUse, FormsWorld


def opened(world: FormsWorld, target: int, form: FormInUse) -> Any:
    """The form as the page opens it."""
    answer = Browser(world.lab, "author").get(f"objects/dataset/{target}/forms/{form.id}")
    assert answer.status == 200
    return answer.body


def listed(world: FormsWorld, target: int, form: FormInUse) -> Any:
    """The form as the panel lists it."""
    forms = Browser(world.lab, "author").get(f"objects/dataset/{target}").body["forms"]
    return next(one for one in forms if one["id"] == form.id)


def submission(world: FormsWorld, one: int) -> Any:
    """One submission as its page opens it."""
    return Browser(world.lab, "author").get(f"submissions/{one}").body


@pytest.mark.parametrize(("tampering", "sudo"), BY_WHOM, ids=IDS)
def test_the_next_opening_notices_it_and_shows_what_was_recorded(
    world: FormsWorld, dataset: Callable[..., int], tampering: Tampering, sudo: bool
) -> None:
    form, target = filled(world, dataset, 3)
    before = opened(world, target, form)
    assert (before["check"], before["damages"]) == ("sound", [])
    with hands(world, stream_of(form).name, sudo=sudo) as one:
        tampering.tamper(one)
    during = opened(world, target, form)
    assert during["check"] == "checking"
    assert listed(world, target, form)["check"] == "checking"
    assert submission(world, before["history"][0]["id"])["check"] == "checking"
    catch_up()
    after = opened(world, target, form)
    assert after["check"] == "sound"
    for view in (during, after):
        assert (view["answers"], view["base"]) == ({"sample": "S3"}, 3)
        assert view["history"] == before["history"]
        assert view["may_submit"]
    noticed = sorted((one["kind"], one["number"] or 0) for one in after["damages"])
    assert noticed == sorted((kind.value, number) for kind, number in tampering.noticed)
    assert all(one["is_mended"] and one["message"] and one["next"] for one in after["damages"])


@pytest.mark.parametrize(
    "column",
    [
        {"answers": '{"sample":"S9"}'},
        {"author_id": 0, "author_name": "root"},
        {"message": "Nobody said this"},
        {"time": "2001-01-01T00:00:00Z"},
    ],
    ids=["answers", "author", "message", "time"],
)
def test_what_was_altered_in_the_columns_of_the_database_is_not_shown(
    world: FormsWorld, dataset: Callable[..., int], column: dict[str, Any]
) -> None:
    form, target = filled(world, dataset, 2)
    before = opened(world, target, form)
    one = before["history"][0]["id"]
    alone = submission(world, one)
    Submission.objects.filter(pk=one).update(**column)
    assert opened(world, target, form) == before
    assert submission(world, one) == alone
    assert listed(world, target, form)["latest"] == before["history"][0]


def test_altered_bytes_in_the_database_are_not_shown_and_come_back_from_omero(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    before = opened(world, target, form)
    record = stream_of(form).records.get(number=1)
    RecordRow.objects.filter(pk=record.pk).update(content=bytes(record.content or b"").replace(b'"S1"', b'"S9"'))
    during = opened(world, target, form)
    entry = during["history"][1]
    assert during["check"] == "checking"
    assert (entry["author"], entry["time"], entry["message"]) == (None, None, "")
    assert "compared with OMERO" in entry["unproven"]
    alone = submission(world, entry["id"])
    assert (alone["answers"], alone["changes"]) == (None, None)
    assert submission(world, during["history"][0]["id"])["changes"] is None
    catch_up()
    after = opened(world, target, form)
    assert after["history"] == before["history"]
    assert [one["kind"] for one in after["damages"]] == ["database"]


def test_what_nothing_proves_is_marked_not_copied_and_the_admins_next_look_is_named(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    copies = world.copies("author", target, form)
    record = stream_of(form).records.get(number=2)
    RecordRow.objects.filter(pk=record.pk).update(content=bytes(record.content or b"").replace(b'"S2"', b'"S9"'))
    with hands(world, stream_of(form).name) as root:
        root.change(2, replaced("content", "S2", "S9"))
    Submission.objects.filter(record=record).update(
        answers='{"sample":"S9"}', copy_state="due", next_at=record.accepted_at
    )
    opened(world, target, form)
    catch_up()
    view = opened(world, target, form)
    assert (view["check"], view["answers"], view["base"]) == ("sound", None, 2)
    assert "An admin has to look at it" in view["history"][0]["unproven"]
    [damage] = view["damages"]
    assert (damage["kind"], damage["number"], damage["is_mended"]) == ("altered", 2, False)
    assert world.copies("author", target, form) == copies
    assert view["history"][0]["state_reason"] == "unproven"
    third = Browser(world.lab, "author").submit(target, form, base=2)
    assert (third.status, third.body["submission"]["number"]) == (201, 3)


def test_a_stopped_history_says_why_nothing_can_be_added(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = filled(world, dataset, 1)
    Stream.objects.filter(pk=stream_of(form).pk).update(stopped="fork")
    view = opened(world, target, form)
    assert not view["may_submit"]
    assert "Two different records have the same number" in view["why_not"]
    # Nobody who only opens the form has answers in the browser.
    assert "browser" not in view["why_not"]


def test_only_admins_are_told_everywhere_of_a_history_that_is_stopped_since_all_others_go_on(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, _target = filled(world, dataset, 1)
    monkeypatch.setattr(cached, "KEPT_SECONDS", 0)
    monkeypatch.setattr(ask, "problems", lambda: list(histories.damage(timezone.now())))
    Stream.objects.filter(pk=stream_of(form).pk).update(stopped="gap")
    told = {
        name: [one["code"] for one in Browser(world.lab, name).get("status").body["problems"]]
        for name in ("admin", "author")
    }
    assert told == {"admin": ["stream_stopped"], "author": []}


def test_a_history_that_only_omero_knows_is_found_when_its_form_is_opened(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = filled(world, dataset, 2)
    before = opened(world, target, form)
    Submission.objects.filter(form_id=form.id).delete()
    stream = stream_of(form)
    RecordRow.objects.filter(stream=stream).delete()
    stream.delete()
    assert opened(world, target, form)["check"] == "checking"
    catch_up()
    after = opened(world, target, form)
    assert (after["check"], after["answers"]) == ("sound", before["answers"])
    assert [one["digest"] for one in after["history"]] == [one["digest"] for one in before["history"]]
    assert not DamageRow.objects.exists()


def test_opening_goes_on_while_the_form_master_cannot_log_in(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from omero_forms.domain.errors import error
    from omero_forms.gateway import sessions

    form, target = filled(world, dataset, 1)

    def refused(*_args: object) -> None:
        raise error("setup_incomplete")

    sessions.close_pools()
    monkeypatch.setattr(sessions, "_privileged", refused)
    view = opened(world, target, form)
    assert (view["check"], view["answers"]) == ("unknown", {"sample": "S1"})


def test_opening_asks_for_one_projection_and_a_submission_for_two_before_it_writes(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = filled(world, dataset, 2)
    with form_master(conf()) as master:
        its_own = master.wire
    calls: list[str] = []
    for name in ("rows", "objects", "save_new", "save", "delete"):
        real = getattr(Wire, name)

        def counted(wire: Wire, *args: Any, _name: str = name, _real: Any = real, **named: Any) -> Any:
            if wire is its_own:
                calls.append(_name)
            return _real(wire, *args, **named)

        monkeypatch.setattr(Wire, name, counted)
    assert opened(world, target, form)["check"] == "sound"
    assert calls == ["rows"]
    calls.clear()
    assert listed(world, target, form)["check"] == "sound"
    assert calls == ["rows"]
    calls.clear()
    world.submit("author", target, form, base=2)
    # Before the number: is the store private, is the stream as it was.
    assert calls == ["rows", "rows", "save_new"]
