# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pickle
from typing import get_args

import pytest

from omero_forms.domain.error_catalogue import CATALOGUE, ErrorCode
from omero_forms.domain.errors import FormsError, error


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_message_is_a_plain_sentence(entry):
    assert entry.message[0].isupper()
    assert entry.message.endswith(".")
    assert "!" not in entry.message
    assert entry.code not in entry.message
    assert entry.summary.endswith(".")


def test_the_codes_that_the_type_checker_lets_pass_are_those_of_the_catalogue():
    assert sorted(get_args(ErrorCode)) == sorted(CATALOGUE)


def test_an_error_survives_the_way_through_a_task_queue():
    before = error("stale_base", details={"base": 3})
    after = pickle.loads(pickle.dumps(before))
    assert isinstance(after, FormsError)
    assert (after.code, after.message, after.details) == ("stale_base", before.message, {"base": 3})


def test_details_that_the_catalogue_does_not_name_are_a_mistake():
    assert error("stale_base", details={"base": 3, "head": None, "changes": []}).details["base"] == 3
    with pytest.raises(ValueError, match="stale_base has no details called bass, hat"):
        error("stale_base", details={"bass": 3, "hat": None, "changes": []})


def test_a_message_of_its_own_keeps_the_code():
    assert error("not_found", message="There is no form named X.").code == "not_found"
    assert str(error("not_found", message="No.")) == "not_found: No."
