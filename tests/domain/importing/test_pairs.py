# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest

from omero_forms.domain.importing.files import import_files
from tests.domain.both_sides_for_tests import SHARED
from tests.domain.importing.support import form, imported, made, pointers

UI = {"a": {"ui:widget": "textarea"}}
LEGACY = SHARED / "data" / "legacy"


@pytest.mark.parametrize(
    ("schema", "ui"),
    [
        ("stain.json", "stain.ui.json"),
        ("stain.schema.json", "stain-uischema.json"),
        ("basic_schema.json", "basic_ui.json"),
        ("schema.json", "uiSchema.json"),
        ("metadata.json", "uischema.json"),
    ],
)
def test_ui_schema_beside_a_schema_belongs_to_it(schema: str, ui: str) -> None:
    outcomes = imported({f"x/{ui}": UI, f"x/{schema}": form(properties={"a": {"type": "string"}})})
    assert list(outcomes) == [f"x/{schema}"]
    assert json.loads(outcomes[f"x/{schema}"].ui_schema) == UI


def test_ui_schema_of_another_name_or_folder_belongs_to_none() -> None:
    schemas = {"x/a.json": form(properties={"a": {}}), "x/b.json": form(properties={"b": {}})}
    outcomes = imported({**schemas, "x/uischema.json": UI, "y/a.ui.json": UI, "x/c.ui.json": UI})
    assert {file: each.ui_schema for file, each in outcomes.items()} == {"x/a.json": "{}", "x/b.json": "{}"}


def test_file_with_both_schemas_is_one_form() -> None:
    outcome = imported(
        {"both.json": {"schema": form(properties={"a": {"type": "float"}}), "uiSchema": UI, "formData": {}}}
    )
    assert (outcome["both.json"].state, json.loads(outcome["both.json"].ui_schema)) == ("mended", UI)
    assert pointers(outcome["both.json"]) == ["/properties/a/type"]


def test_required_question_that_the_ui_schema_hides_is_shown_and_listed() -> None:
    inside = {"type": "object", "required": ["b"], "properties": {"b": {}, "c": {}}}
    files = {
        "a.json": form(required=["a", "g"], properties={"a": {}, "g": inside, "l": {"type": "array", "items": inside}}),
        "a.ui.json": {
            "a": {"ui:widget": "hidden"}, "g": {"b": {"ui:options": {"widget": "hidden"}}, "c": {"ui:widget": "hidden"}},
        },
    }  # fmt: skip
    outcome = imported(files)["a.json"]
    assert pointers(outcome) == ["/properties/a", "/properties/g/properties/b"]
    assert json.loads(outcome.ui_schema) == {"a": {}, "g": {"b": {"ui:options": {}}, "c": {"ui:widget": "hidden"}}}


def test_default_beside_a_reference_counts_for_a_question_that_is_hidden() -> None:
    kind = {"$ref": "#/definitions/kind", "default": "x"}
    schema = form(required=["a"], properties={"a": kind, "b": {}}, definitions={"kind": {"type": "string"}})
    outcome = imported({"a.json": schema, "a.ui.json": {"a": {"ui:widget": "hidden"}}})["a.json"]
    assert pointers(outcome) == ["/properties/a"]
    assert made(outcome)["properties"]["a"] == {"default": "x", "allOf": [{"$ref": "#/definitions/kind"}]}
    assert json.loads(outcome.ui_schema) == {"a": {"ui:widget": "hidden"}}


def older(form_id: str, *rows: tuple[str, str]) -> dict[str, Any]:
    return {"ns": f"hms.harvard.edu/omero/forms/schema/{form_id}", "rows": [["id", form_id], *map(list, rows)]}


def version(schema: str) -> str:
    return json.dumps({"id": "x", "schema": schema, "uiSchema": json.dumps(UI)})


def test_forms_of_the_older_plugin_come_with_their_newest_version_and_ui_schema() -> None:
    titled, bare = form(properties={"a": {"type": "string"}}), {"type": "object", "properties": {"a": {}}}
    data = version(json.dumps(titled)).encode()
    packed = base64.b64encode(zlib.compress(data)).decode()
    manifest = {"_omero_forms_storage": "chunked-zlib-base64-v1", "prefix": "__ofchunk__1", "chunks": 2}
    whole = json.dumps({**manifest, "sha256": hashlib.sha256(data).hexdigest()})
    damaged = json.dumps({**manifest, "sha256": "0" * 64})
    chunks = (("__ofchunk__1:000000", packed[:40]), ("__ofchunk__1:000001", packed[40:]))
    outcomes = imported(
        {
            "export.json": {
                "annotations": [
                    older("Prep/1", ("2021-01-01T00:00:00", version(json.dumps(bare))), ("2019-01-01T00:00:00", "{}")),
                    older("Long", ("2021-01-01T00:00:00", whole), *chunks),
                    older("Damaged", ("2021-01-01T00:00:00", damaged), *chunks),
                    older("No JSON", ("2021-01-01T00:00:00", version("no json"))),
                    older("None"),
                    older(
                        "Early", ("json_schema", json.dumps(titled)), ("ui_schema", json.dumps(UI)), ("group", "Lab")
                    ),
                    {"ns": "hms.harvard.edu/omero/forms/data/Dataset/1/Long", "rows": []},
                ]
            }
        }
    )
    assert {file: str(each.state) for file, each in outcomes.items()} == {
        "export.json#Prep/1": "mended",
        "export.json#Long": "accepted",
        "export.json#Damaged": "refused",
        "export.json#No JSON": "refused",
        "export.json#None": "refused",
        "export.json#Early": "accepted",
    }
    assert outcomes["export.json#Prep/1"].name == "Prep/1"
    assert json.loads(outcomes["export.json#Long"].ui_schema) == UI
    assert (outcomes["export.json#Long"].name, made(outcomes["export.json#Long"])["title"]) == ("Long", "Stain")


@pytest.mark.skipif(not LEGACY.is_dir(), reason="RECORDINGS ARE MISSING: ../shared/data is not there")
@pytest.mark.parametrize("name", ["omero-forms-2.2.0.json", "omero-forms-2.3.1.json", "omero-forms-2.3.1-damaged.json"])
def test_recordings_of_the_older_plugin_can_be_read(name: str) -> None:
    outcomes = {each.file.partition("#")[2]: each for each in import_files({name: (LEGACY / name).read_text()})}
    assert outcomes["Größe µm"].state != "refused"
    assert outcomes["Größe µm"].name == "Größe µm"
    assert outcomes["Broken schema"].state == "refused"
