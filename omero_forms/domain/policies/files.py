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
    base: [5f0c2a91b3d47e60]             # of an exported file: what its author has seen
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from omero_forms.domain.policies.gates import OWN_TAG, Gate
from omero_forms.domain.policies.policy import CountingVersions, Level, Requirement, Rule, TellMember
from omero_forms.domain.policies.read_selector import selector_of
from omero_forms.domain.policies.reading import MAX_COUNT, Path, Problems, choice, day, mapping, text, whole
from omero_forms.domain.policies.selectors import Selector
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed

SITE_GROUP = 0
"""The id of OMERO's group system, in which nothing is ever required: it stands for the site as a whole."""

SITE_GROUP_NAME = "system"
"""What OMERO calls it."""

MAX_GRACE_DAYS = 3660
MAX_EXCLUDED = 1000


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


def _versions(problems: Problems, value: object, path: Path) -> CountingVersions:
    if value is None or value == "any":
        return CountingVersions()
    if value == "current":
        return CountingVersions(Rule.CURRENT)
    if isinstance(value, Mapping) and set(value) == {"from"}:
        number = whole(problems, value["from"], (*path, "from"), MAX_COUNT)
        if number:
            return CountingVersions(Rule.FROM, number)
    problems.add(path, t("Write any, current, or {from: N} with the number of the first version."))
    return CountingVersions()


