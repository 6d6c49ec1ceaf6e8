# SPDX-License-Identifier: AGPL-3.0-or-later
"""LinkML schemas: classes become forms, with what they inherit and what they import."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.answers.validate import validate
from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.shapes import Imported
from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.importing.support import made, pointers

HEAD = "id: https://example.org/stain\nname: stain\nimports:\n  - linkml:types\ndefault_range: string\n"
STAIN = (
    HEAD
    + """
classes:
  Named:
    abstract: true
    attributes:
      name: {required: true, description: What it is called}
  Timed:
    mixin: true
    slots: [day]
  Staining:
    is_a: Named
    mixins: [Timed]
    tree_root: true
    title: Staining of slides
    slots: [dyes, thickness, kind, operator, keeper, note]
    slot_usage:
      thickness: {required: true}
  Dye:
    is_a: Named
    attributes:
      share: {range: float, minimum_value: 0, maximum_value: 1.5}
  Person:
    attributes:
      id: {identifier: true}
      mail: {pattern: "^[^@]+@[^@]+$"}
slots:
  day: {range: date}
  dyes: {range: Dye, multivalued: true, inlined_as_list: true, minimum_cardinality: 1}
  thickness: {range: micrometres, ifabsent: float(5), unit: {symbol: µm}}
  kind: {range: Kind, title: Kind of staining}
  operator: {range: Person, inlined: true}
  keeper: {range: Person}
  note: {any_of: [{range: integer}, {range: Kind}], examples: [{value: 3}]}
enums:
  Kind:
    permissible_values:
      HE: {title: H&E}
      PAS:
types:
  micrometres: {typeof: float, minimum_value: 0}
