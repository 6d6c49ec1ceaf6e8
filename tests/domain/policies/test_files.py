# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from omero_forms.domain.errors import FormsError
from omero_forms.domain.policies.files import base_of, parse_policies
from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.policies.policy import (
    CountingVersions,
    Level,
    PolicyForm,
    Requirement,
    Rule,
)
from omero_forms.domain.policies.reading import MOST_GUESSES
from omero_forms.domain.policies.resolve import named, resolve
from omero_forms.domain.policies.selectors import EVERYTHING, as_words
from omero_forms.domain.policies.source import read_policy_yaml
from omero_forms.domain.policies.words import terms_of, words_of
from omero_forms.domain.refs import ObjectType

GROUPS = {"Membrane Traffic": 52, "Chromatin Dynamics": 53}
PEOPLE = {"facility": 16, "scanner": 17}
FORMS = {"Imaging acquisition": "fimg", "Sample and antibodies": "fsab"}

FILE = """
policies:
  - name: Imaging metadata
    group: Membrane Traffic
    object_type: Dataset
    selector:
      name: "*_TIRF_*"
      tag: raw
      project: Endocytosis
      created_after: 2026-01-01
      min_images: 1
    requirement: all_of
    forms:
      - form: Imaging acquisition
        versions: {from: 2}
      - form: fsab
        versions: current
    gate: {key: Metadata, value: complete}
    level: recommended
    except: [facility, 17, facility]
    grace: 14
    start: 2026-11-01
    tell_member: any
    tell_owner_above: 3
  - name: Nothing
    group: 53
    object_type: project
    requirement: none
    deadline: 2026-12-31
    gate: {tag: raw}
"""

ONE = {
    "name": "P",
    "group": 53,
    "object_type": "Dataset",
    "requirement": "one_of",
    "forms": [{"form": "fimg"}],
}


def nested(levels: int, inmost: dict[str, object] | None = None) -> dict[str, object]:
    words = inmost or {"tag": "a"}
    for _ in range(levels):
        words = {"none": [words]}
    return words


def problems(data) -> dict[str, str]:
    with pytest.raises(FormsError) as caught:
        parse_policies(data)
    assert caught.value.code == "policy_invalid"
    return {each["pointer"]: each["message"] for each in caught.value.details["problems"]}


def test_a_file_says_everything_a_policy_has():
    first, second = parse_policies(read_policy_yaml(FILE).data)
    policy = resolve(first, groups=GROUPS, forms=FORMS, people=PEOPLE)
    assert (policy.group_id, policy.name) == (52, "Imaging metadata")
    assert policy.object_type is ObjectType.DATASET
    assert as_words(policy.selector) == {
        "name": "*_TIRF_*", "tag": "raw", "project": "Endocytosis", "created_after": "2026-01-01", "min_images": 1,
    }  # fmt: skip
    assert policy.requirement is Requirement.ALL_OF
    assert policy.forms == (
        PolicyForm("fimg", CountingVersions(Rule.FROM, 2)),
        PolicyForm("fsab", CountingVersions(Rule.CURRENT)),
    )
    assert (policy.grace_days, policy.start) == (14, date(2026, 11, 1))
    assert (policy.tell_member, policy.tell_owner_above) == ("any", 3)
    assert (policy.level, policy.deadline, policy.excluded) == (Level.RECOMMENDED, None, frozenset({16, 17}))
    nothing = resolve(second, groups=GROUPS, forms=FORMS)
    assert (nothing.group_id, nothing.requirement, nothing.forms) == (53, Requirement.NONE, ())
    assert (nothing.level, nothing.deadline, nothing.excluded) == (Level.REQUIRED, date(2026, 12, 31), frozenset())
    assert (policy.gate, nothing.gate) == (Gate(key="Metadata", value="complete"), Gate(tag="raw"))
    assert [terms_of(words_of(one)) for one in (policy, nothing)] == [policy, nothing]


