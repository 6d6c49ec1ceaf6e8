# SPDX-License-Identifier: AGPL-3.0-or-later
"""Schemas that facilities and communities use. They are not part of this project: without them these tests are
skipped.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omero_forms.domain.answers.flatten import flatten
from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.errors import FormsError
from omero_forms.domain.schemas.accept import accept_schema, accept_ui_schema, stored_schema

DATA = Path(__file__).parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="REAL SCHEMAS ARE MISSING: ../shared/data is not there")


def text_of(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("schemas/kit-sem.json", "2019-09"),
        ("schemas/dandi-dandiset-0.6.8.json", "2020-12"),
        ("schemas/dandi-dandiset-0.6.9.json", "2020-12"),
        ("schemas/yoda-default-3.json", "2019-09"),
        ("legacy/basic_schema.json", "draft-07"),
        ("legacy/basic_schema2.json", "draft-07"),
    ],
)
def test_schemas_of_the_field_can_be_forms(name, draft):
    text = text_of(name)
    form = accept_schema(text)
    assert form.dialect == draft
    assert stored_schema(text) == form
    problems = validate(form, {})
    assert all(problem.path and problem.message for problem in problems)
    assert flatten(form, {"Title": "x"})


def test_a_schema_that_refers_to_other_files_says_which_references_those_are():
    with pytest.raises(FormsError) as caught:
        accept_schema(text_of("schemas/hca-imaging-protocol.json"))
    pointers = [each["pointer"] for each in caught.value.details["problems"]]
    assert "/properties/protocol_core/$ref" in pointers
    assert all(pointer.endswith("/$ref") for pointer in pointers)


@pytest.mark.parametrize("name", ["schemas/yoda-default-3.ui.json", "legacy/basic_ui.json"])
def test_ui_schemas_of_the_field_are_taken(name):
    assert accept_ui_schema(text_of(name))


def test_problems_in_a_real_form_are_told_by_its_titles():
    form = accept_schema(text_of("schemas/dandi-dandiset-0.6.9.json"))
    answers = {"contributor": [{"schemaKey": "Person", "name": "Lindqvist, Clara", "email": 5}]}
    problems = {each.path: each.message for each in validate(form, prepare(answers))}
    assert problems["Dandiset contributors > 1 > Email"] == "5 is a number. What is needed is text."
    assert problems["License"] == "An answer is needed here."


def versions_of(dump) -> list[tuple[str, str]]:
    """(schema, ui schema) of every version in a dump of the existing plugin's annotations."""
    found = []
    for annotation in dump["annotations"]:
        if "/forms/schema/" in annotation["ns"]:
            for _key, value in annotation["rows"]:
                if value and value.startswith("{") and '"uiSchema"' in value:
                    version = json.loads(value)
                    found.append((version["schema"], version["uiSchema"]))
    return found


@pytest.mark.parametrize("name", ["omero-forms-2.2.0.json", "omero-forms-2.3.1.json"])
def test_every_form_of_the_existing_plugin_is_taken_or_refused_with_a_reason(name):
    versions = versions_of(json.loads(text_of(f"legacy/{name}")))
    forms, refusals = [], []
    for schema, ui_schema in versions:
        try:
            accept_ui_schema(ui_schema)
            forms.append(accept_schema(schema))
        except FormsError as refused:
            refusals.append(refused)
    assert all(refused.details["problems"] for refused in refusals)
    assert len(forms) > len(refusals)
    for form in forms:
        validate(form, {})
