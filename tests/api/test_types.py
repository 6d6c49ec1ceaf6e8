# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front-end's types are those of the API, and the API's document says all that it knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.contract import check, document

ROOT = Path(__file__).resolve().parents[2]
SENT = {
    "ContinueIn",
    "DraftIn",
    "FindingsIn",
    "ForManyIn",
    "HistoryIn",
    "EvaluateIn",
    "ExemptionDecisionIn",
    "ExemptionEndIn",
    "ExemptionIn",
    "ApprovalIn",
    "LegacyIn",
    "NewDraftIn",
    "OwnersIn",
    "PreferencesIn",
    "PolicyChangeIn",
    "PolicyIn",
    "PreviewIn",
    "PublishIn",
    "ReasonIn",
    "ReasonedIn",
    "RedactionIn",
    "RemakeIn",
    "RepairIn",
    "SchemasIn",
    "SitePolicyChangeIn",
    "SitePolicyIn",
    "SubmissionIn",
    "UseIn",
    "VerifyIn",
}
"""What the browser sends: there a field may be left out."""


def shapes() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, shape in document()["components"]["schemas"].items():
        if shape.get("type") == "object" and name not in SENT:
            yield name, shape


def test_the_types_of_the_front_end_are_those_that_the_api_answers_with() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "setup" / "api_types.py", "--print"],
        check=True,
        capture_output=True,
        text=True,
    )
    committed = (ROOT / "frontend/src/shared/api/schema.ts").read_text()
    assert made.stdout == committed, "run `make api-types`"


def test_every_field_of_an_answer_is_always_there() -> None:
    seen = 0
    for name, shape in shapes():
        assert set(shape.get("properties", {})) == set(shape.get("required", [])), name
        seen += len(shape.get("required", []))
    assert seen > 100


def test_fields_that_take_one_of_a_few_values_say_which() -> None:
    values = document()["components"]["schemas"]
    telling = {
        (name, field)
        for name, shape in shapes()
        for field, what in shape["properties"].items()
        if field in {"state", "state_reason", "status", "requirement", "change"}
        and what.get("type") == "string"
        and "enum" not in what
    }
    assert telling == set()
    assert values["FoundObjectOut"]["properties"]["type"] == values["ObjectOut"]["properties"]["type"]


def test_an_answer_that_the_document_does_not_announce_is_noticed() -> None:
    told = {"error": {"code": "not_found", "message": "No.", "details": {}}}
    check("GET", "session", 404, told)
    wrong: list[tuple[str, int, Any]] = [
        ("session", 200, {}),
        ("session", 200, {**dict.fromkeys(["user", "server"]), "more": 1}),
        ("session", 204, told),
        ("session", 404, {"error": {**told["error"], "code": "no_such_code"}}),
        ("session", 422, {"error": {**told["error"], "code": "request_invalid"}}),
        ("ping", 409, {"error": {**told["error"], "code": "stale_draft"}}),
        ("ping", 200, {"more": 1}),
        ("elsewhere", 200, {}),
    ]
    for path, status, body in wrong:
        with pytest.raises(AssertionError):
            check("GET" if path != "ping" else "POST", path, status, body)
