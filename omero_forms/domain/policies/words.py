# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terms of a policy in the words of the YAML file, and back: the one form in which they are recorded, compared and
exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from omero_forms.domain.canonical import text_reason
from omero_forms.domain.policies.files import parse_policies
from omero_forms.domain.policies.policy import CountingVersions, PolicyTerms, Rule
from omero_forms.domain.policies.reading import LONGEST_TEXT
from omero_forms.domain.policies.resolve import named, resolve
from omero_forms.domain.policies.selectors import as_words

T = TypeVar("T", int, str)


def words_of(terms: PolicyTerms) -> dict[str, Any]:
    """Every word that the file knows, in its order, also where it says what holds without it; ids stand for the group,
    the forms and people. What is left away is a selector that selects nothing out, days that nobody said, and no gate.
    """
    return {
        "name": terms.name,
        "group": terms.group_id,
        "object_type": terms.object_type.value,
        **_given("selector", as_words(terms.selector)),
        "requirement": terms.requirement.value,
        "forms": [{"form": one.form_id, "versions": versions_word(one.versions)} for one in terms.forms],
        "level": terms.level.value,
        "except": sorted(terms.excluded),
        "grace": terms.grace_days,
        **_given("start", terms.start and terms.start.isoformat()),
        **_given("deadline", terms.deadline and terms.deadline.isoformat()),
        "tell_member": terms.tell_member.value,
        "tell_owner_above": "never" if terms.tell_owner_above is None else terms.tell_owner_above,
        **_given("gate", terms.gate and terms.gate.as_words()),
    }


def terms_of(words: Mapping[str, Any]) -> PolicyTerms:
    """The terms that :func:`words_of` wrote. Raises `policy_invalid` for what it never writes."""
    [written] = parse_policies({"policies": [words]})
    forms = {form.form: form.form for form in written.forms}
    return resolve(written, groups={str(words["group"]): words["group"]}, forms=forms)


def names_of(ids: Mapping[str, T]) -> dict[T, str | T]:
    """By id the name that a file can call it by, where `ids` are the ids by name; else the id itself."""
    written = {}
    taken = set(map(str, ids.values()))
    for name, one in ids.items():
        text = name.strip()
        is_plain = text and len(text) <= LONGEST_TEXT and text_reason(text) is None and text not in taken
        written[one] = text if is_plain and named(ids, text) == one else one
    return written


def with_names(
    words: Mapping[str, Any],
    *,
    groups: Mapping[int, str | int],
    forms: Mapping[str, str],
    people: Mapping[int, str | int],
) -> dict[str, Any]:
    """The words as people write them: group, forms and people by their names, as :func:`names_of` gives them."""
    asked = [{**one, "form": forms.get(one["form"], one["form"])} for one in words["forms"]]
    group, excepted = words["group"], [people.get(one, one) for one in words["except"]]
    return {**words, "group": groups.get(group, group), "forms": asked, "except": excepted}


def versions_word(versions: CountingVersions) -> str | dict[str, int]:
    """Which versions of a form count."""
    if versions.rule is Rule.FROM and versions.number is not None:
        return {"from": versions.number}
    return versions.rule.value


def _given(word: str, value: Any) -> dict[str, Any]:
    return {word: value} if value else {}