def test_what_is_left_out_tells_nobody_and_says_no_day_to_begin():
    (written,) = parse_policies({"policies": [ONE]})
    policy = resolve(written, groups=GROUPS, forms=FORMS)
    assert (policy.grace_days, policy.start) == (0, None)
    assert (policy.tell_member, policy.tell_owner_above) == ("never", None)
    assert policy.selector == EVERYTHING
    assert policy.forms[0].versions == CountingVersions(Rule.ANY)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": None}, "/policies/0/name"),
        ({"name": "  "}, "/policies/0/name"),
        ({"group": None}, "/policies/0/group"),
        ({"group": True}, "/policies/0/group"),
        ({"object_type": "Well"}, "/policies/0/object_type"),
        ({"object_type": 5}, "/policies/0/object_type"),
        ({"requirement": "some"}, "/policies/0/requirement"),
        ({"requirement": "none"}, "/policies/0/forms"),
        ({"forms": []}, "/policies/0/forms"),
        ({"forms": "fimg"}, "/policies/0/forms"),
        ({"forms": [{"versions": "any"}]}, "/policies/0/forms/0/form"),
        ({"forms": ["fimg"]}, "/policies/0/forms/0"),
        ({"forms": [{"form": "a"}, {"form": "a"}]}, "/policies/0/forms/1/form"),
        ({"forms": [{"form": "a", "versions": "newest"}]}, "/policies/0/forms/0/versions"),
        ({"forms": [{"form": "a", "versions": {"from": 0}}]}, "/policies/0/forms/0/versions"),
        (
            {"forms": [{"form": "a", "versions": {"from": "2"}}]},
            "/policies/0/forms/0/versions/from",
        ),
        ({"grace": -1}, "/policies/0/grace"),
        ({"grace": True}, "/policies/0/grace"),
        ({"grace": "two weeks"}, "/policies/0/grace"),
        ({"start": "soon"}, "/policies/0/start"),
        ({"start": "2026-02-30"}, "/policies/0/start"),
        ({"start": "2026-W48-1"}, "/policies/0/start"),
        ({"start": "20261101"}, "/policies/0/start"),
        ({"start": "2026-11-01 08:00"}, "/policies/0/start"),
        ({"grace": float("nan")}, "/policies/0/grace"),
        ({"grace": float("inf")}, "/policies/0/grace"),
        ({"start": datetime(2026, 1, 1, 8, tzinfo=UTC)}, "/policies/0/start"),
        ({"level": "optional"}, "/policies/0/level"),
        ({"except": "facility"}, "/policies/0/except"),
        ({"except": ["facility", None]}, "/policies/0/except/1"),
        ({"except": [True]}, "/policies/0/except/0"),
        ({"gate": "documented"}, "/policies/0/gate"),
        ({"gate": {}}, "/policies/0/gate"),
        ({"gate": {"key": "Metadata"}}, "/policies/0/gate"),
        ({"gate": {"tag": "a", "key": "b", "value": "c"}}, "/policies/0/gate"),
        ({"gate": {"tag": 1.5}}, "/policies/0/gate/tag"),
        (
            {"gate": {"tag": "a"}, "selector": {"any": [{"name": "*"}, {"none": [{"tag": "a"}]}]}},
            "/policies/0/gate/tag",
        ),
        ({"deadline": "soon"}, "/policies/0/deadline"),
        ({"deadline": "2027-01-01", "grace": 7}, "/policies/0/grace"),
        ({"deadline": "2027-01-01", "start": "2027-01-02"}, "/policies/0/deadline"),
        ({"tell_member": "always"}, "/policies/0/tell_member"),
        ({"tell_owner_above": -1}, "/policies/0/tell_owner_above"),
        ({"tell_owner_above": "often"}, "/policies/0/tell_owner_above"),
        ({"selector": []}, "/policies/0/selector"),
        ({"selector": {"nam": "x"}}, "/policies/0/selector/nam"),
        ({"selector": {"min_images": 1.5}}, "/policies/0/selector/min_images"),
        ({"selector": {"created_after": "x"}}, "/policies/0/selector/created_after"),
        ({"selector": {"any": {"tag": "a"}}}, "/policies/0/selector/any"),
        ({"selector": {"none": []}}, "/policies/0/selector/none"),
        ({"selector": {"all": [{"tag": "a"}, {}]}}, "/policies/0/selector/all/1"),
        ({"selector": {"all": [{"any": [{"tags": "a"}]}]}}, "/policies/0/selector/all/0/any/0/tags"),
        ({"selector": {"any": [{"tag": str(number)} for number in range(51)]}}, "/policies/0/selector"),
        ({"selector": nested(6)}, "/policies/0/selector/none/0/none/0/none/0/none/0/none/0/none"),
        ({"selector": {"name": None}}, "/policies/0/selector/name"),
        (
            {"selector": {"name": "a", "none": [{"tag": "b", "min_images": None}]}},
            "/policies/0/selector/none/0/min_images",
        ),
        ({"selector": {"tag": "e\u0301"}, "gate": {"tag": "\u00e9"}}, "/policies/0/gate/tag"),
        ({"gracee": 5}, "/policies/0/gracee"),
        ({"name": "a\0b"}, "/policies/0/name"),
        ({"name": "a\ud83d\ude00b"}, "/policies/0/name"),
        ({"group": "a\0"}, "/policies/0/group"),
        ({"forms": [{"form": "\udfff"}]}, "/policies/0/forms/0/form"),
        ({"selector": {"tag": "a\0"}}, "/policies/0/selector/tag"),
        ({"selector": {"na\0me": "x"}}, "/policies/0/selector"),
        ({"na\ud800me": 5}, "/policies/0"),
        ({"tell_member": ["any"]}, "/policies/0/tell_member"),
    ],
)
def test_a_mistake_is_told_with_its_pointer(change, pointer):
    assert pointer in problems({"policies": [{**ONE, **change}]})


