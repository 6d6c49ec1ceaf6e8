# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recorded behaviour of a real OMERO.server, and of OMERO.web over one, compared with ours, case by case.

One run on a fresh server; `make contract` also runs the suites twice on one server and across a restart.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded import contract
from tests.embedded.contract import Verdict


@pytest.mark.slow
@pytest.mark.parametrize("suite", [contract.API, contract.WEB])
def test_every_recorded_case_agrees_or_is_a_known_difference(suite, tmp_path):
    reason = contract.missing(suite)
    if reason is not None:
        pytest.skip(reason)
    with contract.running(tmp_path) as server:
        ours = contract.record(suite, server, tmp_path / "out.json")
    verdict = contract.compare(contract.golden(suite), ours)
    assert verdict.recorded > 300
    assert verdict.problems(contract.known_differences(suite)) == []


# ---- the comparison itself -------------------------------------------------------------------------


def case(outcome: object) -> dict[str, Any]:
    return {"status": "ok", "outcome": outcome}


REAL = {f"services/{n}": case(n) for n in range(100)}


def test_an_outcome_like_the_real_one_is_no_problem():
    verdict = contract.compare(REAL, dict(REAL))
    assert (verdict.recorded, verdict.agreeing) == (100, 100)
    assert verdict.problems({}) == []


def test_a_difference_is_a_problem_unless_it_is_listed():
    verdict = contract.compare(REAL, {**REAL, "services/7": case("other")})
    assert verdict.problems({}) == ["services/7: differs"]
    assert verdict.problems({"services/7": "its pixels are compressed otherwise"}) == []


def test_a_listed_difference_that_is_none_any_more_is_a_problem():
    (problem,) = contract.compare(REAL, REAL).problems({"services/7": "reason"})
    assert "is none any more" in problem


@pytest.mark.parametrize("status", ["setup-error", "time-out", "harness-error"])
def test_a_case_without_an_outcome_is_a_problem_even_if_listed(status):
    ours = {**REAL, "services/7": {"status": status}}
    problems = contract.compare(REAL, ours).problems({"services/7": "reason"})
    assert f"services/7: no outcome ({status})" in problems


def test_a_case_whose_real_outcome_is_not_known_must_come_to_an_outcome_too():
    real = {**REAL, "services/kept": {"status": "kept"}}
    assert contract.compare(real, {**REAL, "services/kept": case("any")}).problems({}) == []
    assert contract.compare(real, REAL).problems({}) == ["services/kept: no outcome (not run)"]
    broken = {**REAL, "services/kept": {"status": "time-out"}}
    assert contract.compare(real, broken).problems({}) == ["services/kept: no outcome (time-out)"]


def test_no_more_than_three_percent_may_be_listed():
    ours = {**REAL, **{f"services/{n}": case("other") for n in range(4)}}
    verdict = contract.compare(REAL, ours)
    listed = {f"services/{n}": "reason" for n in range(4)}
    assert verdict.problems(listed) == ["4 of 100 are listed as known differences"]


@pytest.mark.parametrize(
    "name",
    "sessions/x permissions/rw---- hql/x update/x eventlog/x graph/delete/x graph/chgrp/x graph/chown/x "
    "gateway/annotations/x annotate/map/x".split(),
)
def test_what_forms_rest_on_is_never_a_known_difference(name):
    verdict = Verdict(recorded=100, agreeing=99, different={name: ("a", "b")})
    assert verdict.problems({name: "reason"}) == [f"{name}: may not be listed as a known difference"]


def test_a_known_difference_has_a_reason():
    verdict = Verdict(recorded=100, agreeing=99, different={"services/7": ("a", "b")})
    assert verdict.problems({"services/7": ""}) == ["services/7: is listed without a reason"]


def test_known_differences_are_read_from_the_table_of_the_readme(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(
        "| suite | case | reason |\n|---|---|---|\n"
        "| omero_contract | `services/a` | some reason |\n"
        "| omero_web_contract | `gateway/b` | other |\n"
    )
    assert contract.known_differences(contract.API, readme) == {"services/a": "some reason"}
    assert contract.known_differences(contract.WEB, readme) == {"gateway/b": "other"}
