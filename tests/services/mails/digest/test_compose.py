# SPDX-License-Identifier: AGPL-3.0-or-later
"""What some people are told now: the same as with everybody's, read for them alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError, error
from omero_forms.gateway.wire import Wire
from omero_forms.kit.stop_links import read_stop_link
from omero_forms.models import DigestRun, OutboxMessage, PolicyRow
from omero_forms.services.mails.digest import compose as composing
from omero_forms.services.mails.digest import findings
from omero_forms.services.mails.digest.compose import compose
from omero_forms.services.mails.digest.make import make_digest
from omero_forms.services.mails.outbox import new_message
from omero_forms.services.mails.when import present_period
from tests.ceilings import below_ceiling
from tests.support.counts import counts
from tests.support.facility import LATER, Facility

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD, _BEGINS = present_period(conf(), LATER)


def content(messages: Any) -> dict[int, tuple[str, str, str, Any]]:
    """What the messages say, by their readers. A link that stops them holds the second in which it was signed: what
    counts is what it names.
    """

    def named(link: re.Match[str]) -> str:
        return str(read_stop_link(conf(), link[1]))

    return {
        one.person_id: (
            one.recipient,
            one.subject,
            re.sub(r"https?://\S+/mail/([^/\s]+)/", named, one.text),
            one.memory,
        )
        for one in messages
    }


def test_each_person_alone_is_told_what_they_are_told_with_all_others(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group in ("b", "c", "alone"):
        facility.group(group)
    facility.person("both", "b", owner_of=("c",))
    facility.person("cowner", owner_of=("c",))
    facility.person("anna", "b", "c")
    facility.person("dora", "c", "alone", email="")
    facility.person("lonely", owner_of=("alone",))
    form = facility.form("b", "c", "alone")
    facility.apply(
        facility.policy("b", form, tell_member="any"),
        facility.policy("c", form, tell_member="any", tell_owner_above=1),
        facility.policy("alone", form, tell_owner_above=1),
    )
    # Anna is told of what she has in B; to the owners of C she is somebody who is told.
    facility.datasets("anna", "b", 2)
    facility.datasets("anna", "c", 2)
    facility.datasets("both", "b", 1)
    facility.datasets("dora", "c", 3)
    # The one owner of a group, with too many of their own: an admin is told besides.
    facility.datasets("lonely", "alone", 2)
    for group in ("b", "c", "alone"):
        facility.evaluate(group, LATER)
    make_digest(now=LATER)
    made = content(OutboxMessage.objects.all())
    admins = {facility.world.lab.admin.id, facility.world.lab.viewer.id} & made.keys()
    assert admins
    assert made.keys() == admins | {facility.people[one].id for one in ("anna", "both", "cowner", "lonely")}

    for person_id, said in made.items():
        alone = compose(PERIOD, LATER, people=frozenset({person_id}))
        assert content(alone.messages) == {person_id: said}
    some = frozenset(list(made)[:2])
    assert content(compose(PERIOD, LATER, people=some).messages) == {one: made[one] for one in some}
    assert content(compose(PERIOD, LATER, people=frozenset({facility.people["dora"].id})).messages) == {}

    # And however few are in memory at a time.
    monkeypatch.setattr(findings, "FINDINGS_AT_ONCE", 1)
    monkeypatch.setattr(composing, "MESSAGES_AT_ONCE", 1)
    assert content(compose(PERIOD, LATER).messages) == made

    # In the next period, too, which begins at what was said.
    OutboxMessage.objects.update(state="sent", created_at=LATER - timedelta(days=7))
    following = replace(PERIOD, key="following", today=PERIOD.today + timedelta(days=7))
    few = content(compose(following, LATER).messages)
    monkeypatch.undo()
    assert few == content(compose(following, LATER).messages)
    assert few.keys() == made.keys()
    assert all("(was " in subject for _recipient, subject, _text, _memory in few.values())
    anna = facility.people["anna"].id
    assert content(compose(following, LATER, people=frozenset({anna})).messages) == {anna: few[anna]}


def test_what_was_made_before_a_making_broke_off_stays_and_the_rest_follows(
    facility: Facility, monkeypatch: pytest.MonkeyPatch
) -> None:
    facility.group("b")
    form = facility.form("b")
    facility.apply(facility.policy("b", form, tell_member="any"))
    for name in ("anna", "berta", "carla"):
        facility.person(name, "b")
        facility.datasets(name, "b", 1)
    facility.evaluate("b", LATER)
    monkeypatch.setattr(composing, "MESSAGES_AT_ONCE", 1)
    made = OutboxMessage.objects.values_list("message_id", flat=True)

    def broken_off(*given: Any, **named: Any) -> Any:
        if made.exists():
            raise error("setup_incomplete")
        return new_message(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(composing, "new_message", broken_off)
        with pytest.raises(FormsError):
            make_digest(now=LATER)
    (first,) = made.all()
    assert not DigestRun.objects.filter(finished_at__isnull=False).exists()
    make_digest(now=LATER)
    assert first in made.all()
    assert len(made.all()) == 3


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Each call to OMERO from now on, and how many ids it asks for."""
    made: list[tuple[str, int]] = []
    for name in ("rows", "objects"):
        real: Callable[..., Any] = getattr(Wire, name)

        def counted(
            wire: Wire, query: str, params: Any = None, *, _name: str = name, _real: Any = real, **more: Any
        ) -> Any:
            made.append((_name, sum(len(one) for one in (params or {}).values() if isinstance(one, list))))
            return _real(wire, query, params, **more)

        monkeypatch.setattr(Wire, name, counted)
    return made