"""
)


def imported(files: dict[str, str]) -> dict[str, Imported]:
    return {each.file: each for each in import_files(files)}


def one(text: str) -> Imported:
    (outcome,) = import_files({"stain.yaml": text})
    return outcome


def test_the_root_of_the_tree_is_the_form_with_all_that_it_inherits_and_leads_to() -> None:
    outcome = one(STAIN)
    assert pointers(outcome) == ["/slots/keeper/range"]
    assert outcome.name == "Staining of slides"
    schema = made(outcome)
    assert schema["properties"] == {
        "name": {"type": "string", "description": "What it is called"},
        "day": {"type": "string", "format": "date"},
        "dyes": {"type": "array", "items": {"$ref": "#/$defs/Dye"}, "minItems": 1},
        "thickness": {"type": "number", "minimum": 0, "description": "In µm.", "default": 5},
        "kind": {
            "type": "string",
            "oneOf": [{"const": "HE", "title": "H&E"}, {"const": "PAS", "title": "PAS"}],
            "title": "Kind of staining",
        },
        "operator": {"$ref": "#/$defs/Person"},
        "keeper": {"type": "string"},
        "note": {
            "anyOf": [
                {"type": "integer"},
                {"type": "string", "oneOf": [{"const": "HE", "title": "H&E"}, {"const": "PAS", "title": "PAS"}]},
            ],
            "examples": [3],
        },
    }
    assert schema["required"] == ["name", "thickness"]
    assert schema["$defs"]["Dye"]["properties"]["share"] == {"type": "number", "minimum": 0, "maximum": 1.5}
    answers = {"name": "x", "thickness": 3, "dyes": [{"name": "eosin", "share": 1.5}], "operator": {"id": "a"}}
    assert validate(accept_schema(outcome.schema), answers) == []
    assert validate(accept_schema(outcome.schema), {**answers, "operator": {"id": "a", "mail": "x"}}) != []


def test_without_a_root_each_class_is_a_form_that_no_other_one_holds() -> None:
    outcomes = imported({"stain.yaml": STAIN.replace("    tree_root: true\n", "")})
    assert list(outcomes) == ["stain.yaml"]
    apart = STAIN.replace("    tree_root: true\n", "").replace("range: Dye, ", "")
    assert list(imported({"stain.yaml": apart})) == ["stain.yaml#Staining", "stain.yaml#Dye"]


def test_imports_are_found_beside_and_are_parts() -> None:
    core = (
        "id: https://example.org/core\nname: core\nclasses:\n  Base:\n    attributes:\n      label: {range: string}\n"
    )
    text = HEAD + "  \n" + "classes:\n  Slide:\n    is_a: Base\n    attributes:\n      room: {}\n"
    for name, wanted in (("x/core.yaml", "core"), ("x/core.yml", "./core"), ("x/y/core.yaml", "ex:core")):
        files = {"x/slide.yaml": text.replace("- linkml:types", f"- linkml:types\n  - {wanted}"), name: core}
        outcomes = imported(files)
        assert outcomes[name].part
        assert outcomes[name].state == "accepted"
        assert list(made(outcomes["x/slide.yaml"])["properties"]) == ["label", "room"]


def test_what_is_imported_and_not_there_is_named() -> None:
    outcome = one(STAIN.replace("- linkml:types", "- linkml:types\n  - core"))
    assert [each.message for each in outcome.problems] == ["It imports “core”, which is not among the files."]
    assert [each.pointer for each in outcome.problems] == ["/imports/1"]


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("range: date", "range: moment", "/slots/day/range"),
        ("is_a: Named\n    mixins", "is_a: Gone\n    mixins", "/classes/Staining/is_a"),
    ],
)
def test_what_is_not_there_is_refused_at_its_place(old: str, new: str, pointer: str) -> None:
    outcome = one(STAIN.replace(old, new))
    assert pointer in [each.pointer for each in outcome.problems]


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("{range: date}", "{range: date, structured_pattern: {syntax: x}}", "/slots/day/structured_pattern"),
        ("ifabsent: float(5)", "ifabsent: bnode", "/slots/thickness/ifabsent"),
        ("    tree_root: true", "    tree_root: true\n    rules: [{description: x}]", "/classes/Staining/rules"),
        ("      HE: {title: H&E}\n      PAS:\n", "    reachable_from: {}\n", "/enums/Kind"),
    ],
)
def test_what_does_not_come_along_is_listed(old: str, new: str, pointer: str) -> None:
    text = STAIN.replace(old, new).replace("    permissible_values:\n    reach", "    reach")
    outcome = one(text)
    assert outcome.state == "mended", outcome.problems
    assert pointer in pointers(outcome)


def test_the_name_of_a_class_that_programs_read_is_filled_in_and_hidden() -> None:
    outcome = one(
        STAIN.replace("slots:\n  day:", "slots:\n  kind_of: {designates_type: true}\n  day:").replace(
            "note]", "note, kind_of]"
        )
    )
    assert made(outcome)["properties"]["kind_of"] == {"type": "string", "const": "Staining"}
    assert json.loads(outcome.ui_schema) == {"kind_of": {"ui:widget": "hidden"}}


def test_abstract_classes_stand_for_those_that_are_made_like_them() -> None:
    text = STAIN.replace("operator: {range: Person, inlined: true}", "operator: {range: Named}")
    staining = text.replace("    tree_root: true", "    abstract: true\n    tree_root: true")
    assert made(one(staining))["properties"]["operator"] == {"$ref": "#/$defs/Dye"}


def test_a_colon_in_a_description_is_read_as_text_and_listed() -> None:
    outcome = one(STAIN.replace("    title: Staining of slides", "    description: Ontologies are: MI and NCIT"))
    assert "" in pointers(outcome)
    assert made(outcome)["description"] == "Ontologies are: MI and NCIT"


def bomb() -> str:
    lines = ["  a0: &a0 {description: x}"]
    lines += [f"  a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 9)]
    return HEAD + "classes:\n" + "\n".join(lines)


@pytest.mark.parametrize(
    "text", [bomb(), HEAD + "classes: {a: [}", HEAD + "classes:\n  A: {}\n  A: {}", HEAD + "classes:\n  A: !!python/name:os.system {}"]
)  # fmt: skip
def test_yaml_that_is_none_or_unfolds_without_end_is_refused(text: str) -> None:
    assert one(text).state == "refused"


@pytest.mark.parametrize("text", ["site_name: x\nnav: []\n", "types:\n  - opened\n", "classes: 3\nname: x\n", "- a\n"])
def test_other_yaml_is_passed_over(text: str) -> None:
    assert import_files({"mkdocs.yaml": text}) == []


def test_classes_in_circles_end() -> None:
    text = (
        HEAD
        + "classes:\n  A:\n    is_a: B\n    attributes:\n      a: {range: A}\n  B:\n    is_a: A\n    tree_root: true\n"
    )
    answers: dict[str, Any] = {"a": {"a": {}}}
    assert validate(accept_schema(one(text).schema), answers) == []
