# SPDX-License-Identifier: AGPL-3.0-or-later
"""Garbage is looked for as before once the last who wanted otherwise is done."""

from __future__ import annotations

import gc

import pytest

from omero_forms.kit.garbage import SELDOM, seldom_looked_for


def test_what_was_set_before_holds_again_however_they_overlap_or_fail():
    before = gc.get_threshold()
    first, second = seldom_looked_for(), seldom_looked_for()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == (SELDOM, *before[1:])
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
    with pytest.raises(KeyError), seldom_looked_for():
        raise KeyError
    assert gc.get_threshold() == before