def test_what_is_read_for_one_person_does_not_grow_with_the_groups_of_others(
    facility: Facility, asked: list[tuple[str, int]]
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    form = facility.form("b")
    facility.apply(facility.policy("b", form, tell_member="any"))
    facility.datasets("anna", "b", 2)
    facility.evaluate("b", LATER)
    anna = frozenset({facility.people["anna"].id})

    def costs() -> tuple[list[tuple[str, int]], int]:
        asked.clear()
        with counts() as spent:
            composed = compose(PERIOD, LATER, people=anna)
        assert len(composed.messages) == 1
        return list(asked), len(spent.statements)

    before = costs()
    for group in ("c", "d", "e"):
        facility.group(group)
        facility.assign(form, group)
        for name in (f"{group}-one", f"{group}-two"):
            facility.person(name, group)
            facility.datasets(name, group, 2)
        facility.apply(facility.policy(group, form, tell_member="any", tell_owner_above=1))
        facility.evaluate(group, LATER)
    # And her own group has others, who are told apart from her.
    facility.person("berta", "b")
    facility.datasets("berta", "b", 3)
    facility.evaluate("b", LATER)

    assert costs() == before
    # Admins and who is active; people; who is in which group; groups; and where her two objects are.
    assert [name for name, _ids in before[0]] == ["rows", "rows", "rows", "objects", "rows"]
    assert before[0][-1] == ("rows", 2)
    assert PolicyRow.objects.count() == 4


def test_policies_are_read_once_for_a_whole_digest(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))
    facility.dataset("anna", "b")
    facility.evaluate("b", LATER)
    compose(PERIOD, LATER)
    with below_ceiling("compose a digest") as spent:
        assert compose(PERIOD, LATER).messages
    policies = [one for one in spent.statements if 'FROM "omero_forms_policyrow"' in one]
    assert len(policies) == 1


def test_what_was_said_by_a_clock_that_was_set_back_since_is_not_taken_for_said(facility: Facility) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))
    facility.dataset("anna", "b")
    facility.evaluate("b", LATER)
    ahead = LATER + timedelta(days=365)
    make_digest(now=ahead)
    OutboxMessage.objects.update(state="sent")
    assert [one.subject for one in compose(PERIOD, LATER).messages] == ["[OMERO] 1 dataset needs metadata"]
