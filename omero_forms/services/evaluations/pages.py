# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a page of a group's objects in OMERO, with all that its policies ask about them."""

from __future__ import annotations

from collections.abc import Sequence

from omero_forms.domain.policies.evaluate import ObjectRow
from omero_forms.gateway import enumeration, placement
from omero_forms.gateway.sessions import AgentSession
from omero_forms.selectors.windows import Range, Window
from omero_forms.services.evaluations.judge import NOBODY, Judge, Names, Page

PAGE = 1000
"""Objects per page: OMERO answers `in (:ids)` of so many in 30 ms, of 10,000 in 500 ms."""


def read_page(agent: AgentSession, judge: Judge, *, after: int, names: Names) -> Page:
    """The objects of the judge's group and type that follow the id `after`.

    Names of owners who are no members (any more) are added to `names`, so that they are asked for once a run.
    """
    objects = enumeration.objects(agent, judge.group_id, judge.object_type, after, PAGE)
    upto = objects[-1].id if len(objects) == PAGE else None
    return complete_page(agent, judge, objects, Range(after, upto), names)


def complete_page(
    agent: AgentSession, judge: Judge, objects: Sequence[ObjectRow], window: Window, names: Names
) -> Page:
    """The page of these objects, with what the policies ask of them."""
    if unknown := {one.owner_id for one in objects} - names.keys():
        names |= dict.fromkeys(unknown, NOBODY)
        for one, (person, full_name) in placement.person_names(agent, unknown).items():
            names[one] = (person.name, full_name)
    ids, of_type = [one.id for one in objects], judge.object_type
    selectors = [one.policy.selector for one in judge.policies] if ids else []
    counted = any(one.min_images is not None for one in selectors) and enumeration.counts_images(of_type)
    return Page(
        objects=objects,
        names=names,
        window=window,
        tags=enumeration.tags(agent, of_type, ids) if any(one.tag is not None for one in selectors) else {},
        projects=enumeration.projects(agent, of_type, ids) if any(one.project is not None for one in selectors) else {},
        images=enumeration.image_counts(agent, of_type, ids) if counted else None,
    )
