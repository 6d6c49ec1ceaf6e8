# SPDX-License-Identifier: AGPL-3.0-or-later
"""The YAML form of policies, in which facilities keep them.

::

    policies:
      - name: Imaging metadata
        group: Membrane Traffic          # name or id
        object_type: Dataset
        selector:                        # optional; an object must fit all that is given
          name: "*_TIRF_*"               # * and ?, in any case
          tag: raw
          project: Endocytosis
          created_after: 2026-01-01      # from the day after
          min_images: 1
          any:                           # all, any, none: a list of conditions, and of all, any, none
            - tag: raw
            - none: [{tag: test}, {name: "*tmp*"}]
        requirement: all_of              # none, all_of, one_of
        forms:                           # names or ids; left out for none
          - form: Imaging acquisition
            versions: any                # any, current, {from: 2}
        level: required                  # required, recommended; required when left out
        except: [facility, 17]           # user names or ids of people whose objects do not count
        grace: 14                        # days; 0 when left out
        start: 2026-11-01                # the day it is applied when left out
        tell_member: any                 # never, any; never when left out
        tell_owner_above: 3              # never, or a number; never when left out
        gate: {tag: documented}          # put on what complies: a tag, or {key: Metadata, value: complete}
      - name: Old datasets
        ...
        deadline: 2027-03-31             # a campaign: this day for all, instead of a grace
    site_policies:                       # of admins, for many groups; optional
      - name: Every dataset is described
        groups: all                      # all, or a list of names and ids
        object_type: Dataset
        ...
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from omero_forms.domain.canonical import join_pointer, text_reason
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.policy import (
    CountingVersions,
    Level,
    PolicyForm,
    PolicyTerms,
    Requirement,
    Rule,
    TellMember,
)
from omero_forms.domain.policies.selectors import (
    EVERYTHING,
    MAX_CONDITIONS,
    MAX_DEPTH,
    Condition,
    How,
    Part,
    Selector,
    conditions,
    depth,
    joined,
)
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.words import listed

T = TypeVar("T", int, str)

SITE_GROUP = 0
"""The id of OMERO's group system, in which nothing is ever required: it stands for the site as a whole."""

LONGEST_TEXT = 255
"""Characters of a name"""

MAX_GRACE_DAYS = 3660
MAX_EXCLUDED = 1000
MAX_COUNT = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Of the days in a file. Calendars of machines end; nothing is due on their last day."""

# Only this way of writing one: other readers take 20261101 and 2026-W44-7 for something else.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A form as a file names it: by name or id."""

    form: str
    versions: CountingVersions


@dataclass(frozen=True, slots=True)
class WrittenPolicy:
    """A policy as a file says it, groups and forms by name or id. :func:`resolve` finds the ids."""

    group: str | int
    name: str
    object_type: ObjectType
    selector: Selector
    requirement: Requirement
    forms: tuple[WrittenForm, ...]
    grace_days: int
    start: date | None
    tell_member: TellMember
    tell_owner_above: int | None
    level: Level
    deadline: date | None
    excluded: tuple[str | int, ...]
    gate: Gate | None


_POLICY_KEYS = (
    "name", "group", "object_type", "selector", "requirement", "forms", "level", "except", "grace", "start", "deadline",
    "tell_member", "tell_owner_above", "gate",
)  # fmt: skip


