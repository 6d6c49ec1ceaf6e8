# SPDX-License-Identifier: AGPL-3.0-or-later
"""The groups, forms and people that a file of policies names, found by their ids."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.files import SITE_GROUP, WrittenForm, WrittenPolicy, WrittenSitePolicy
from omero_forms.domain.policies.policy import PolicyForm, PolicyTerms
from omero_forms.domain.policies.reading import Path, Problems
from omero_forms.domain.texts import t

T = TypeVar("T", int, str)


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
    problems = Problems()
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
    problems, path = Problems(), ("site_policies", index, "groups")
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
    problems: Problems, written: Sequence[str | int], path: Path, people: Mapping[str, int] | None
) -> frozenset[int]:
    known = None if people is None else set(people.values())
    found: set[int] = set()
    for index, one in enumerate(written):
        person = one if isinstance(one, int) else named(people or {}, one)
        if person is None or (known is not None and person not in known):
            problems.add((*path, index), t("There is no such user."))
        else:
            found.add(person)
    return frozenset(found)


def _group_id(problems: Problems, group: str | int, path: Path, groups: Mapping[str, int]) -> int:
    if isinstance(group, int) and groups.get(str(group), group) != group:
        problems.add(path, t("One group has this id and another one this name. Write the group's name, in quotes."))
    group_id = group if isinstance(group, int) else named(groups, group)
    if group_id is None or group_id not in groups.values():
        problems.add(path, t("There is no such group."))
    return group_id or 0


def _form_ids(
    problems: Problems, written: Sequence[WrittenForm], path: Path, forms: Mapping[str, str]
) -> tuple[PolicyForm, ...]:
    known = set(forms.values())
    found: list[PolicyForm] = []
    for position, form in enumerate(written):
        here = (*path, position, "form")
        form_id = form.form if form.form in known else named(forms, form.form)
        if form_id is None:
            problems.add(here, t("There is no published form with this name or id."))
        elif any(each.form_id == form_id for each in found):
            problems.add(here, t("This form is named twice."))
        else:
            found.append(PolicyForm(form_id, form.versions))
    return tuple(found)
