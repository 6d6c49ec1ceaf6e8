# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of a bundle say of a submission, of its sealed bytes alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.bundles.entries import EMPTY, MOST_LINES, UNCHANGED, Line, entry, value_text
from omero_forms.domain.records.parts import Told
from omero_forms.domain.schemas.accept import stored_schema

SCHEMA = stored_schema(
    json.dumps(
        {"properties": {"cells": {"title": "Cells"}, "dyes": {"title": "Dyes", "items": {"title": "Dye"}}, "n": {}}}
    )
)


def told(answers: dict[str, Any] | None, **changed: Any) -> Told:
    """A submission of clara's; `answers` None: it was redacted."""
    payload = {"author": 7, "sudoer": None, "time": "2026-11-23T10:44:08.123456Z", "version": 2, **changed}
    names = {"author": "clara", "sudoer": "root", "claimed": "bob"}
    source = {"name": "OMERO.forms", "version": "2.3.1"}
    return Told(
        payload, None if answers is None else {"answers": answers, "message": "m", "names": names, "source": source}
    )


def test_it_says_who_when_and_which_version_and_what_was_answered_in_the_words_of_the_form() -> None:
    one = entry(
        1, "d", told({"cells": "HeLa", "dyes": ["DAPI", None], "n": True}), None, SCHEMA, full_names={7: "Clara O"}
    )
    assert (one.who, one.when, one.version, one.message) == (
        "Clara O (clara), user 7",
        "2026-11-23 10:44:08 UTC",
        2,
        "m",
    )
    assert one.answers == [
        Line("Cells", None, "HeLa"), Line("Dyes > 1", None, "DAPI"), Line("Dyes > 2", None, "none"), Line("n", None, "Yes"),
    ]  # fmt: skip
    assert (one.changes, one.warnings, one.remarks) == (None, [], [])


def test_it_says_what_changed_from_the_one_before() -> None:
    one = entry(2, "d", told({"cells": "HeLa"}), told({"cells": "CHO", "n": 1}), SCHEMA, full_names={})
    assert one.changes == [Line("Cells", "CHO", "HeLa"), Line("n", "1", None)]
    same = entry(2, "d", told({"n": 1}), told({"n": 1}), SCHEMA, full_names={})
    assert (same.changes, same.remarks) == ([], [UNCHANGED])
    assert entry(1, "d", told({}), None, SCHEMA, full_names={}).remarks == [EMPTY]


def test_whoever_acted_for_somebody_is_named_beside_them() -> None:
    one = entry(1, "d", told({}, sudoer=0), None, SCHEMA, full_names={})
    assert one.who == "clara, user 7, in a session that root, user 0 opened"


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        (
            {"who": 8, "when": "2024-10-27 02:30:00", "zone": "Europe/Berlin", "ambiguous": True},
            "by bob, at 2024-10-27 02:30:00 (Europe/Berlin), one of the two moments of that name",
        ),
        ({"who": None, "when": None, "zone": None, "ambiguous": False}, "by not known, at not known"),
    ],
)
def test_an_imported_one_says_what_its_source_claims_and_that_no_log_in_proves_it(claimed: Any, said: str) -> None:
    one = entry(1, "d", told({"n": 1}, claimed=claimed), None, SCHEMA, full_names={})
    [warning] = one.warnings
    assert "never proven by the log-in of its author" in warning
    assert "(OMERO.forms 2.3.1)" in warning
    assert said in warning


def test_of_what_was_redacted_or_is_not_proven_nothing_is_told_but_why() -> None:
    gone = entry(2, "d", told(None), told({"n": 1}), SCHEMA, full_names={}, note="removed")
    assert (gone.who, gone.message, gone.answers, gone.changes, gone.warnings) == ("user 7", "", [], None, ["removed"])
    unproven = entry(2, "d", None, told({"n": 1}), SCHEMA, full_names={}, note="altered")
    assert (unproven.who, unproven.when, unproven.answers, unproven.warnings) == ("", "", [], ["altered"])
    after = entry(3, "d", told({"n": 2}), None, SCHEMA, full_names={})
    assert after.changes is None


def test_thousands_of_answers_are_counted_where_they_are_not_shown() -> None:
    many = {"dyes": [str(number) for number in range(MOST_LINES + 5)]}
    one = entry(1, "d", told(many), None, SCHEMA, full_names={})
    assert len(one.answers) == MOST_LINES
    assert one.remarks == ["5 more lines are in its record alone."]


def test_characters_that_deceive_are_written_out() -> None:
    one = entry(1, "d", told({"cells": "a\u202eb"}), None, SCHEMA, full_names={7: "C\u202e"})
    assert one.answers == [Line("Cells", None, "a⟨U+202E⟩b")]
    assert "\u202e" not in one.who
    assert value_text({"value": 1.5, "unit": "µm"}) == "1.5, µm"
    assert value_text([]) == "empty"
