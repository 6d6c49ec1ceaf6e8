# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to owners of a group about policies that somebody else made for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omero_forms.domain.policies.policy import Level, PolicyTerms, Requirement
from omero_forms.domain.policies.selectors import EVERYTHING
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.words import day, named, one_line

SHOWN = 20
"""So many are named; the page of the policies has all."""


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy, whose it is, what it asks for, and who made it; `url` is where the group's policies are, or empty."""

    name: str
    group: str
    asks: str
    by: str
    url: str


def asks(terms: PolicyTerms, forms: Sequence[str]) -> str:
    """What a policy asks of which objects, as a sentence; `forms` are the names of its forms."""
    names = [named(one) for one in forms]
    is_one_of = terms.requirement is Requirement.ONE_OF and len(names) > 1
    needed = t("one of {forms}", forms=listed(names)) if is_one_of else listed(names)
    if terms.deadline:
        needed = t("{forms} by {day}", forms=needed, day=day(terms.deadline))
    elif terms.grace_days:
        needed = tn("{forms} within {n} day", "{forms} within {n} days", terms.grace_days, forms=needed)
    table = _ASKS if terms.selector == EVERYTHING else _ASKS_OF_SOME
    recommended, required = table[terms.object_type]
    return t(recommended if terms.level is Level.RECOMMENDED else required, forms=needed)


# Recommended, required. In whole sentences: "every" and the verb follow the noun in many languages.
_ASKS = {
    ObjectType.PROJECT: (noop("Every project should have {forms}."), noop("Every project needs {forms}.")),
    ObjectType.DATASET: (noop("Every dataset should have {forms}."), noop("Every dataset needs {forms}.")),
    ObjectType.SCREEN: (noop("Every screen should have {forms}."), noop("Every screen needs {forms}.")),
    ObjectType.PLATE: (noop("Every plate should have {forms}."), noop("Every plate needs {forms}.")),
    ObjectType.IMAGE: (noop("Every image should have {forms}."), noop("Every image needs {forms}.")),
}
_ASKS_OF_SOME = {
    ObjectType.PROJECT: (
        noop("Every project that fits should have {forms}."),
        noop("Every project that fits needs {forms}."),
    ),
    ObjectType.DATASET: (
        noop("Every dataset that fits should have {forms}."),
        noop("Every dataset that fits needs {forms}."),
    ),
    ObjectType.SCREEN: (
        noop("Every screen that fits should have {forms}."),
        noop("Every screen that fits needs {forms}."),
    ),
    ObjectType.PLATE: (
        noop("Every plate that fits should have {forms}."),
        noop("Every plate that fits needs {forms}."),
    ),
    ObjectType.IMAGE: (
        noop("Every image that fits should have {forms}."),
        noop("Every image that fits needs {forms}."),
    ),
}


def new_policy_words(name: str, policies: Sequence[NewPolicy], stop_url: str) -> dict[str, object]:
    """One mail about everything that was made at one time."""
    count = len(policies)
    groups = {one.group for one in policies}
    group = named(policies[0].group) if len(groups) == 1 else None
    return {
        "subject": one_line(_subject(count, group)),
        "name": named(name),
        "lede": _lede(count, group),
        "policies": [
            NewPolicy(named(one.name), named(one.group), one.asks, named(one.by), one.url) for one in policies[:SHOWN]
        ],
        "to_do": [
            *(
                [
                    tn(
                        "{n} more is among the policies of your groups.",
                        "{n} more are among the policies of your groups.",
                        count - SHOWN,
                    )
                ]
                if count > SHOWN
                else []
            ),
            tn(
                "Check that it asks for the right things, and tell your members. You can change or end a policy of your group, "
                "unless it is one of the whole site.",
                "Check that they ask for the right things, and tell your members. You can change or end a policy of your group, "
                "unless it is one of the whole site.",
                count,
            ),
        ],
        "stop_url": stop_url,
        "why": _why(count, group),
    }


def _subject(count: int, group: str | None) -> str:
    """`group` is None where the policies are of several."""
    if group is None:
        return tn("{n} new policy for groups that you own", "{n} new policies for groups that you own", count)
    if count == 1:
        return t("A new policy for {group}", group=group)
    return tn("{n} new policy for {group}", "{n} new policies for {group}", count, group=group)


def _lede(count: int, group: str | None) -> str:
    if group is None:
        return tn(
            "There is {n} new policy for groups that you own in OMERO.",
            "There are {n} new policies for groups that you own in OMERO.",
            count,
        )
    if count == 1:
        return t("There is a new policy for {group}, which you own in OMERO.", group=group)
    return tn(
        "There is {n} new policy for {group}, which you own in OMERO.",
        "There are {n} new policies for {group}, which you own in OMERO.",
        count,
        group=group,
    )


def _why(count: int, group: str | None) -> str:
    if group is None:
        return t("you own these groups in OMERO, and somebody else made the policies.")
    if count == 1:
        return t("you own {group} in OMERO, and somebody else made this.", group=group)
    return t("you own {group} in OMERO, and somebody else made these.", group=group)
