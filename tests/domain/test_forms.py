# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.forms import is_form_id, new_form_id


@given(st.binary(min_size=10, max_size=32))
def test_form_ids_are_opaque_and_safe_in_addresses_and_namespaces(random):
    form_id = new_form_id(random)
    assert is_form_id(form_id)
    assert len(form_id) == 16


def test_form_ids_need_enough_randomness():
    with pytest.raises(ValueError, match="10 random bytes"):
        new_form_id(b"short")


@pytest.mark.parametrize("text", ["", "basic", "f" * 15, "F" + "a" * 15, "f/../../etc/pas", "f" + "1" * 15])
def test_other_texts_are_no_form_ids(text):
    assert not is_form_id(text)
