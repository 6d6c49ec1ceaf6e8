# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hypothesis strategies of everything that answers can hold."""

from __future__ import annotations

from hypothesis import strategies as st

from omero_forms.domain.canonical import MAX_INTEGER

# PostgreSQL takes no U+0000, UTF-8 no lone surrogates; all else has to survive.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
floats = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda value: not (value.is_integer() and MAX_INTEGER < abs(value) < 1e21)
)
values = st.recursive(
    st.none() | st.booleans() | integers | floats | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(texts, values, max_size=6)