def test_characters_that_no_database_keeps_are_told_as_such():
    text = 'policies: [{name: "a\\0b", group: "\\uD800", forms: [{form: "\\uDFFF"}]}]'
    found = problems(read_policy_yaml(text).data)
    assert "U+0000" in found["/policies/0/name"]
    assert "surrogate" in found["/policies/0/group"]
    assert "surrogate" in found["/policies/0/forms/0/form"]
    # They are shown to people and written into logs.
    assert str(found).isprintable()


def test_a_word_that_is_nearly_right_is_told_as_what_it_may_be():
    found = problems({"policies": [{**ONE, "graec": 3, "Except": [], "gate": {"Tag": "x"}, "selector": {"zzz": 1}}]})
    meant = {pointer: said.partition("Did you mean ")[2] for pointer, said in found.items() if "Not known here" in said}
    assert meant == {
        "/policies/0/graec": "grace?",
        "/policies/0/Except": "except?",
        "/policies/0/gate/Tag": "tag?",
        "/policies/0/selector/zzz": "",
    }
    many = problems({"policies": [{**ONE, **{f"grace{number}": 3 for number in range(50)}}]})
    assert sum("Did you mean grace?" in said for said in many.values()) == MOST_GUESSES


def test_only_an_exports_base_says_what_its_author_has_seen():
    assert problems({"policies": [ONE], "base": "5f0c2a91b3d47e60"}).keys() == {"/base"}
    assert (base_of({"policies": [], "base": ["a", "b"]}), base_of({"policies": []})) == (frozenset("ab"), frozenset())


def test_all_mistakes_of_a_file_are_told_at_once():
    found = problems({"policies": [{**ONE, "grace": -1}, {**ONE, "name": "Q", "start": "x"}, 5]})
    assert {"/policies/0/grace", "/policies/1/start", "/policies/2"} <= set(found)


@pytest.mark.parametrize("data", [None, [], "x", {"policy": []}, {"policies": {}}])
def test_a_file_that_is_no_list_of_policies_is_refused(data):
    assert problems(data)


def test_a_group_has_each_policy_name_once():
    assert "/policies/1/name" in problems({"policies": [ONE, ONE]})
    other_group = {**ONE, "group": 52}
    assert len(parse_policies({"policies": [ONE, other_group]})) == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"group": "Elsewhere"}, "/policies/4/group"),
        ({"group": 99}, "/policies/4/group"),
        ({"forms": [{"form": "Unknown"}]}, "/policies/4/forms/0/form"),
        ({"except": ["facility", "nobody"]}, "/policies/4/except/1"),
        ({"except": [18]}, "/policies/4/except/0"),
        (
            {"forms": [{"form": "fimg"}, {"form": "Imaging acquisition"}]},
            "/policies/4/forms/1/form",
        ),
    ],
)
def test_groups_and_forms_have_to_be_there(change, pointer):
    (written,) = parse_policies({"policies": [{**ONE, **change}]})
    with pytest.raises(FormsError) as caught:
        resolve(written, groups=GROUPS, forms=FORMS, people=PEOPLE, index=4)
    assert [each["pointer"] for each in caught.value.details["problems"]] == [pointer]


def test_a_name_fits_however_its_letters_are_composed():
    composed, decomposed = "Messung f\u00fcr alle", "Messung fu\u0308r alle"
    change = {"group": decomposed, "forms": [{"form": decomposed}]}
    (written,) = parse_policies({"policies": [{**ONE, **change}]})

    policy = resolve(written, groups={composed: 7}, forms={composed: "f7"})

    assert (policy.group_id, policy.forms[0].form_id) == (7, "f7")


def test_of_two_names_that_look_the_same_only_the_one_that_is_written_is_meant():
    composed, decomposed = "M\u00fcller", "Mu\u0308ller"
    groups = {composed: 7, decomposed: 8}
    assert (named(groups, composed), named(groups, decomposed)) == (7, 8)
    # Both letters in other ways than either name.
    twice = {"\u00fc\u00fc": 7, "u\u0308u\u0308": 8}
    assert named(twice, "\u00fcu\u0308") is None


@pytest.mark.parametrize(
    ("versions", "counting"),
    [
        (CountingVersions(Rule.ANY), {1, 2, 3}),
        (CountingVersions(Rule.FROM, 2), {2, 3}),
        (CountingVersions(Rule.FROM, 4), set()),
        (CountingVersions(Rule.CURRENT), {3}),
    ],
)
def test_the_versions_that_count(versions, counting):
    assert versions.of([1, 2, 3]) == counting


def test_a_number_belongs_to_from_alone():
    wrong: list[tuple[Rule, int | None]] = [(Rule.ANY, 2), (Rule.CURRENT, 1), (Rule.FROM, None)]
    for rule, number in wrong:
        with pytest.raises(ValueError, match="from"):
            CountingVersions(rule, number)
