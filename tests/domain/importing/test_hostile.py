# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that were made to do harm: something becomes of each, and soon. Where reading one took time that grows faster
than the file, it is here in a size that would take hours. (What they make is larger than a form may be.)
"""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from omero_forms.domain.importing.files import import_files
from omero_forms.domain.importing.linkml.vocabulary import Imports
from omero_forms.domain.importing.shapes import TOO_LARGE, Imported, Mending, Problem
from omero_forms.domain.schemas.budgets import Budget, BudgetSpentError, spending
from tests.domain.importing.support import imported, one

CORE = "https://schema.metadatacenter.org/core/"
DICTIONARY = '"Variable / Field Name","Form Name","Field Type","Field Label"\n'
LINKML = "name: stain\nid: stain\nclasses:\n  Stain:\n"


def read(file: str, text: str) -> list[Imported]:
    """What becomes of one file; each text of it can be sent."""
    found = import_files({file: text})
    for each in found:
        notes: list[Mending | Problem] = [*each.mended, *each.problems]
        for shown in (each.file, each.name, each.schema, *(note.message for note in notes)):
            shown.encode()
    return found


# --- time


def test_many_blanks_in_a_text_with_a_colon_cost_no_more_than_others() -> None:
    (outcome,) = read("a.yaml", f"{LINKML}    description: a: {' ' * 800_000}x\n    attributes: {{a: {{}}}}\n")
    assert outcome.state == "refused"


def test_many_blanks_among_choices_cost_no_more_than_others() -> None:
    rows = [["name", "type", "choices"], ["a", "one of a list", f"x{' ' * 1_000_000}y | z"]]
    (outcome,) = import_files({}, {"a.xlsx": {"fields": rows}})
    assert outcome.state == "refused"


def test_brackets_that_are_never_closed_cost_no_more_than_others() -> None:
    rows = [["field_name", "form_name", "field_type", "field_label"], ["a", "f", "text", "[a" * 500_000]]
    (outcome,) = import_files({}, {"a.xlsx": {"": rows}})
    assert outcome.state == "refused"


# --- what is not of the kind that is expected


@pytest.mark.parametrize("kind", [[f"{CORE}Template"], {"@id": "x"}, 5, None])
def test_a_type_of_json_ld_may_be_anything(kind: Any) -> None:
    assert imported({"a.json": {"@type": kind, "_ui": {}}}) == {}


def test_a_part_of_a_template_may_be_of_any_type() -> None:
    part = {
        "@type": [f"{CORE}TemplateField"],
        "_ui": {"inputType": "numeric"},
        "_valueConstraints": {"decimalPlace": True},
    }
    assert one({"@type": f"{CORE}Template", "_ui": {"order": ["a"]}, "properties": {"a": part}}).problems == ()


def test_a_numeric_field_of_a_template_may_say_yes_to_its_places() -> None:
    part = {
        "@type": f"{CORE}TemplateField",
        "_ui": {"inputType": "numeric"},
        "_valueConstraints": {"numberType": "xsd:decimal", "decimalPlace": True},
    }
    outcome = one({"@type": f"{CORE}Template", "_ui": {"order": ["a"]}, "properties": {"a": part}})
    assert "multipleOf" not in outcome.schema


def test_a_character_by_a_number_of_thousands_of_digits_is_none() -> None:
    (outcome,) = read("a.csv", f"{DICTIONARY}a,f,text,Dye &#{'9' * 5_000}; &#956;m\n")
    assert '"title": "Dye μm"' in outcome.schema


@pytest.mark.parametrize("count", ["²", "9" * 5_000, "-1", "many"])
def test_what_is_no_count_of_entries_is_noted(count: str) -> None:
    rows = f"type,name,label,repeat_count\nbegin repeat,a,A,{count}\ntext,b,B,\nend repeat,,,\n"
    (outcome,) = read("a.csv", rows)
    assert [note.pointer for note in outcome.mended] == ["/2/repeat_count"]


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\0"', '"a\\udc00b"'])
def test_a_linkml_schema_with_text_that_cannot_be_kept_is_refused(text: str) -> None:
    for body in (f"    title: {text}\n    attributes: {{a: {{}}}}\n", f"    attributes: {{{text}: {{}}}}\n"):
        (outcome,) = read("a.yaml", LINKML + body)
        assert "cannot be kept" in outcome.problems[0].message


# --- size


def survey(*rows: str) -> str:
    """Sheets of an XLSForm in one CSV file."""
    return "".join(f"{row}\n" for row in rows)


def too_large(file: str, text: str) -> bool:
    (outcome,) = read(file, text)
    return TOO_LARGE in [problem.message for problem in outcome.problems]


def test_a_list_of_choices_that_many_questions_name_does_not_fill_memory() -> None:
    questions = [f",select_one l,q{number},Q" for number in range(4_000)]
    choices = [f",l,c{number},L{number}" for number in range(4_000)]
    assert too_large(
        "a.csv", survey("survey", ",type,name,label", *questions, "choices", ",list_name,name,label", *choices)
    )


def test_an_enum_that_many_slots_name_does_not_fill_memory() -> None:
    values = ", ".join(f"v{number}" for number in range(3_000))
    slots = "".join(f"      s{number}: {{range: E}}\n" for number in range(3_000))
    assert too_large("a.yaml", f"enums:\n  E:\n    permissible_values: [{values}]\n{LINKML}    attributes:\n{slots}")


def test_a_condition_of_a_section_that_holds_for_many_questions_does_not_fill_memory() -> None:
    condition = " or ".join(["${a}='x'"] * 380)
    questions = [f"text,q{number},Q,${{b}}='{number}'" for number in range(5_000)]
    begun = ["type,name,label,relevant", "text,a,A,", "text,b,B,", f"begin group,g,G,{condition}"]
    assert too_large("a.csv", survey(*begun, *questions, "end group,,,"))


def test_sections_nested_without_end_are_refused_where_they_are_too_deep() -> None:
    begun = [f",begin group,g{number},G" for number in range(3_000)]
    (outcome,) = read("a.csv", survey("survey", ",type,name,label", *begun, ",text,q,Q", *[",end group,,"] * 3_000))
    assert outcome.problems[0].message == "It is nested too deeply."


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (DICTIONARY + "a,f,text,A\n" * 50, 2),
        ("name,label,type,help\n" + ",Same,text,\n" * 50, 3),
        (survey("survey", ",type,name,label", *[",text,a,A"] * 50), 2),
    ],
)
def test_each_row_asks_whether_there_is_time_left(text: str, times: int) -> None:
    """When it is taken for itself, too: what it costs may depend on all rows before it."""
    asked = count()
    with spending(Budget(1_000, clock=lambda: float(next(asked)))) as budget:
        import_files({"a.csv": text})
    assert budget.left < 1_000 - times * 50


def test_classes_that_are_all_made_like_others_ask_whether_there_is_time_left() -> None:
    classes = "".join(
        f"  A{number}: {{is_a: A{number + 1}, attributes: {{a: {{range: A0}}}}}}\n" for number in range(60)
    )
    clock = count()
    with pytest.raises(BudgetSpentError), spending(Budget(60 * 60, clock=lambda: float(next(clock)))):
        import_files({"a.yaml": f"name: a\nid: a\nclasses:\n{classes}  A60: {{}}\n"})


def test_modules_that_import_each_other_by_name_are_each_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = 40
    looked = count()
    find = Imports._find
    monkeypatch.setattr(Imports, "_find", lambda *of: (next(looked), find(*of))[1])
    ring = {
        f"f{place}/m{place}.yaml": f"id: x\nname: m{place}\nimports: [m{(place + 1) % modules}]\nclasses: {{C{place}: }}\n"
        for place in range(modules)
    }
    outcome = import_files(ring)
    assert [each.state for each in outcome if each.state == "refused"] == []
    assert next(looked) == modules
