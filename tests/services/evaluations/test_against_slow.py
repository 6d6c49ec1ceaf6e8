# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens in OMERO and to forms: judging what changed, evaluating as a whole, and a slow, obvious evaluator
that asks OMERO by plain omero-py find the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from omero.cmd import Chgrp2, Chown2, Delete2
from omero.rtypes import rstring

from omero_forms.conf import conf
from omero_forms.models import Finding, Form, FormVersion, JudgedPage, PolicyRow
from omero_forms.selectors.policies import as_domain
from omero_forms.services.evaluations.changed import groups_due, judge_changed
from omero_forms.services.following.follow import follow
from tests.support.facility import LATER, Facility
from tests.support.slow_evaluation import BEST_FIRST, Answered, Found, World, found_slowly
from tests.support.world import SCHEMA, FormInUse, FormsWorld

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS: Final = ("b", "c")
PEOPLE: Final = ("anna", "berta")
NAMES: Final = ("alpha", "tiny", "beta", "omit")
GIVEN: Final = ({"sample": "HeLa"}, {"sample": "HeLa", "passages": 3})
SELECTORS: Final[list[tuple[dict[str, Any], Callable[[str], bool]]]] = [
    ({}, lambda _name: True),
    ({"name": "*A*"}, lambda name: "a" in name),
    ({"none": [{"name": "tiny*"}, {"name": "*mit"}]}, lambda name: name not in {"tiny", "omit"}),
]
FAR: Final = (1, 3, 50, 140)
"""Days; from December on, the clocks of both time zones are set within so many."""

Event = tuple[str, int]


