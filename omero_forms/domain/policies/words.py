# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terms of a policy in the words of the YAML file, and back: the one form in which they are recorded, compared and
exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.policies.files import parse_policies, resolve
from omero_forms.domain.policies.policy import CountingVersions, PolicyTerms, Rule
from omero_forms.domain.policies.selectors import as_words


def words_of(terms: PolicyTerms) -> dict[str, Any]:
    """Every word that the file knows, in its order, also where it says what holds without it; ids stand for the group,
    the forms and people. Only a selector that selects nothing out is left away, and days that nobody said.
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
    }


def terms_of(words: Mapping[str, Any]) -> PolicyTerms:
    """The terms that :func:`words_of` wrote. Raises `policy_invalid` for what it never writes."""
    [written] = parse_policies({"policies": [words]})
    forms = {form.form: form.form for form in written.forms}
    return resolve(written, groups={str(words["group"]): words["group"]}, forms=forms)


def versions_word(versions: CountingVersions) -> str | dict[str, int]:
    """Which versions of a form count."""
    if versions.rule is Rule.FROM and versions.number is not None:
        return {"from": versions.number}
    return versions.rule.value


def _given(word: str, value: Any) -> dict[str, Any]:
    return {word: value} if value else {}
