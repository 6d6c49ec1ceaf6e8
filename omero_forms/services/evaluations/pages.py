# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a page of a group's objects in OMERO, with all that its policies ask about them."""

from __future__ import annotations

from collections.abc import Sequence

from omero_forms.domain.policies.evaluate import ObjectFacts
from omero_forms.domain.policies.policy import ScopeFacts
from omero_forms.gateway import enumeration, placement
from omero_forms.gateway.sessions import AgentSession
from omero_forms.selectors.windows import Range
from omero_forms.services.evaluations.judge import Judge, Names, Page

PAGE = 1000
"""Objects per page: OMERO answers `in (:ids)` of so many in 30 ms, of 10,000 in 500 ms."""


def read_page(agent: AgentSession, judge: Judge, *, after: int, names: Names) -> Page:
    """The objects of the judge's group and type that follow the id `after`.

    Names of owners who are no members (any more) are added to `names`.
    """
    selectors = [one.policy.selector for one in judge.policies]
    count_images = any(one.min_images is not None for one in selectors)
    objects = enumeration.objects(agent, judge.group_id, judge.object_type, after, PAGE, count_images=count_images)
    unknown = {facts.owner_id for facts in objects} - names.keys()
    if unknown:
        for one, (person, full_name) in placement.person_names(agent, unknown).items():
            names[one] = (person.name, full_name)
    upto = objects[-1].id if len(objects) == PAGE else None
    return Page(objects=objects, scopes=_scopes(agent, judge, objects), names=names, window=Range(after, upto))


def _scopes(agent: AgentSession, judge: Judge, objects: Sequence[ObjectFacts]) -> dict[int, ScopeFacts]:
    """What selectors ask of the page; tags and projects only where a policy asks for them."""
    ids = [facts.id for facts in objects]
    selectors = [one.policy.selector for one in judge.policies]
    by_tag = any(one.tag is not None for one in selectors)
    by_project = any(one.project is not None for one in selectors)
    tags = enumeration.tags(agent, judge.object_type, ids) if by_tag and ids else {}
    projects = enumeration.projects(agent, judge.object_type, ids) if by_project and ids else {}
    return {
        facts.id: ScopeFacts(
            facts.name,
            facts.created,
            tags.get(facts.id, frozenset()),
            projects.get(facts.id, frozenset()),
            facts.images,
        )
        for facts in objects
    }
