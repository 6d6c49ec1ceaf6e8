# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens in OMERO and to forms: judging what changed, evaluating as a whole, and a slow, obvious evaluator
that asks OMERO by plain omero-py find the same.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import omero.model
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from omero.cmd import Chgrp2, Chown2, Delete2
from omero.rtypes import rstring

from omero_forms.conf import conf
from omero_forms.domain.records.acts import Via
from omero_forms.gateway.sessions import UserSession
from omero_forms.kit.clocks import day_of, today
from omero_forms.models import ExemptedObject, Finding, Form, FormVersion, JudgedPage, PolicyRow
from omero_forms.selectors.policies import as_domain
from omero_forms.services.evaluations.changed import groups_due, judge_changed
from omero_forms.services.following.follow import follow
from omero_forms.services.policies.change import archive_policy
from omero_forms.services.policies.exempt.ask import ExemptionRequest, ask
from omero_forms.services.policies.exempt.decide import approve, end
from tests.support.facility import LATER, Facility
from tests.support.slow_evaluation import BEST_FIRST, Answered, Excused, Found, World, fits_slowly, found_slowly
from tests.support.waiting import wait_for
from tests.support.world import SCHEMA, FormInUse, FormsWorld

pytestmark = pytest.mark.django_db(transaction=True)

GROUPS: Final = ("b", "c")
PEOPLE: Final = ("anna", "berta")
NAMES: Final = ("alpha", "tiny", "beta", "omit")
GIVEN: Final = ({"sample": "HeLa"}, {"sample": "HeLa", "passages": 3})
SELECTORS: Final[list[dict[str, Any]]] = [
    {},
    {"name": "*A*"},
    {"none": [{"name": "tiny*"}, {"name": "*mit"}]},
    {"any": [{"tag": "live"}, {"name": "tiny"}]},
    {"none": [{"tag": "live"}, {"project": "Here"}]},
    {"all": [{"any": [{"project": "Here"}, {"tag": "live"}]}, {"none": [{"name": "omit"}]}]},
]
FAR: Final = (1, 3, 50, 140)
"""Days; from December on, the clocks of both time zones are set within so many."""

EXAMPLES: Final = int(os.environ.get("EVALUATION_EXAMPLES", "8"))
"""More of them, and others each time, are tried by `make soak`."""

Event = tuple[str, int]


@dataclass
class Excuse:
    """An exemption: of one object, or of all that fit a selector."""

    id: str
    policy: int
    until: date
    forms: frozenset[str]
    object: tuple[int, int] | None
    selector: dict[str, Any] | None