@dataclass
class Tale:
    """Two groups under two policies each, and all that has happened there."""

    facility: Facility
    now: datetime = LATER
    objects: list[int] = field(default_factory=list)
    forms: list[FormInUse] = field(default_factory=list)
    required: dict[str, list[set[str]]] = field(default_factory=dict)
    """What each version of a form requires."""
    answers: dict[tuple[int, str], list[tuple[int, set[str]]]] = field(default_factory=lambda: defaultdict(list))
    retired: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    """People who are inactive, or were taken out of the group "c"."""
    excluded: str = ""
    fits: Callable[[str], bool] = lambda _name: True
    seen: dict[tuple[int, int, int], datetime] = field(default_factory=dict)
    renamed: int = 0

    def command(self, request: Any) -> None:
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            root.client.submit(request, 30, 100)

    def begin(self, terms: int) -> None:
        facility = self.facility
        for group in GROUPS:
            facility.group(group)
        for person in PEOPLE:
            facility.person(person, *GROUPS)
        self.follow()
        for _form in range(2):
            form = facility.form(*GROUPS)
            self.forms.append(form)
            self.required[form.id] = [{"sample"}]
        selector, self.fits = SELECTORS[terms % 3]
        self.excluded = "berta" if terms % 5 == 0 else ""
        first: dict[str, Any] = {
            "selector": selector,
            "requirement": ("all_of", "one_of")[terms % 2],
            "grace": (0, 5, 60)[terms % 3],
            "except": [facility.people[one].id for one in PEOPLE if one == self.excluded],
        }
        second = {
            "forms": [{"form": self.forms[0].id, "versions": "current"}],
            "name": "Current",
            "requirement": "all_of",
        }
        for number in range(4):
            self.new(terms * 4 + number)
        facility.apply(
            *(facility.policy(group, *self.forms, **first) for group in GROUPS),
            *(facility.policy(group) | second for group in GROUPS),
        )
        for group in GROUPS:
            facility.evaluate(group, self.now)
        self.seen = {(one.policy_id, one.object_id, one.creation_event): one.first_seen for one in self.found()}

    def follow(self) -> None:
        self.now += timedelta(minutes=2)
        follow(self.now)

    # --- what happens

    def happens(self, event: Event) -> None:
        what, number = event
        getattr(self, what)(number)

    def some(self, number: int) -> int | None:
        return self.objects[number % len(self.objects)] if self.objects else None

    def day(self, number: int) -> None:
        self.now += timedelta(days=FAR[number % 4])

    def new(self, number: int) -> None:
        owner = PEOPLE[number % 2]
        if owner not in self.away:
            one = self.facility.dataset(owner, GROUPS[number // 2 % 2], NAMES[number // 4 % 4])
            self.objects.append(one)

    def rename(self, number: int) -> None:
        one = self.some(number)
        if one is not None:
            with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
                loaded = root.load("Dataset", one)
                loaded.setName(rstring(NAMES[number // 3 % 4]))
                root.save(loaded, group=loaded.details.group.id.val)

    def move(self, number: int) -> None:
        one = self.some(number)
        if one is not None:
            group = self.facility.groups[GROUPS[number // 2 % 2]]
            self.command(Chgrp2(targetObjects={"Dataset": [one]}, groupId=group))

    def give(self, number: int) -> None:
        one = self.some(number)
        if one is not None:
            person = self.facility.people[PEOPLE[number // 3 % 2]]
            self.command(Chown2(targetObjects={"Dataset": [one]}, userId=person.id))

    def delete(self, number: int) -> None:
        one = self.some(number)
        if one is not None:
            self.objects.remove(one)
            self.command(Delete2(targetObjects={"Dataset": [one]}))

    def answer(self, number: int) -> None:
        one, form, given = self.some(number), self.forms[number // 2 % 2], GIVEN[number // 4 % 2]
        who = next((person for person in PEOPLE if person not in self.away), None)
        version = len(self.required[form.id])
        is_right = self.required[form.id][-1] <= given.keys()
        if one is not None and who is not None and is_right and form.id not in self.retired:
            self.facility.submit(who, one, form, base=None, version=version, answers=given)
            self.answers[one, form.id].append((version, set(given)))

    def unlink(self, _number: int) -> None:
        """Whoever takes the key-value copies off objects takes no answers away."""
        namespaces = [conf().kv_namespace + form.id for form in self.forms]
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            links = root.rows(
                "select l.id, a.ns from DatasetAnnotationLink l join l.child a where l.parent.id in (:ids)",
                {"ids": self.objects or [-1]},
            )
        ours = [link for link, namespace in links if namespace in namespaces]
        if ours:
            self.command(Delete2(targetObjects={"DatasetAnnotationLink": ours}))

    def publish(self, number: int) -> None:
        form, asked = self.forms[number % 2], (["sample"], ["sample", "passages"])[number // 2 % 2]
        if form.id not in self.retired:
            self.facility.world.publish({**SCHEMA, "required": asked}, form_id=form.id)
            self.required[form.id].append(set(asked))

    def retire(self, number: int) -> None:
        """Past all refusals, as after a restore of the read model from other records; and back."""
        form = self.forms[number % 2]
        self.retired ^= {form.id}
        state = "retired" if form.id in self.retired else "published"
        Form.objects.filter(id=form.id).update(state=state)

    def rename_group(self, _number: int) -> None:
        self.renamed += 1
        self.facility.rename_group("b", self.group_name)

    @property
    def group_name(self) -> str:
        return f"b {self.facility.suffix}" + (f" named {self.renamed}" if self.renamed else "")

    def leave(self, number: int) -> None:
        """Somebody becomes inactive, or is no member of a group any more; what they own stays."""
        person = PEOPLE[number % 2]
        if person not in self.away:
            self.away.add(person)
            with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
                admin = root.factory.getAdminService()
                group = admin.lookupGroup("user") if number // 2 % 2 else admin.getGroup(self.facility.groups["c"])
                admin.removeGroups(admin.getExperimenter(self.facility.people[person].id), [group])

    # --- what is found

    def found(self) -> list[Finding]:
        ids = [self.facility.groups[group] for group in GROUPS]
        return list(Finding.objects.filter(group_id__in=ids, closed_at=None).order_by("policy_id", "object_id"))

    def told(self) -> dict[tuple[int, int], tuple[Any, ...]]:
        return {
            (one.policy_id, one.object_id): (one.name, one.owner_id, one.first_seen, one.status, one.due, one.lacking)
            for one in self.found()
        }

    def counts(self) -> list[dict[str, Any]]:
        return [self.facility.evaluation(group).counts for group in GROUPS]

    def look(self) -> None:
        """As workers do: the log is read, what changed is judged, and groups are evaluated for which that is too
        little.
        """
        self.follow()
        judge_changed(self.now)
        for group in GROUPS:
            if self.facility.groups[group] in groups_due():
                self.facility.evaluate(group, self.now)

    def expected(self, before: dict[int, datetime | None]) -> dict[tuple[int, int], tuple[Any, ...]]:
        """What the slow evaluator finds. `before` is when the run before this look began, by policy."""
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            rows = root.rows(
                "select d.id, d.name, d.details.group.id, d.details.owner.id, e.id, e.time "
                "from Dataset d join d.details.creationEvent e where d.details.group.id in (:ids)",
                {"ids": [self.facility.groups[group] for group in GROUPS]},
            )
        expected, seen = {}, {}
        policies = PolicyRow.objects.filter(ended_at=None, group_id__in=self.facility.groups.values())
        for policy in policies.prefetch_related("forms__form"):
            for one, name, group, owner, event, time in rows:
                is_about = policy.name == "Current" or (
                    self.fits(name)
                    and owner not in [self.facility.people[who].id for who in PEOPLE if who == self.excluded]
                )
                if group != policy.group_id or not is_about:
                    continue
                created, began = datetime.fromtimestamp(time / 1000, UTC), before[policy.pk]
                key = (policy.pk, one, event)
                is_new = began is None or created >= began
                seen[key] = self.seen.get(key) or (created if is_new else self.now)
                found = self.slowly(policy, one, created, seen[key])
                expected[policy.pk, one] = (name, owner, seen[key], found.status, found.due, list(found.lacking))
        self.seen = seen
        return expected

    def slowly(self, policy: PolicyRow, one: int, created: datetime, first_seen: datetime) -> Found:
        terms = as_domain(policy)
        if any(form.form_id in self.retired for form in terms.forms):
            return Found("error", None, ())
        published: dict[str, dict[int, datetime]] = defaultdict(dict)
        for form in self.forms:
            for version in FormVersion.objects.filter(form=form.id):
                published[form.id][version.number] = version.published_at
        answers = {
            form.id: [
                Answered(
                    version,
                    number,
                    {each: needs <= given for each, needs in enumerate(self.required[form.id], 1) if each >= version},
                )
                for number, (version, given) in enumerate(self.answers[one, form.id], 1)
            ]
            for form in self.forms
        }
        zone = ZoneInfo(conf().time_zone)
        return found_slowly(terms, World(published, answers, created, first_seen, self.now, zone))


def counted(tale: Tale, expected: dict[tuple[int, int], tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The numbers that a run keeps, counted one by one."""
    told = []
    for group in GROUPS:
        rows = PolicyRow.objects.filter(ended_at=None, group_id=tale.facility.groups[group])
        policies: dict[str, Counter[str]] = {str(row.pk): Counter(objects=0) for row in rows}
        worst: dict[int, str] = {}
        for (policy, one), found in expected.items():
            if str(policy) in policies:
                policies[str(policy)].update([found[3], "objects"])
                worst[one] = max(worst.get(one, "compliant"), found[3], key=BEST_FIRST.index)
        totals = Counter(worst.values()) + (Counter(objects=len(worst)) if worst else Counter())
        told.append({"totals": dict(totals), "policies": {one: dict(counts) for one, counts in policies.items()}})
    return told


WHAT: Final = (
    *("day", "new", "rename", "move", "give", "delete", "answer", "answer", "unlink"),
    *("publish", "retire", "rename_group", "leave", "look"),
)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_whatever_happens_changes_whole_runs_and_a_slow_evaluator_find_the_same(
    world: FormsWorld, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.TIME_ZONE", zone)

    # What fails is told as it happened: to look for less that fails, too, would take minutes.
    phases = [Phase.explicit, Phase.generate]

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=phases)
    @given(st.integers(0, 29), st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 23)), min_size=8, max_size=16))
    def tell(terms: int, events: list[Event]) -> None:
        tale = Tale(Facility(world))
        tale.begin(terms)
        for event in [*events, ("look", 0)]:
            if event[0] != "look":
                tale.happens(event)
                continue
            rows = PolicyRow.objects.filter(group_id__in=tale.facility.groups.values())
            before = dict(rows.values_list("pk", "evaluated_at"))
            tale.look()
            expected = tale.expected(before)
            assert tale.told() == expected
            assert tale.counts() == counted(tale, expected)
        by_changes, numbers = [Finding.objects.filter(pk=one.pk).values().get() for one in tale.found()], tale.counts()
        # A whole run finds nothing else, neither one that knows its pages again nor one that knows none.
        for group in GROUPS:
            tale.facility.evaluate(group, tale.now)
        JudgedPage.objects.all().delete()
        assert [tale.facility.evaluate(group, tale.now).written for group in GROUPS] == [0, 0]
        assert [Finding.objects.filter(pk=one.pk).values().get() for one in tale.found()] == by_changes
        assert tale.counts() == numbers
        assert tale.facility.evaluation("b").group_name == tale.group_name

    tell()
