# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any file of policies that can be used, as Hypothesis thinks of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from omero_forms.domain.canonical import text_reason

TEXTS = st.one_of(
    st.sampled_from(["2026", "no", "1:30", "null", "2026-02-30", "~", "*_TIRF_*", "- a", "a: b", "# c", "0x1F", "\u00e9", "e\u0301", "\u2028x", "=", "<<"]),
    st.text(min_size=1, max_size=30),
).filter(lambda text: bool(text.strip()) and text_reason(text) is None)  # fmt: skip

DAYS = st.dates().filter(lambda day: 1900 <= day.year <= 2999).map(lambda day: day.isoformat())

CONDITIONS = st.one_of(
    st.fixed_dictionaries({"name": TEXTS}),
    st.fixed_dictionaries({"tag": TEXTS}),
    st.fixed_dictionaries({"project": TEXTS, "min_images": st.integers(0, 10**9)}),
    st.fixed_dictionaries({"created_after": DAYS}),
)

SELECTORS = st.recursive(
    CONDITIONS,
    lambda inner: st.builds(
        lambda how, several: {how: several}, st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=4,
)  # fmt: skip


def policies(
    groups: Sequence[int | str], forms: Sequence[str], people: Sequence[int | str] = (7,)
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """The entries of a file for these groups, whose forms and people are among these."""
    asked = st.lists(st.sampled_from(forms), min_size=1, unique=True).flatmap(
        lambda names: st.tuples(*(st.builds(_form, st.just(name), st.sampled_from([None, "any", "current", {"from": 1}])) for name in names))
    )  # fmt: skip
    required = st.one_of(
        st.just({"requirement": "none"}),
        st.builds(lambda how, which: {"requirement": how, "forms": list(which)}, st.sampled_from(["all_of", "one_of"]), asked),
    )  # fmt: skip
    lasting = st.one_of(
        st.fixed_dictionaries({}, optional={"grace": st.integers(0, 3660), "start": DAYS}),
        st.fixed_dictionaries({"start": st.just("2026-01-01"), "deadline": st.just("2027-03-31")}),
    )
    one = st.builds(
        lambda known, more, lasts, rest: {**known, **more, **lasts, **rest},
        st.fixed_dictionaries({"name": TEXTS, "group": st.sampled_from(groups), "object_type": st.just("Dataset")}),
        required,
        lasting,
        st.fixed_dictionaries(
            {},
            optional={
                "selector": SELECTORS,
                "level": st.sampled_from(["required", "recommended"]),
                "except": st.lists(st.sampled_from(people), unique=True),
                "tell_member": st.sampled_from(["never", "any"]),
                "tell_owner_above": st.one_of(st.just("never"), st.integers(0, 10**9)),
            },
        ),
    )
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda policy: (policy["group"], policy["name"].strip()))


def _form(name: str, versions: object) -> dict[str, Any]:
    return {"form": name} if versions is None else {"form": name, "versions": versions}
