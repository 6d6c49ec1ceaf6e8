# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which questions were left without an answer, counted over versions."""

from __future__ import annotations

import json
from typing import Any

from omero_forms.domain.answers.unanswered import QuestionCount, count_questions, unanswered

DRAFT = "http://json-schema.org/draft-07/schema#"


def schema(**properties: Any) -> str:
    return json.dumps({"$schema": DRAFT, "type": "object", "required": ["sample"], "properties": properties})


SAMPLE = {"type": "string", "title": "Sample"}
CHANNELS = {"type": "array", "title": "Channels", "items": {"type": "object", "properties": {"dye": {"title": "Dye"}}}}
DONOR = {"type": "object", "title": "Donor", "properties": {"age/y": {"type": "integer", "title": "Age"}}}
FORM = schema(sample=SAMPLE, channels=CHANNELS, donor=DONOR, tags={"type": "array", "items": {"type": "string"}})


def test_what_is_blank_null_or_not_there_is_unanswered_and_groups_are_no_questions() -> None:
    assert unanswered(FORM, {}) == ["/sample", "/channels/dye", "/donor/age~1y", "/tags"]
    answers = {"sample": " ", "channels": [{}, {"dye": "DAPI"}], "donor": {"age/y": None}, "tags": []}
    assert unanswered(FORM, answers) == ["/sample", "/donor/age~1y", "/tags"]
    assert unanswered(FORM, {"sample": "x", "donor": {"age/y": 0}, "tags": ["a"]}) == ["/channels/dye"]


def test_questions_are_counted_over_the_versions_that_have_them_and_named_by_the_newest() -> None:
    older = schema(sample={**SAMPLE, "title": "Specimen"}, medium={"title": "Medium"})
    found = count_questions(
        [(3, FORM), (1, older)],
        [(3, ["/tags"], 10), (3, ["/sample", "/tags"], 2), (1, ["/medium"], 5), (2, ["/sample"], 100)],
    )
    assert found[0] == QuestionCount("/sample", "Sample", is_required=True, objects=17, unanswered=2)
    assert [(one.pointer, one.objects, one.unanswered) for one in found[1:]] == [
        ("/channels/dye", 12, 0),
        ("/donor/age~1y", 12, 0),
        ("/tags", 12, 12),
        ("/medium", 5, 5),
    ]