class _Problems:
    """Remembers every problem, so that a file's author sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    def add(self, path: Path, message: str) -> None:
        self.found.append({"pointer": join_pointer(path), "message": message})

    def raise_if_any(self) -> None:
        if self.found:
            raise error("policy_invalid", details={"problems": self.found})


def _mapping(problems: _Problems, value: object, path: Path, known: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        problems.add(path, f"Write a mapping here, with {listed(known, 'or')}.")
        return {}
    for key in value:
        if key not in known:
            # A pointer is shown and logged: what cannot be written stays out of it.
            here = path if text_reason(str(key)) else (*path, str(key))
            problems.add(here, f"Not known here. Write {listed(known, 'or')}.")
    return {key: child for key, child in value.items() if key in known}


def _text(problems: _Problems, value: object, path: Path) -> str | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        # Named by a number: the reader of the file takes for one only what is written as its digits.
        value = str(value)
    if isinstance(value, str) and (reason := text_reason(value)) is not None:
        problems.add(path, f"In this text {reason}.")
        return None
    if isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT:
        return value.strip()
    quotes = " Put it in quotes if it is one." if isinstance(value, bool) else ""
    problems.add(path, f"Write text of 1 to {LONGEST_TEXT} characters.{quotes}")
    return None


def _whole(problems: _Problems, value: object, path: Path, limit: int, besides: str = "") -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= limit:
        return value
    problems.add(path, f"Write a whole number from 0 to {limit}{besides}.")
    return None


def _day(problems: _Problems, value: object, path: Path) -> date | None:
    if value is None:
        return None
    # Other YAML readers make a date of it; a time of day has no meaning here.
    if isinstance(value, date) and not isinstance(value, datetime):
        return _usable(problems, value, path)
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return _usable(problems, date.fromisoformat(value.strip()), path)
        except ValueError:
            problems.add(path, "There is no such day.")
            return None
    problems.add(path, "Write a date such as 2026-11-01, without a time.")
    return None


def _usable(problems: _Problems, day: date, path: Path) -> date | None:
    """The day, if a grace can be added to it in every time zone."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    problems.add(path, f"Write a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return None


def _selector(problems: _Problems, value: object, path: Path) -> Selector:
    """Which objects; a tree too deep or too large is told as one problem, and not read on."""
    if value is None:
        return EVERYTHING
    selector = _joined(problems, value, path, MAX_DEPTH) or EVERYTHING
    if sum(1 for _ in conditions(selector)) > MAX_CONDITIONS:
        problems.add(path, f"Write at most {MAX_CONDITIONS} conditions.")
    if depth(selector) > MAX_DEPTH:
        problems.add(path, _TOO_DEEP)
    return selector


_TOO_DEEP = f"Write at most {MAX_DEPTH} of all, any and none within each other."
_PARTS = (*Part, *How)


def _joined(problems: _Problems, value: object, path: Path, levels: int) -> Selector | None:
    """What a mapping asks for: all that is in it. None where that is nothing, or wrong."""
    data = _mapping(problems, value, path, _PARTS)
    found = [_entry(problems, word, child, (*path, word), levels) for word, child in data.items()]
    selectors = [one for one in found if one is not None]
    return joined(How.ALL, selectors) if selectors else None


def _entry(problems: _Problems, word: str, value: object, path: Path, levels: int) -> Selector | None:
    if word in set(Part):
        asked = _asked(problems, Part(word), value, path)
        return None if asked is None else Condition(Part(word), asked)
    if not isinstance(value, list) or not value:
        problems.add(path, "Write a list of conditions.")
        return None
    if levels == 0:
        problems.add(path, _TOO_DEEP)
        return None
    before = len(problems.found)
    selectors = []
    for index, each in enumerate(value):
        one = _joined(problems, each, (*path, index), levels - 1)
        if one is not None:
            selectors.append(one)
        elif len(problems.found) == before:
            problems.add((*path, index), "Write a condition.")
    return joined(How(word), selectors) if selectors else None


def _asked(problems: _Problems, part: Part, value: object, path: Path) -> str | int | date | None:
    match part:
        case Part.CREATED_AFTER:
            return _day(problems, value, path)
        case Part.MIN_IMAGES:
            return _whole(problems, value, path, MAX_COUNT)
        case _:
            return _text(problems, value, path)


def read_selector(value: object) -> Selector:
    """A selector that stands alone, in the words of the file. Raises `policy_invalid`."""
    problems = _Problems()
    selector = _selector(problems, value, ("selector",))
    problems.raise_if_any()
    return selector


def _versions(problems: _Problems, value: object, path: Path) -> CountingVersions:
    if value is None or value == "any":
        return CountingVersions()
    if value == "current":
        return CountingVersions(Rule.CURRENT)
    if isinstance(value, Mapping) and set(value) == {"from"}:
        number = _whole(problems, value["from"], (*path, "from"), MAX_COUNT)
        if number:
            return CountingVersions(Rule.FROM, number)
    problems.add(path, "Write any, current, or {from: N} with the number of the first version.")
    return CountingVersions()


