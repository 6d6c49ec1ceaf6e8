# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where settings, database, record and address disagree, nothing is written or mailed, by whichever way; reading goes
on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms import settings as mapping
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import records as gateway
from omero_forms.kit.deadlines import Deadline
from omero_forms.kit.omero import master_session
from omero_forms.models import (
    CopyRow,
    DigestRun,
    Evaluation,
    Event,
    Finding,
    OutboxMessage,
    PolicyRow,
    Server,
    Stream,
    Submission,
)
from omero_forms.selectors import site
from omero_forms.selectors.diagnosis import ask
from omero_forms.services.evaluations.changed import judge_changed
from omero_forms.services.evaluations.evaluate import RunEnd, evaluate_group, groups_to_evaluate
from omero_forms.services.following.follow import follow
from omero_forms.services.forms.assign import assign, unassign
from omero_forms.services.forms.publish import retire
from omero_forms.services.mails.damage import tell_admins
from omero_forms.services.mails.digest.make import make_digest, make_due_digest
from omero_forms.services.mails.send import Delivery, send_message
from omero_forms.services.policies.apply import apply_policies
from omero_forms.services.records.check import check_due_streams
from omero_forms.services.records.damage import note
from omero_forms.services.records.gate import check_mailing, check_site
from omero_forms.services.records.mark import check_later
from omero_forms.services.records.open import Check, have_compared, look
from omero_forms.services.records.strangers import look_for_strangers
from omero_forms.services.submissions.followed import look_at_noted
from omero_forms.services.submissions.rounds import compare_all
from omero_forms.services.sweep import sweep
from tests.api.browser import Browser, body_of, submissions_of
from tests.services.mails.test_send import put
from tests.support.facility import Facility
from tests.support.world import FormsWorld, copy_by_agent


