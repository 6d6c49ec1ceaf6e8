# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether what a policy asks for can be filled in by anybody, and stays so until the policy is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from omero_forms.domain.canonical import join_pointer
from omero_forms.domain.errors import error
from omero_forms.domain.forms import FormState
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.rings import Link, ring_through
from omero_forms.domain.policies.selectors import KNOWN_OF, Selector, parts
from omero_forms.domain.refs import ObjectType, assignment_stream, form_stream
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed
from omero_forms.models import Assignment, Form, PolicyRow, RecordRow, RecordState
from omero_forms.selectors.policy_rings import link_of_terms, links_in_force, ring_words
from omero_forms.services.records.append import lock_streams

LEAVING = frozenset({"form.retired", "assignment.unassigned"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Terms, and where in what somebody sent they stand, for pointers. `of_group` is False of terms for many groups,
    whose forms need not be offered in one.
    """

    terms: PolicyTerms
    path: tuple[str | int, ...] = ()
    of_group: bool = True

    def problem(self, path: Sequence[str | int], message: str) -> dict[str, str]:
        """What is wrong at a place in these terms."""
        return {"pointer": join_pointer((*self.path, *path)), "message": message}


def refuse(problems: Collection[dict[str, str]]) -> None:
    """Raise `policy_invalid` if there are any."""
    if problems:
        raise error("policy_invalid", details={"problems": list(problems)})


def check_forms(wanted: Sequence[Wanted]) -> None:
    """Raise `policy_invalid` for forms that nobody could fill in: not published, or not offered there. Call it in the
    transaction that accepts the policies: until that ends none of their forms is retired, or offered no more.
    """
    _hold_forms(wanted)
    check_offered(wanted)


def check_offered(wanted: Sequence[Wanted]) -> None:
    """Raise `policy_invalid` for forms that nobody could fill in at this moment, and for selectors that ask what is
    known of no such object; nothing is held.
    """
    forms = Form.objects.in_bulk({asked.form_id for one in wanted for asked in one.terms.forms})
    offered = _offered(wanted)
    problems = []
    for one in wanted:
        problems += [one.problem(("selector",), said) for said in unknown_of(one.terms.selector, one.terms.object_type)]
        for position, asked in enumerate(one.terms.forms):
            form = forms.get(asked.form_id)
            place = ("forms", position, "form")
            if form is None:
                problems.append(one.problem(place, t("There is no published form with this name or id.")))
            elif form.state != FormState.PUBLISHED:
                problems.append(one.problem(place, t("This form is {state}. Publish it first.", state=form.state)))
            elif one.of_group and (asked.form_id, one.terms.group_id, one.terms.object_type.value) not in offered:
                where = t(
                    "This form is not assigned to the group for {object_type}. Assign it first.",
                    object_type=one.terms.object_type.value,
                )
                problems.append(one.problem(place, where))
            elif not asked.versions.of(range(1, form.current_version + 1)):
                newest = t("The newest version of this form is {version}.", version=form.current_version)
                problems.append(one.problem(("forms", position, "versions", "from"), newest))
    refuse(problems)


def unknown_of(selector: Selector, object_type: ObjectType) -> list[str]:
    """What is wrong with a selector that asks what OMERO does not say of objects of that type: nothing would fit, or
    all.
    """
    asked = parts(selector)
    return [
        t(
            "{object_type} is a type of which the selector cannot ask for {part}. It can of {types}.",
            object_type=object_type.value,
            part=part.value,
            types=listed([one.value for one in ObjectType if one in types], "and"),
        )
        for part, types in KNOWN_OF.items()
        if part in asked and object_type not in types
    ]


def check_days(wanted: Sequence[Wanted]) -> None:
    """Raise `policy_invalid` for campaigns that would be over before they begin: their file may say no day, and then
    they begin on the one that is in these terms.
    """
    problems = []
    for one in wanted:
        deadline, start = one.terms.deadline, one.terms.start
        if deadline is not None and start is not None and deadline < start:
            said = t("The policy begins on {start}. Write a day that is not before it.", start=start)
            problems.append(one.problem(("deadline",), said))
    refuse(problems)


def check_rings(wanted: Sequence[Wanted], beside: QuerySet[PolicyRow], names: Mapping[int, str] | None = None) -> None:
    """Raise `policy_invalid` where selectors ask for each other's gates in a ring, of any length, which one of the
    wanted policies is part of. `beside` are those that will be in force with them. With `names` of groups, problems
    of terms that are for many groups name the first in which it is so.

    Call it in the transaction that accepts the policies. It asks the database once, and only where a ring can be.
    """
    asked = [(one, link) for one in wanted if (link := link_of_terms(one.terms)) is not None]
    if not asked:
        return
    links: dict[int, list[Link]] = defaultdict(list)
    for one, link in asked:
        links[one.terms.group_id].append(link)
    for group, others in links_in_force(beside, list(links)).items():
        links[group] += others
    problems: dict[tuple[str | int, ...], dict[str, str]] = {}
    for one, link in asked:
        if one.path not in problems and (ring := ring_through(link, links[one.terms.group_id])):
            said = ring_words(ring, None if one.of_group or names is None else names[one.terms.group_id])
            problems[one.path] = one.problem(("gate", "tag"), said)
    refuse(problems.values())


def _offered(wanted: Sequence[Wanted]) -> set[tuple[str, int, str]]:
    ids = {asked.form_id for one in wanted for asked in one.terms.forms}
    groups = {one.terms.group_id for one in wanted}
    rows = Assignment.objects.filter(form__in=ids, group_id__in=groups)
    return set(rows.values_list("form_id", "group_id", "object_type"))


def _hold_forms(wanted: Sequence[Wanted]) -> None:
    """Let no form be retired or unassigned until the transaction ends; one that just is cannot be required any more.

    Raises `policy_invalid`. What is accepted but not yet recorded does not show in the read model.
    """
    ids = {asked.form_id for one in wanted for asked in one.terms.forms}
    names = [name for one in ids for name in (form_stream(one), assignment_stream(one))]
    lock_streams(names)
    rows = RecordRow.objects.filter(stream__name__in=names, state=RecordState.PENDING, kind__in=LEAVING)
    leaving = set(rows.values_list("stream__name", flat=True))
    refuse(
        [
            one.problem(
                ("forms", position, "form"),
                t("This form is being retired or unassigned at the moment. Try again in a minute."),
            )
            for one in wanted
            for position, asked in enumerate(one.terms.forms)
            if leaving & {form_stream(asked.form_id), assignment_stream(asked.form_id)}
        ]
    )
