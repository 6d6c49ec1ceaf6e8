# SPDX-License-Identifier: AGPL-3.0-or-later
"""The evaluation held against a slow, obvious one, over whatever can be known of an object."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from omero_forms.domain.policies.evaluate import (
    Case,
    ObjectFacts,
    ReadyPolicy,
    SubmissionFact,
    counting_form,
    evaluate,
)
from omero_forms.domain.policies.exemptions import Exemption, Exemptions
from omero_forms.domain.policies.finding_status import FAILING
from omero_forms.domain.policies.policy import (
    CountingVersions,
    Level,
    Policy,
    PolicyForm,
    Requirement,
    Rule,
    TellMember,
)
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType
from tests.support.slow_evaluation import Answered, Excused, World, found_slowly

# Something is most likely wrong around midnight, in a week in which the clocks of one of the zones are set.
ZONES = (ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"))
BEGINNINGS = [datetime(2026, *day, tzinfo=UTC) for day in ((3, 5), (3, 26), (10, 22), (10, 29))]
FORMS = ("a", "b", "c")

moments = st.builds(
    lambda begin, hours, minutes: begin + timedelta(hours=hours, minutes=minutes),
    st.sampled_from(BEGINNINGS),
    st.integers(0, 24 * 6),
    st.sampled_from([0, 1, 30, 59]),
)
days = st.dates(date(2026, 3, 5), date(2026, 11, 5))
counting_versions = st.one_of(
    st.just(CountingVersions()),
    st.just(CountingVersions(Rule.CURRENT)),
    st.builds(lambda number: CountingVersions(Rule.FROM, number), st.integers(1, 4)),
)
answers = st.builds(
    Answered,
    version=st.integers(1, 3),
    number=st.just(1),
    fits=st.dictionaries(st.integers(1, 3), st.sampled_from([True, False])),
    is_proven=st.sampled_from([True, True, True, False]),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    requirement = draw(st.sampled_from([Requirement.ALL_OF, Requirement.ONE_OF]))
    names = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=3, unique=True))
    return Policy(
        id=1,
        group_id=53,
        name="P",
        object_type=ObjectType.DATASET,
        selector=EVERYTHING,
        requirement=requirement,
        forms=tuple(PolicyForm(one, draw(counting_versions)) for one in names),
        grace_days=draw(st.integers(0, 9)),
        start=draw(days),
        tell_member=TellMember.ANY,
        tell_owner_above=None,
        level=draw(st.sampled_from([Level.REQUIRED, Level.REQUIRED, Level.RECOMMENDED])),
        deadline=draw(st.one_of(st.none(), st.none(), days)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    published = {}
    for form in FORMS:
        published[form] = {one + 1: moment for one, moment in enumerate(sorted(draw(st.lists(moments, max_size=3))))}
    created = draw(moments)
    answered = {
        form: [
            Answered(one.version, number, one.fits, one.is_proven)
            for number, one in enumerate(draw(st.lists(answers, max_size=2)), 1)
        ]
        for form in FORMS
    }
    excuses = st.builds(Excused, st.one_of(st.none(), days, days), st.frozensets(st.sampled_from(FORMS), max_size=2))
    return World(
        published=published,
        answers=answered,
        created=created,
        first_seen=max(created, draw(moments)),
        now=draw(moments),
        zone=draw(st.sampled_from(ZONES)),
        excuses=draw(st.lists(excuses, max_size=2)),
        drafts=draw(st.frozensets(st.sampled_from(FORMS))),
    )


def judged(policy: Policy, world: World) -> tuple[Any, ...]:
    facts = [
        SubmissionFact(
            form,
            one.version,
            world.created,
            {version: fits for version, fits in one.fits.items() if fits is not None},
            one.number,
            one.is_proven,
        )
        for form, several in world.answers.items()
        for one in several
    ]
    case = Case(
        object=ObjectFacts(5, "d", 7, world.created, None, 100),
        first_seen=world.first_seen,
        submissions=facts,
        drafts=world.drafts,
        exemptions=[Exemption(one.until, "r", "x", one.forms) for one in world.excuses],
    )
    counting = {one.form_id: counting_form(one, world.published[one.form_id]) for one in policy.forms}
    found = evaluate(ReadyPolicy(policy, counting), case, world.now, world.zone)
    return found.status.value, found.due, found.lacking


@settings(max_examples=150, deadline=None)
@given(policies(), worlds())
def test_what_is_found_is_what_the_documentation_says(policy: Policy, world: World) -> None:
    assert judged(policy, world) == tuple(found_slowly(policy, world))


@settings(max_examples=60, deadline=None)
@given(policies(), worlds(), st.integers(0, 40))
def test_what_ends_by_itself_is_known_by_the_finding_or_by_the_policy(policy: Policy, world: World, later: int) -> None:
    """What objects are noted by once a day."""
    noon = datetime.combine(world.now.date() + timedelta(days=later), time(12), world.zone)
    excuses = tuple(Exemption(one.until, "r", "x", one.forms) for one in world.excuses)
    found = judged(policy, replace(world, now=noon))
    if judged(policy, replace(world, now=noon + timedelta(days=1))) != found:
        counting = {one.form_id: counting_form(one, world.published[one.form_id]) for one in policy.forms}
        ready = ReadyPolicy(policy, counting, exemptions=Exemptions({(5, 100): excuses}))
        status, due, _lacking = found
        is_told = status in {"grace", "exempt"} and due == noon.date()
        is_late = status in FAILING and noon.date() in ready.ends_of_grace(world.zone)
        assert is_told or is_late or noon.date() in ready.exemptions.last_days


@settings(max_examples=60, deadline=None)
@given(policies(), worlds(), st.integers(0, 40))
def test_as_long_as_it_is_said_to_last_the_same_is_found(policy: Policy, world: World, later: int) -> None:
    """What a page that is known again relies on."""
    counting = {one.form_id: counting_form(one, world.published[one.form_id]) for one in policy.forms}
    case = Case(object=ObjectFacts(5, "d", 7, world.created, None, 100), first_seen=world.first_seen)
    now = evaluate(ReadyPolicy(policy, counting), case, world.now, world.zone)
    then = evaluate(ReadyPolicy(policy, counting), case, world.now + timedelta(days=later), world.zone)
    if world.day(world.now + timedelta(days=later)) <= now.lasts:
        assert then == now