def _forms(problems: _Problems, value: object, path: Path) -> tuple[WrittenForm, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        problems.add(path, "Write a list of forms.")
        return ()
    forms: list[WrittenForm] = []
    for index, item in enumerate(value):
        here = (*path, index)
        if isinstance(item, str):
            problems.add(here, "Write form: before the name.")
            continue
        data = _mapping(problems, item, here, ("form", "versions"))
        name = _text(problems, data.get("form"), (*here, "form"))
        if name is None:
            if data.get("form") is None:
                problems.add((*here, "form"), "Name a form.")
            continue
        if any(form.form == name for form in forms):
            problems.add((*here, "form"), "This form is named twice.")
        forms.append(WrittenForm(name, _versions(problems, data.get("versions"), (*here, "versions"))))
    return tuple(forms)


def _object_type(problems: _Problems, value: object, path: Path) -> ObjectType:
    try:
        return ObjectType.from_text(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, f"Write {listed([each.value for each in ObjectType], 'or')}.")
        return ObjectType.DATASET


def _requirement(problems: _Problems, value: object, path: Path) -> Requirement:
    try:
        return Requirement(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, f"Write {listed([each.value for each in Requirement], 'or')}.")
        return Requirement.NONE


def _tell_member(problems: _Problems, value: object, path: Path) -> TellMember:
    try:
        return TellMember(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, "Write never or any.")
        return TellMember.NEVER


def _level(problems: _Problems, value: object, path: Path) -> Level:
    try:
        return Level(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, "Write required or recommended.")
        return Level.REQUIRED


def _excluded(problems: _Problems, value: object, path: Path) -> tuple[str | int, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_EXCLUDED:
        problems.add(path, f"Write a list of at most {MAX_EXCLUDED} user names or ids.")
        return ()
    people: list[str | int] = []
    for index, each in enumerate(value):
        is_id = isinstance(each, int) and not isinstance(each, bool) and each >= 0
        one = each if is_id else _text(problems, each, (*path, index))
        if one is not None:
            people.append(one)
        elif each is None:
            problems.add((*path, index), "Name somebody.")
    return tuple(people)


def _gate(problems: _Problems, value: object, selector: Selector, path: Path) -> Gate | None:
    """What is put on objects that comply. It must not decide by itself which objects these are."""
    if value is None:
        return None
    data = _mapping(problems, value, path, ("tag", "key", "value"))
    given = {word: _text(problems, data.get(word), (*path, word)) for word in data}
    words = {word: text for word, text in given.items() if text is not None}
    if words.keys() not in ({"tag"}, {"key", "value"}):
        problems.add(path, "Write {tag: ...} or {key: ..., value: ...}.")
        return None
    asked = {one.value for one in conditions(selector) if one.part is Part.TAG}
    if words.get("tag") in asked:
        problems.add((*path, "tag"), "The selector asks for this tag, which the policy puts on objects itself.")
    return Gate(**words)


def _deadline(problems: _Problems, data: Mapping[str, Any], start: date | None, path: Path) -> date | None:
    """The last day of a campaign, which has no grace."""
    deadline = _day(problems, data.get("deadline"), (*path, "deadline"))
    if deadline is not None and data.get("grace"):
        problems.add((*path, "grace"), "A policy with a deadline has no grace. Leave one of them out.")
    if deadline is not None and start is not None and deadline < start:
        problems.add((*path, "deadline"), "Write a day that is not before the start.")
    return deadline


def _group(problems: _Problems, value: object, path: Path) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if value is None:
        problems.add(path, "Name the group.")
    return _text(problems, value, path) or ""


def _policy(problems: _Problems, value: object, path: Path) -> WrittenPolicy:
    before = len(problems.found)
    data = _mapping(problems, value, path, _POLICY_KEYS)
    name = _text(problems, data.get("name"), (*path, "name"))
    if data.get("name") is None:
        problems.add((*path, "name"), "Give the policy a name.")
    requirement = _requirement(problems, data.get("requirement"), (*path, "requirement"))
    forms = _forms(problems, data.get("forms"), (*path, "forms"))
    if len(problems.found) == before and (requirement is Requirement.NONE) == bool(forms):
        problems.add(
            (*path, "forms"),
            "A policy that requires nothing names no form." if forms else "Name at least one form.",
        )
    tell_member = _tell_member(problems, data.get("tell_member", TellMember.NEVER.value), (*path, "tell_member"))
    above = data.get("tell_owner_above", "never")
    start = _day(problems, data.get("start"), (*path, "start"))
    selector = _selector(problems, data.get("selector"), (*path, "selector"))
    return WrittenPolicy(
        group=_group(problems, data.get("group"), (*path, "group")),
        name=name or "",
        object_type=_object_type(problems, data.get("object_type"), (*path, "object_type")),
        selector=selector,
        requirement=requirement,
        forms=forms,
        grace_days=_whole(problems, data.get("grace"), (*path, "grace"), MAX_GRACE_DAYS) or 0,
        start=start,
        level=_level(problems, data.get("level", Level.REQUIRED.value), (*path, "level")),
        deadline=_deadline(problems, data, start, path),
        excluded=_excluded(problems, data.get("except"), (*path, "except")),
        gate=_gate(problems, data.get("gate"), selector, (*path, "gate")),
        tell_member=tell_member,
        tell_owner_above=(
            None if above == "never" else _whole(problems, above, (*path, "tell_owner_above"), MAX_COUNT, ", or never")
        ),
    )


@dataclass(frozen=True, slots=True)
class WrittenSitePolicy:
    """A policy that admins make for many groups, as a file says it: `groups` by name or id, None for all there are. The
    policy has no group of its own: `SITE_GROUP` stands for it.
    """

    groups: tuple[str | int, ...] | None
    policy: WrittenPolicy


def parse_site_policies(data: object) -> list[WrittenSitePolicy] | None:
    """The site-wide policies of a file; None where it does not speak of them, as one of a group's owner. Raises
    `policy_invalid` like :func:`parse_policies`.
    """
    if not isinstance(data, Mapping) or "site_policies" not in data:
        return None
    problems = _Problems()
    entries = data["site_policies"]
    if not isinstance(entries, list):
        problems.add(("site_policies",), "Write a list of policies.")
        entries = []
    found: list[WrittenSitePolicy] = []
    for index, item in enumerate(entries):
        here: Path = ("site_policies", index)
        written = dict(item) if isinstance(item, Mapping) else item
        groups = _groups(problems, written, here) if isinstance(written, dict) else None
        if isinstance(written, dict):
            written["group"] = SITE_GROUP
        policy = _policy(problems, written, here)
        if any(each.policy.name == policy.name for each in found):
            problems.add((*here, "name"), "There are two policies with this name.")
        found.append(WrittenSitePolicy(groups, policy))
    problems.raise_if_any()
    return found


def _groups(problems: _Problems, entry: dict[Any, Any], here: Path) -> tuple[str | int, ...] | None:
    """What stands under groups, taken out of the entry."""
    if "group" in entry:
        problems.add((*here, "group"), "Write groups: all, or a list of groups.")
    value = entry.pop("groups", None)
    if value == "all":
        return None
    if not isinstance(value, list) or not value:
        problems.add((*here, "groups"), "Write all, or a list of groups.")
        return None
    return tuple(_group(problems, each, (*here, "groups", index)) for index, each in enumerate(value))


def parse_policies(data: object) -> list[WrittenPolicy]:
    """The policies of a file, from what `policy_yaml` (or a JSON reader) made of it.

    Raises `policy_invalid` with `{"problems": [{"pointer", "message"}]}` that names every problem.
    """
    problems = _Problems()
    top = _mapping(problems, data, (), ("policies", "site_policies"))
    entries = top.get("policies", [])
    if not isinstance(entries, list):
        problems.add(("policies",), "Write a list of policies.")
        entries = []
    policies: list[WrittenPolicy] = []
    for index, item in enumerate(entries):
        policy = _policy(problems, item, ("policies", index))
        if any((each.group, each.name) == (policy.group, policy.name) for each in policies):
            problems.add(("policies", index, "name"), "The group has two policies with this name.")
        policies.append(policy)
    problems.raise_if_any()
    return policies


def named(known: Mapping[str, T], text: str) -> T | None:
    """What has this name. How its letters are composed (é as one character or as two) makes no difference.

    None also where several names differ in that only, and the text is none of them: nobody knows which is meant.
    """
    if text in known:
        return known[text]
    composed = unicodedata.normalize("NFC", text)
    fitting = {one for name, one in known.items() if unicodedata.normalize("NFC", name) == composed}
    return fitting.pop() if len(fitting) == 1 else None


def resolve(
    written: WrittenPolicy,
    *,
    groups: Mapping[str, int],
    forms: Mapping[str, str],
    people: Mapping[str, int] | None = None,
    index: int = 0,
    section: str = "policies",
) -> PolicyTerms:
    """The terms that `written` says, with the ids of its group, forms and people.

    `groups` are group ids by name, `forms` form ids by name, `people` those of users, None where they are written by
    ids that were looked up already; ids themselves may be written too. `index` is the policy's place in its file, in
    that section, for the pointers of `policy_invalid`, which is raised for a group, form or person that is not there.
    """
    problems = _Problems()
    here = (section, index)
    group_id = _group_id(problems, written.group, (*here, "group"), groups)
    found = _form_ids(problems, written.forms, (*here, "forms"), forms)
    excluded = _person_ids(problems, written.excluded, (*here, "except"), people)
    problems.raise_if_any()
    return PolicyTerms(
        group_id=group_id,
        name=written.name,
        object_type=written.object_type,
        selector=written.selector,
        requirement=written.requirement,
        forms=found,
        grace_days=written.grace_days,
        start=written.start,
        tell_member=written.tell_member,
        tell_owner_above=written.tell_owner_above,
        level=written.level,
        deadline=written.deadline,
        excluded=excluded,
        gate=written.gate,
    )


def resolve_site(
    written: WrittenSitePolicy,
    *,
    groups: Mapping[str, int],
    forms: Mapping[str, str],
    people: Mapping[str, int],
    index: int = 0,
) -> tuple[PolicyTerms, tuple[int, ...] | None]:
    """The terms of a site-wide policy, and the ids of its groups. Raises like :func:`resolve`."""
    problems, path = _Problems(), ("site_policies", index, "groups")
    ids = [_group_id(problems, one, (*path, place), groups) for place, one in enumerate(written.groups or ())]
    of_nobody = {"": SITE_GROUP}
    try:
        terms = resolve(
            written.policy, groups=of_nobody, forms=forms, people=people, index=index, section="site_policies"
        )
    except FormsError as fault:
        raise error(fault.code, details={"problems": [*problems.found, *fault.details["problems"]]}) from None
    problems.raise_if_any()
    return terms, None if written.groups is None else tuple(sorted(set(ids)))


def _person_ids(
    problems: _Problems, written: Sequence[str | int], path: Path, people: Mapping[str, int] | None
) -> frozenset[int]:
    known = None if people is None else set(people.values())
    found: set[int] = set()
    for index, one in enumerate(written):
        person = one if isinstance(one, int) else named(people or {}, one)
        if person is None or (known is not None and person not in known):
            problems.add((*path, index), "There is no such user.")
        else:
            found.add(person)
    return frozenset(found)


def _group_id(problems: _Problems, group: str | int, path: Path, groups: Mapping[str, int]) -> int:
    if isinstance(group, int) and groups.get(str(group), group) != group:
        problems.add(path, "One group has this id and another one this name. Write the group's name, in quotes.")
    group_id = group if isinstance(group, int) else named(groups, group)
    if group_id is None or group_id not in groups.values():
        problems.add(path, "There is no such group.")
    return group_id or 0


def _form_ids(
    problems: _Problems, written: Sequence[WrittenForm], path: Path, forms: Mapping[str, str]
) -> tuple[PolicyForm, ...]:
    known = set(forms.values())
    found: list[PolicyForm] = []
    for position, form in enumerate(written):
        here = (*path, position, "form")
        form_id = form.form if form.form in known else named(forms, form.form)
        if form_id is None:
            problems.add(here, "There is no published form with this name or id.")
        elif any(each.form_id == form_id for each in found):
            problems.add(here, "This form is named twice.")
        else:
            found.append(PolicyForm(form_id, form.versions))
    return tuple(found)