@pytest.fixture
def differ(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the setting says another site than database and record."""
    return lambda: monkeypatch.setattr(mapping, "FORMS_SITE", "another-site")


def left(world: FormsWorld) -> dict[str, Any]:
    """What writing or mailing of any kind would change."""
    return {
        **world.everything(),
        "events": Event.objects.count(),
        "policies": list(PolicyRow.objects.values_list("pk", "ended_at", "updated_at")),
        "findings": Finding.objects.count(),
        "evaluations": list(Evaluation.objects.values_list("pk", "started_at", "finished_at")),
        "digests": list(DigestRun.objects.values_list("pk", "period", "next_at", "finished_at")),
        "mails": list(OutboxMessage.objects.values_list("pk", "state", "attempts", "next_at")),
        "copies": list(Submission.objects.values_list("pk", "copy_state", "next_at", "attempts")),
        "streams": list(Stream.objects.values_list("pk", "verified", "stopped")),
    }


def refusal(work: Callable[[], Any]) -> str:
    with pytest.raises(FormsError) as refused:
        work()
    return refused.value.code


def test_no_way_of_writing_or_mailing_is_left(
    facility: Facility, mailbox: Mailbox, differ: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = facility.world
    facility.group("b")
    facility.person("ann", "b", owner_of=("b",))
    target = facility.dataset("ann", "b")
    form, spare = facility.form("b"), world.publish()
    submission = facility.submit("ann", target, form).submission
    facility.apply(facility.policy("b", form, tell_member="any"))
    due = timezone.now() - timedelta(minutes=1)
    Submission.objects.update(copy_state="repair", next_at=due)
    note(Stream.objects.get(pk=submission.record.stream_id), [Damage(DamageKind.ALTERED, 1, 5, "")])
    check_later([submission.record.stream.name])
    waiting = put()
    admin = world.user("admin")
    group = world.group("private")
    assign(admin, spare.id, group, (ObjectType.DATASET,))
    differ()
    before = left(world)
    ways: dict[str, Callable[[], Any]] = {
        "submit": lambda: facility.submit("ann", target, form, base=1),
        "follow the event log": follow,
        "judge what changed": judge_changed,
        "look at copies": lambda: look_at_noted(Deadline.after(5)),
        "compare copies": lambda: compare_all(Deadline.after(5)),
        "publish": world.publish,
        "publish again": lambda: world.publish(form_id=spare.id),
        "assign": lambda: assign(admin, spare.id, group, (ObjectType.PROJECT,)),
        "unassign": lambda: unassign(admin, spare.id, group, (ObjectType.DATASET,)),
        "retire": lambda: retire(admin, spare.id, message=""),
        "policies": lambda: apply_policies(admin, {"policies": [facility.policy("b", form)]}),
        "copy": lambda: copy_by_agent(submission.pk),
        "digest": lambda: make_digest(period_name="again"),
        "mail": lambda: send_message(outbox_id=waiting.pk),
        "damage": tell_admins,
        "strangers": look_for_strangers,
    }
    assert {name: refusal(work) for name, work in ways.items()} == dict.fromkeys(ways, "site_differs")
    assert check_due_streams(Deadline.after(60), stoppers=frozenset({"site_differs"})) == (0, "site_differs")
    assert sweep(Deadline.after(60)).stopped_by == "site_differs"
    assert left(world) == before
    assert not mailbox.mails
    assert make_due_digest(now=timezone.now() + timedelta(days=8)) is None
    assert have_compared(submission.record.stream.name) is Check.UNKNOWN
    assert groups_to_evaluate() == []
    run = evaluate_group(group_id=facility.groups["b"])
    assert (run.state, "copy of lab-of-tests" in run.failed) == (RunEnd.FAILED, True)
    assert left(world) == before
    monkeypatch.undo()
    assert facility.submit("ann", target, form, base=1).submission.number == 2


def test_the_api_refuses_writing_with_a_sentence_and_goes_on_reading(
    world: FormsWorld, dataset: Callable[..., int], differ: Callable[[], None]
) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission.pk
    # As in a copy whose OMERO lacks what was written since.
    CopyRow.objects.update(event=F("event") + 1)
    differ()
    author = Browser(world.lab, "author")
    paths = (
        "session",
        f"objects/dataset/{target}",
        f"objects/dataset/{target}/forms/{form.id}",
        f"submissions/{submission}",
    )
    assert [author.get(path).status for path in paths] == [200] * len(paths)
    assert Submission.objects.get(pk=submission).copy_state == "copied"
    answer = author.post(submissions_of(target, form), body_of(base=1))
    assert answer.refusal == (503, "site_differs")
    assert answer.headers["Retry-After"]
    assert "looks like a copy of lab-of-tests" in answer.body["error"]["message"]
    admin = Browser(world.lab, "admin")
    [told] = [one for one in admin.get("status").body["problems"] if one["code"] == "site_differs"]
    assert "another-site by the setting" in told["message"]
    assert "adopt-site --as-copy" in told["mend"]
    assert told in admin.get("session").body["problems"]
    assert {one["code"] for one in author.get("status").body["problems"]} == {"setup_incomplete"}


def test_a_history_that_cannot_be_compared_in_a_copy_is_shown_all_the_same(
    world: FormsWorld, dataset: Callable[..., int], differ: Callable[[], None]
) -> None:
    name = world.submit("author", dataset(), world.form()).submission.record.stream.name
    differ()
    assert look([name]) == {name: Check.UNKNOWN}


@pytest.mark.parametrize("changes", [{"site": "another-site"}, {"site_address": "elsewhere:4064"}])
def test_a_database_of_another_site_stops_everything(world: FormsWorld, changes: dict[str, str]) -> None:
    check_site()
    Server.objects.update(**changes)
    assert refusal(check_site) == "site_differs"
    assert refusal(check_mailing) == "site_differs"


def test_what_set_up_wrote_before_there_was_a_database_is_taken_over(world: FormsWorld) -> None:
    assert not Server.objects.exists()
    check_site()
    server = Server.objects.get()
    assert (server.site, server.site_of, server.site_address) == (
        "lab-of-tests",
        "",
        f"localhost:{world.lab.server.port}",
    )


def test_a_database_that_knows_no_site_takes_over_none_that_the_settings_do_not_name(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_SITE", "")
    assert refusal(check_site) == "site_differs"
    assert not Server.objects.exists()


def test_before_set_up_has_named_the_site_it_is_demanded(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "SITE_STREAM", "site/of/nobody")
    site.forget_site()
    with pytest.raises(FormsError) as refused:
        check_site()
    assert (refused.value.code, refused.value.details) == ("setup_incomplete", {"problem": "site_missing"})
    assert "omero-forms setup" in refused.value.message
    assert "site_missing" in {one.code for one in ask.problems()}
    site.forget_site()


def test_omero_is_asked_once_a_minute_and_by_one_small_projection(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_site()
    asked: list[str] = []

    def counted(name: str) -> None:
        real = getattr(gateway, name)

        def count(*args: Any) -> Any:
            asked.append(name)
            return real(*args)

        monkeypatch.setattr(gateway, name, count)

    counted("head")
    counted("stored_ids")
    with master_session() as master:
        check_site(master)
        check_site(master)
    check_site()
    assert asked == []
    monkeypatch.setattr(site, "LOOK_EVERY", 0.0)
    check_site()
    assert asked == ["head"]


def test_while_omero_is_away_mails_go_on_if_all_that_is_here_agrees_and_only_then(
    world: FormsWorld, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_site()

    def away(*_args: Any) -> None:
        raise error("omero_unavailable", details={"fault": "busy"})

    monkeypatch.setattr(site, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(gateway, "head", away)
    assert refusal(check_site) == "omero_unavailable"
    assert send_message(outbox_id=put().pk) is Delivery.SENT
    Server.objects.update(site_address="elsewhere:4064")
    waiting = put()
    assert refusal(lambda: send_message(outbox_id=waiting.pk)) == "site_differs"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, len(mailbox.mails)) == ("waiting", 0, 1)


def test_mails_of_a_copy_go_to_its_one_address_and_say_so(
    world: FormsWorld, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_site()
    Server.objects.update(site_of="calm-otter-4f2a")
    messages = [put(), put("jörg@example.org")]
    assert send_message(outbox_id=messages[0].pk) is Delivery.LATER
    assert "mail_redirect_missing" in {one.code for one in ask.problems()}
    OutboxMessage.objects.update(next_at=timezone.now())
    monkeypatch.setattr(mapping, "FORMS_MAIL_REDIRECT", "Test <test@example.org>")
    assert [send_message(outbox_id=one.pk) for one in messages] == [Delivery.SENT] * 2
    assert {mail.recipients for mail in mailbox.mails} == {("test@example.org",)}
    assert {mail.message["Subject"] for mail in mailbox.mails} == {
        "[Copy of calm-otter-4f2a] [OMERO] 3 datasets need metadata"
    }
    assert "mail_redirect_missing" not in {one.code for one in ask.problems()}


def test_mails_of_a_site_that_is_no_copy_are_not_redirected(
    world: FormsWorld, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "FORMS_MAIL_REDIRECT", "test@example.org")
    send_message(outbox_id=put().pk)
    assert [mail.recipients for mail in mailbox.mails] == [("clara@example.org",)]
