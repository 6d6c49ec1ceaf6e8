# SPDX-License-Identifier: AGPL-3.0-or-later
"""The severity of a problem of the set-up is that of its code, wherever it is found."""

from __future__ import annotations

import pytest

from omero_forms.selectors.diagnosis.problem import ERRORS, WARNINGS, SetupProblem


def test_a_code_has_one_severity() -> None:
    assert set(ERRORS).isdisjoint(WARNINGS)
    assert SetupProblem("master_missing", "It is missing.", "Make one.").severity == "error"
    assert SetupProblem("panel_missing", "It is missing.", "Show it.").severity == "warning"


def test_a_problem_without_a_severity_is_none() -> None:
    with pytest.raises(ValueError, match="neither"):
        SetupProblem("made_up", "It is made up.", "Make it.")