@dataclass(frozen=True)
class Thing:
    """An object as plain omero-py has it."""

    id: int
    event: int
    name: str
    group: int
    owner: int
    created: datetime
    tags: frozenset[str]
    projects: frozenset[str]

    def fits(self, words: dict[str, Any]) -> bool:
        return fits_slowly(words, self.name, self.tags, self.projects)


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
    terms: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The policies by group; those of `off` are not switched on."""
    off: set[int] = field(default_factory=set)
    excuses: list[Excuse] = field(default_factory=list)
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By group a tag and a project."""
    seen: dict[tuple[int, int, int], datetime] = field(default_factory=dict)
    renamed: int = 0

    @cached_property
    def admin(self) -> UserSession:
        return self.facility.world.user("admin")

    @cached_property
    def root(self) -> UserSession:
        return self.facility.world.user("root")

    def command(self, request: Any) -> None:
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            root.client.submit(request, 600, 100)

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
        for group in GROUPS:
            project = omero.model.ProjectI()
            project.setName(rstring("Here"))
            tag = omero.model.TagAnnotationI()
            tag.setTextValue(rstring("live"))
            self.marks[group] = (self.saved(tag, group), self.saved(project, group))
        for number in range(4):
            self.new(terms * 4 + number)
        for number in range(2):
            self.tag(terms + number)
            self.put_into(terms * 5 + number)
        days = {"deadline": (LATER + timedelta(days=terms % 3)).date().isoformat()}
        first: dict[str, Any] = {
            "selector": SELECTORS[terms % 6],
            "requirement": ("all_of", "one_of")[terms % 2],
            "level": ("required", "required", "recommended")[terms % 7 % 3],
            "except": [facility.people["berta"].id] if terms % 5 == 0 else [],
            **(days if terms % 4 == 3 else {"grace": (0, 5, 60)[terms % 3]}),
        }
        second = {
            "forms": [
                {"form": self.forms[0].id, "versions": "current"},
                *([{"form": self.forms[1].id, "versions": "current"}] if terms % 2 else []),
            ],
            "name": "Current",
            "requirement": "all_of",
            "grace": (3, 0)[terms % 2],
        }
        for group in GROUPS:
            self.terms.append((group, facility.policy(group, *self.forms, **first)))
            self.terms.append((group, facility.policy(group) | second))
        self.apply()
        for group in GROUPS:
            facility.evaluate(group, self.now)
        self.seen = {(one.policy_id, one.object_id, one.creation_event): one.first_seen for one in self.found()}

    def apply(self) -> None:
        """The file of policies, but for those that are switched off."""
        policies = [policy for number, (_group, policy) in enumerate(self.terms) if number not in self.off]
        if policies:
            self.facility.apply(*policies)

    def saved(self, one: Any, group: str) -> int:
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            return int(root.save(one, group=self.facility.groups[group]).id.val)

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

    def where(self, one: int) -> str:
        return next(group for group in GROUPS if self.facility.groups[group] == self.thing(one).group)

    def thing(self, one: int) -> Thing:
        return next(thing for thing in self.things() if thing.id == one)

    def tag(self, number: int) -> None:
        """Put the group's tag on something, or take it off."""
        one = self.some(number)
        if one is None:
            return
        group = self.where(one)
        tag, _project = self.marks[group]
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            hql = "select l.id, l.id from DatasetAnnotationLink l where l.parent.id = :one and l.child.id = :tag"
            there = [int(link) for link, _same in root.rows(hql, {"one": one, "tag": tag})]
            logged = (
                f"select l.id, l.id from EventLog l where l.entityId = {one} and l.action = 'REINDEX' "
                "and l.entityType = 'ome.model.containers.Dataset'"
            )
            before = len(root.rows(logged))
            if there:
                self.command(Delete2(targetObjects={"DatasetAnnotationLink": there}))
                wait_for(lambda: len(root.rows(logged)) > before, "the indexer notes what lost its tag")
        if not there:
            link = omero.model.DatasetAnnotationLinkI()
            link.setParent(omero.model.DatasetI(one, False))
            link.setChild(omero.model.TagAnnotationI(tag, False))
            self.saved(link, group)

    def put_into(self, number: int) -> None:
        """Put something into the group's project."""
        one = self.some(number)
        if one is None or self.thing(one).projects:
            return
        group = self.where(one)
        link = omero.model.ProjectDatasetLinkI()
        link.setParent(omero.model.ProjectI(self.marks[group][1], False))
        link.setChild(omero.model.DatasetI(one, False))
        self.saved(link, group)

    def rename_mark(self, number: int) -> None:
        """Let a tag or a project be called otherwise."""
        group, is_tag = GROUPS[number % 2], number // 2 % 2
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            if is_tag:
                mark = root.load("TagAnnotation", self.marks[group][0])
                mark.setTextValue(rstring("live" if mark.textValue.val == "dead" else "dead"))
            else:
                mark = root.load("Project", self.marks[group][1])
                mark.setName(rstring("Here" if mark.name.val == "There" else "There"))
            root.save(mark, group=self.facility.groups[group])

    def row(self, number: int) -> PolicyRow | None:
        group, policy = self.terms[number]
        rows = PolicyRow.objects.filter(group_id=self.facility.groups[group], name=policy["name"], ended_at=None)
        return rows.first()

    def switch(self, number: int) -> None:
        """Switch a policy off, or on again."""
        which = number % 4
        row = self.row(which)
        if row is None and not self.retired:
            self.off.discard(which)
            self.apply()
        elif row is not None:
            self.off.add(which)
            archive_policy(None, row.pk, via=Via.SCHEDULE)

    def exclude(self, number: int) -> None:
        """Let another member be asked for nothing; a file that names a retired form is refused."""
        if self.retired:
            return
        for which, (_group, policy) in enumerate(self.terms):
            if which % 2 == number // 3 % 2:
                policy["except"] = [self.facility.people[one].id for one in PEOPLE[: number % 3]]
        self.apply()

    def excuse(self, number: int) -> None:
        """An exemption is asked for and approved: of an object or by a selector, from one form or all."""
        one, by_selector = self.some(number), number % 3 == 0
        row = None if one is None else self.row(2 * GROUPS.index(self.where(one)) + number // 2 % 2)
        if one is None or row is None:
            return
        until = day_of(self.now) + timedelta(days=(0, 2, 45)[number // 4 % 3])
        forms = (self.forms[0].id,) if number // 3 % 2 else ()
        selector = {"any": [{"name": "*a"}, {"tag": "live"}]} if by_selector else None
        admin, root = self.admin, self.root
        wanted = ExemptionRequest(
            policy_id=row.pk,
            object_ids=() if by_selector else (one,),
            selector=selector,
            form_ids=forms,
            until=until,
            reason=f"Reason {len(self.excuses)}",
        )
        known = ask(admin, wanted)
        approve(root, known, message="", via=Via.API)
        identity = None if by_selector else (one, self.thing(one).event)
        self.excuses.append(Excuse(known, row.pk, until, frozenset(forms), identity, selector))

    def end_excuse(self, number: int) -> None:
        if self.excuses:
            excuse = self.excuses[number % len(self.excuses)]
            row = PolicyRow.objects.get(pk=excuse.policy)
            if row.ended_at is None and not ExemptedObject.objects.filter(exemption=excuse.id).exclude(left_at=None):
                end(self.root, excuse.id, message="", via=Via.API)
                excuse.until = min(excuse.until, today() - timedelta(days=1))

    def publish(self, number: int) -> None:
        form, asked = self.forms[number % 2], (["sample"], ["sample", "passages"])[number // 2 % 2]
        if form.id not in self.retired:
            self.facility.world.publish({**SCHEMA, "required": asked}, form_id=form.id)
            self.required[form.id].append(set(asked))
            newest = FormVersion.objects.filter(form=form.id, number=len(self.required[form.id]))
            newest.update(published_at=self.now)

    def retire(self, number: int) -> None:
        """Past all refusals, as after a restore of the read model from other records; and back."""
        form = self.forms[number % 2]
        if not self.retired and number // 2 % 3:
            return  # all is an error meanwhile, and nothing else is seen
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
        """The numbers of the last runs, but for policies that ended and under which nothing was."""
        on = {str(pk) for pk in PolicyRow.objects.filter(ended_at=None).values_list("pk", flat=True)}
        told = [self.facility.evaluation(group).counts for group in GROUPS]
        return [
            one | {"policies": {pk: said for pk, said in one["policies"].items() if pk in on or said != {"objects": 0}}}
            for one in told
        ]

    def look(self) -> None:
        """As workers do: the log is read, what changed is judged, and groups are evaluated for which that is too
        little.
        """
        self.follow()
        judge_changed(self.now)
        for group in GROUPS:
            if self.facility.groups[group] in groups_due():
                self.facility.evaluate(group, self.now)

    def things(self) -> list[Thing]:
        with self.facility.world.lab.server.connect(self.facility.world.lab.server.root) as root:
            rows = root.rows(
                "select d.id, e.id, d.name, d.details.group.id, d.details.owner.id, e.time "
                "from Dataset d join d.details.creationEvent e where d.details.group.id in (:ids)",
                {"ids": [self.facility.groups[group] for group in GROUPS]},
            )
            ids = {"ids": self.objects or [-1]}
            tags = root.rows(
                "select l.parent.id, l.child.id from DatasetAnnotationLink l where l.parent.id in (:ids)", ids
            )
            texts = dict(root.rows("select t.id, t.textValue from TagAnnotation t where t.ns is null"))
            projects = root.rows(
                "select l.child.id, p.name from ProjectDatasetLink l join l.parent p where l.child.id in (:ids)", ids
            )
        return [
            Thing(
                one,
                event,
                name,
                group,
                owner,
                datetime.fromtimestamp(time / 1000, UTC),
                frozenset(texts[tag] for each, tag in tags if each == one and tag in texts),
                frozenset(project for each, project in projects if each == one),
            )
            for one, event, name, group, owner, time in rows
        ]

    def expected(self, before: dict[int, datetime | None]) -> dict[tuple[int, int], tuple[Any, ...]]:
        """What the slow evaluator finds. `before` is when the run before this look began, by policy."""
        cases: list[tuple[PolicyRow, Thing]] = []
        seen: dict[tuple[int, int, int], datetime] = {}
        things = self.things()
        policies = PolicyRow.objects.filter(ended_at=None, group_id__in=self.facility.groups.values())
        for policy in policies.prefetch_related("forms__form"):
            (terms,) = [
                one
                for group, one in self.terms
                if self.facility.groups[group] == policy.group_id and one["name"] == policy.name
            ]
            for thing in things:
                is_about = thing.fits(terms.get("selector", {})) and thing.owner not in terms.get("except", ())
                if thing.group == policy.group_id and is_about:
                    key, began = (policy.pk, thing.id, thing.event), before[policy.pk]
                    is_new = began is None or thing.created >= began
                    seen[key] = self.seen.get(key) or (thing.created if is_new else self.now)
                    cases.append((policy, thing))
        # What left the scope of a policy is not excused from it any more, should it come back.
        on = {policy.pk for policy in policies}
        left = {key for key in self.seen if key[0] in on and key not in seen}
        self.excuses = [one for one in self.excuses if one.object is None or (one.policy, *one.object) not in left]
        self.seen = seen
        expected = {}
        for policy, thing in cases:
            first_seen = seen[policy.pk, thing.id, thing.event]
            found = self.slowly(policy, thing, first_seen)
            told = (thing.name, thing.owner, first_seen, found.status, found.due, list(found.lacking))
            expected[policy.pk, thing.id] = told
        return expected

    def slowly(self, policy: PolicyRow, thing: Thing, first_seen: datetime) -> Found:
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
                for number, (version, given) in enumerate(self.answers[thing.id, form.id], 1)
            ]
            for form in self.forms
        }
        excuses = [
            Excused(one.until, one.forms)
            for one in self.excuses
            if one.policy == policy.pk
            and (thing.fits(one.selector) if one.selector is not None else one.object == (thing.id, thing.event))
        ]
        zone = ZoneInfo(conf().time_zone)
        return found_slowly(terms, World(published, answers, thing.created, first_seen, self.now, zone, excuses))


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
    *("publish", "retire", "rename_group", "leave", "look", "look"),
    *("tag", "put_into", "rename_mark", "switch", "exclude", "excuse", "excuse", "end_excuse"),
)


def test_whatever_happens_changes_whole_runs_and_a_slow_evaluator_find_the_same(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What fails is told as it happened: to look for less that fails, too, would take minutes.
    phases = [Phase.explicit, Phase.generate]

    @settings(
        max_examples=EXAMPLES,
        derandomize="EVALUATION_EXAMPLES" not in os.environ,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=phases,
    )
    @given(st.integers(0, 2**32))
    def tell(seed: int) -> None:
        # Of tales that hypothesis makes up itself every other one is of nothing but the first event.
        chance = Random(seed)
        terms = chance.randrange(840)
        events: list[Event] = [(chance.choice(WHAT), chance.randrange(48)) for _event in range(chance.randint(10, 24))]
        note(f"terms {terms}, {events}")
        monkeypatch.setattr("django.conf.settings.TIME_ZONE", ("Europe/Berlin", "America/New_York")[terms // 420])
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
