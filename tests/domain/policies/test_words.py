# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a policy says in the words of its file is all of it, in the file, in a record and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from omero_forms.domain.policies.changes import (
    PolicyChange,
    PolicySource,
    RecordedPolicy,
    SiteShare,
    differences,
    lines_of,
    recorded_policy,
)
from omero_forms.domain.policies.source import read_policy_yaml, write_policy_yaml
from omero_forms.domain.policies.words import names_of, terms_of, with_names, words_of
from omero_forms.domain.records.parts import Told
from tests.support.policy_files import policies

FORMS = ["fabcdefghijklmno", "fponmlkjihgfedcb"]


@given(policies([53], FORMS))
def test_any_policy_comes_back_from_its_file_and_from_its_record(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        terms = terms_of(entry)
        assert terms_of(words_of(terms)) == terms
        written = {"policies": [words_of(terms)]}
        assert read_policy_yaml(write_policy_yaml(written)).data == written
        said = RecordedPolicy(
            policy="pabcdefghijklmno",
            group_name="Conti lab",
            change=PolicyChange.CHANGED,
            terms=terms,
            source=PolicySource("- name: x", "5f" * 32, 2),
            site=SiteShare("sabcdefghijklmno", (3, 53)),
            result={"missing": 1},
            message="as agreed",
        )
        parts = said.parts()
        assert not {"name", "selector", "gate"} & parts.payload["terms"].keys()
        assert recorded_policy(Told(parts.payload, {**parts.content, "names": parts.names})) == said


def test_only_names_that_a_file_finds_again_stand_for_ids() -> None:
    groups = {
        "Conti lab": 3,
        "4": 5,
        "Zeller\tlab": 4,
        " padded ": 6,
        "\u00e9": 7,
        "e\u0301": 8,
        "x" * 256: 9,
        "nul\x00": 10,
    }
    assert names_of(groups) == {3: "Conti lab", 5: 5, 4: "Zeller\tlab", 6: 6, 7: "\u00e9", 8: "e\u0301", 9: 9, 10: 10}
    words = words_of(terms_of({"name": "a", "group": 3, "object_type": "Image", "requirement": "all_of", "except": [7, 8], "forms": [{"form": FORMS[0]}]}))  # fmt: skip
    named = with_names(words, groups={3: "Conti lab"}, forms={FORMS[0]: "Imaging"}, people={7: "facility"})
    assert named["except"] == ["facility", 8]
    assert (named["group"], named["forms"]) == ("Conti lab", [{"form": "Imaging", "versions": "any"}])


def test_what_differs_is_named_in_the_words_of_the_file() -> None:
    plain = {"name": "a", "group": 3, "object_type": "Image", "requirement": "none"}
    before, after = words_of(terms_of(plain)), words_of(terms_of({**plain, "grace": 3, "selector": {"tag": "raw"}}))
    assert differences(before, after) == {"grace": [0, 3], "selector": [None, {"tag": "raw"}]}
    assert differences(after, after) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policies:\n  - name: a\n    group: b\n\n  # about c\n# too\n  - name: c\n", ["  - name: a\n    group: b", "  # about c\n# too\n  - name: c"]),
        ("# of the file\npolicies:\n  # about a\n  - name: a\n    # not yet: grace\n  - name: b\n", ["  # about a\n  - name: a\n    # not yet: grace", "  - name: b"]),
        ("policies:\n- # about a\n  name: a\n-\n  name: b # b\n  group: c\n", ["- # about a\n  name: a", "-\n  name: b # b\n  group: c"]),
        ("policies:\n  - name: a\n    forms:\n      - form: b\n  - name: c\n", ["  - name: a\n    forms:\n      - form: b", "  - name: c"]),
        ("policies:\n  - name: a\n\n# of the site\nsite_policies:\n  - name: s\n", ["  - name: a"]),
        ('{"policies": [{"name": "a"}, {"name": "b"}]}', ['{"policies": [{"name": "a"}, {"name": "b"}]}'] * 2),
    ],
)  # fmt: skip
def test_the_lines_of_a_policy_are_found_in_its_file(text: str, expected: list[str]) -> None:
    from omero_forms.services.policies.apply import sources_of

    assert [one.text for one in sources_of(text, read_policy_yaml(text), "5f" * 32).policies] == expected
    assert lines_of("a\n" + "b" * 30_000, [2]) == ["b" * 20_000]
