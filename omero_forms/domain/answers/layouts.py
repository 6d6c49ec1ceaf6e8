# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two layouts of a copy: `paths` (`flatten.py`), and `legacy`, which scripts written for OMERO.forms read.

In `legacy`

- a key is the names of the fields that lead to the answer, joined by `_`, in the order of the form;
- a list repeats its key, once for each item, lists in lists and groups in lists, too: which of the values belong to one
  item is not told;
- text is as given, blank text in lists included; all else is as Python prints it: `True`, `None`, `1`, `0.5`;
- empty lists and groups give no row;
- two questions whose names are joined to the same text have one key: `a` in `b` beside a question `b_a`.

So answers cannot be read back from it with certainty: their record has them. What OMERO.forms could not store, since
OMERO indexes keys and values, is written as in `paths`: a value of more than 2,000 bytes of UTF-8 is continued in rows
that say so, `notes (1 of 3)`; a longer key ends in "…".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from omero_forms.domain.answers.flatten import continued, fitting, flatten, joined, leaves_of
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.submissions import CopyLayout

NAME_SEPARATOR = "_"


def pairs_in(layout: CopyLayout, schema: FormSchema, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The key-value pairs of prepared answers in a layout."""
    if layout is CopyLayout.PATHS:
        return flatten(schema, answers)
    leaves = leaves_of(schema, answers)
    return storable((joined(NAME_SEPARATOR, names), printed(_as_recorded(value))) for names, _titles, value in leaves)


def printed(value: Any) -> str:
    """A single answer as Python prints it."""
    return str(value)


def storable(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of the layout `legacy` as OMERO can store them."""
    return [row for key, text in pairs for row in continued(fitting(key), text)]


def _as_recorded(value: Any) -> Any:
    """A record has no `1.0` beside `1`, whatever was sent."""
    return json.loads(rfc8785.dumps(value)) if isinstance(value, float) else value
