# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a page of a group's objects in OMERO, with all that its policies ask about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from omero_forms.domain.policies.evaluate import ObjectRow
from omero_forms.domain.policies.selectors import Part, parts
from omero_forms.gateway import enumeration, placement
from omero_forms.gateway.placement import Session
from omero_forms.selectors.facts import submission_facts
from omero_forms.selectors.windows import Ids, Range, Window
from omero_forms.services.evaluations.judge import NOBODY, Judge, Names, Page

Kind = TypeVar("Kind", bound=Window)

PAGE = 1000
"""Objects per page: OMERO answers `in (:ids)` of so many in 30 ms, of 10,000 in 500 ms."""

CLOSE_BY: Final = 3
"""Up to so many ids for each object of a page, a range is found sooner than its ids one by one."""


def read_page(agent: Session, judge: Judge, *, after: int, names: Names, end: int | None = None) -> Page[Range]:
    """The objects of the judge's group and type that follow the id `after`, up to the id `end` if there are no more
    than fit a page.

    Names of owners who are no members (any more) are added to `names`, so that they are asked for once a run.
    """
    objects = enumeration.objects(agent, judge.group_id, judge.object_type, after, PAGE, upto=end)
    upto = objects[-1].id if len(objects) == PAGE else end
    return complete_page(agent, judge, objects, Range(after, upto), names)


def complete_page(agent: Session, judge: Judge, objects: Sequence[ObjectRow], window: Kind, names: Names) -> Page[Kind]:
    """The page of these objects, with what the policies ask of them."""
    learn_names(agent, objects, names)
    ids, of_type = [one.id for one in objects], judge.object_type
    selectors = [selector for one in judge.policies for selector in one.selectors] if ids else []
    asked = frozenset[Part]().union(*map(parts, selectors))
    counted = Part.MIN_IMAGES in asked and enumeration.counts_images(of_type)
    return Page(
        objects=objects,
        names=names,
        window=window,
        submissions=submission_facts(judge.form_ids, of_type.value, _present(objects, window), counting=judge.counting),
        tags=enumeration.tags(agent, of_type, ids) if Part.TAG in asked else {},
        projects=enumeration.projects(agent, of_type, ids) if Part.PROJECT in asked else {},
        images=enumeration.image_counts(agent, of_type, ids) if counted else None,
    )


def learn_names(agent: Session, objects: Iterable[ObjectRow], names: Names) -> None:
    """Add those owners to `names` that are not there."""
    if unknown := {one.owner_id for one in objects} - names.keys():
        names |= dict.fromkeys(unknown, NOBODY)
        for one, (person, full_name) in placement.person_names(agent, unknown).items():
            names[one] = (person.name, full_name)


def _present(objects: Sequence[ObjectRow], window: Window) -> Window:
    """The objects that are there, for what is not stored by group: those of other groups may lie in between."""
    if not objects:
        return Ids(frozenset())
    first, last = objects[0].id, objects[-1].id
    if isinstance(window, Range) and last - first < CLOSE_BY * len(objects):
        return Range(first - 1, last)
    return Ids(frozenset(one.id for one in objects))