def _forms(problems: Problems, value: object, path: Path) -> tuple[WrittenForm, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        problems.add(path, t("Write a list of forms."))
        return ()
    forms: list[WrittenForm] = []
    for index, item in enumerate(value):
        here = (*path, index)
        if isinstance(item, str):
            problems.add(here, t("Write form: before the name."))
            continue
        data = mapping(problems, item, here, ("form", "versions"))
        name = text(problems, data.get("form"), (*here, "form"))
        if name is None:
            if data.get("form") is None:
                problems.add((*here, "form"), t("Name a form."))
            continue
        if any(form.form == name for form in forms):
            problems.add((*here, "form"), t("This form is named twice."))
        forms.append(WrittenForm(name, _versions(problems, data.get("versions"), (*here, "versions"))))
    return tuple(forms)


def _object_type(problems: Problems, value: object, path: Path) -> ObjectType:
    try:
        return ObjectType.from_text(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, t("Write {words}.", words=listed([each.value for each in ObjectType], "or")))
        return ObjectType.DATASET


def _excluded(problems: Problems, value: object, path: Path) -> tuple[str | int, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_EXCLUDED:
        problems.add(path, t("Write a list of at most {limit} user names or ids.", limit=MAX_EXCLUDED))
        return ()
    people: list[str | int] = []
    for index, each in enumerate(value):
        is_id = isinstance(each, int) and not isinstance(each, bool) and each >= 0
        one = each if is_id else text(problems, each, (*path, index))
        if one is not None:
            people.append(one)
        elif each is None:
            problems.add((*path, index), t("Name somebody."))
    return tuple(people)


def _gate(problems: Problems, value: object, selector: Selector, path: Path) -> Gate | None:
    """What is put on objects that comply. It must not decide by itself which objects these are."""
    if value is None:
        return None
    data = mapping(problems, value, path, ("tag", "key", "value")) if isinstance(value, Mapping) else {}
    given = {word: text(problems, data.get(word), (*path, word)) for word in data}
    words = {word: text for word, text in given.items() if text is not None}
    if words.keys() not in ({"tag"}, {"key", "value"}):
        problems.add(path, t("Write {tag: ...} or {key: ..., value: ...}."))
        return None
    gate = Gate(**words)
    if gate.is_asked_for_by(selector):
        problems.add((*path, "tag"), t(OWN_TAG))
    return gate


def _deadline(problems: Problems, data: Mapping[str, Any], start: date | None, path: Path) -> date | None:
    """The last day of a campaign, which has no grace."""
    deadline = day(problems, data.get("deadline"), (*path, "deadline"))
    if deadline is not None and data.get("grace"):
        problems.add((*path, "grace"), t("A policy with a deadline has no grace. Leave one of them out."))
    if deadline is not None and start is not None and deadline < start:
        problems.add((*path, "deadline"), t("Write a day that is not before the start."))
    return deadline


def _group(problems: Problems, value: object, path: Path) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if value is None:
        problems.add(path, t("Name the group."))
    return text(problems, value, path) or ""


def _policy(problems: Problems, value: object, path: Path) -> WrittenPolicy:
    before = len(problems.found)
    data = mapping(problems, value, path, _POLICY_KEYS)
    name = text(problems, data.get("name"), (*path, "name"))
    if data.get("name") is None:
        problems.add((*path, "name"), t("Give the policy a name."))
    requirement = choice(problems, data.get("requirement"), (*path, "requirement"), Requirement.NONE)
    forms = _forms(problems, data.get("forms"), (*path, "forms"))
    if len(problems.found) == before and (requirement is Requirement.NONE) == bool(forms):
        problems.add(
            (*path, "forms"),
            t("A policy that requires nothing names no form.") if forms else t("Name at least one form."),
        )
    tell_member = choice(problems, data.get("tell_member", TellMember.NEVER), (*path, "tell_member"), TellMember.NEVER)
    above = data.get("tell_owner_above", "never")
    start = day(problems, data.get("start"), (*path, "start"))
    selector = selector_of(problems, data.get("selector"), (*path, "selector"))
    return WrittenPolicy(
        group=_group(problems, data.get("group"), (*path, "group")),
        name=name or "",
        object_type=_object_type(problems, data.get("object_type"), (*path, "object_type")),
        selector=selector,
        requirement=requirement,
        forms=forms,
        grace_days=whole(problems, data.get("grace"), (*path, "grace"), MAX_GRACE_DAYS) or 0,
        start=start,
        level=choice(problems, data.get("level", Level.REQUIRED), (*path, "level"), Level.REQUIRED),
        deadline=_deadline(problems, data, start, path),
        excluded=_excluded(problems, data.get("except"), (*path, "except")),
        gate=_gate(problems, data.get("gate"), selector, (*path, "gate")),
        tell_member=tell_member,
        tell_owner_above=(
            None if above == "never" else whole(problems, above, (*path, "tell_owner_above"), MAX_COUNT, or_never=True)
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
    problems = Problems()
    entries = data["site_policies"]
    if not isinstance(entries, list):
        problems.add(("site_policies",), t("Write a list of policies."))
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
            problems.add((*here, "name"), t("There are two policies with this name."))
        found.append(WrittenSitePolicy(groups, policy))
    problems.raise_if_any()
    return found


def _groups(problems: Problems, entry: dict[Any, Any], here: Path) -> tuple[str | int, ...] | None:
    """What stands under groups, taken out of the entry."""
    if "group" in entry:
        problems.add((*here, "group"), t("Write groups: all, or a list of groups."))
    value = entry.pop("groups", None)
    if value == "all":
        return None
    if not isinstance(value, list) or not value:
        problems.add((*here, "groups"), t("Write all, or a list of groups."))
        return None
    return tuple(_group(problems, each, (*here, "groups", index)) for index, each in enumerate(value))


def _check_base(problems: Problems, value: object) -> None:
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        problems.add(("base",), t("Leave this as the export wrote it, or out."))


def base_of(data: object) -> frozenset[str]:
    """What the author of a file, which is a right one, has seen: the states of policies when it was exported, as
    `domain.policies.changes.state_of` says them.
    """
    return frozenset(data.get("base") or ()) if isinstance(data, Mapping) else frozenset()


def parse_policies(data: object) -> list[WrittenPolicy]:
    """The policies of a file, from what `policy_yaml` (or a JSON reader) made of it.

    Raises `policy_invalid` with `{"problems": [{"pointer", "message"}]}` that names every problem.
    """
    problems = Problems()
    if isinstance(data, Mapping):
        _check_base(problems, data.get("base"))
        data = {word: value for word, value in data.items() if word != "base"}
    top = mapping(problems, data, (), ("policies", "site_policies"))
    entries = top.get("policies", [])
    if not isinstance(entries, list):
        problems.add(("policies",), t("Write a list of policies."))
        entries = []
    policies: list[WrittenPolicy] = []
    for index, item in enumerate(entries):
        policy = _policy(problems, item, ("policies", index))
        if any((each.group, each.name) == (policy.group, policy.name) for each in policies):
            problems.add(("policies", index, "name"), t("The group has two policies with this name."))
        policies.append(policy)
    problems.raise_if_any()
    return policies
