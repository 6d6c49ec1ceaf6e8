# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form: its id and its states."""

from __future__ import annotations

import base64
import re
from enum import StrEnum

_FORM_ID = re.compile(r"f[a-z2-7]{15}", re.ASCII)
FORM_ID_BYTES = 10


class FormState(StrEnum):
    """A form is there from its first version on, which is published."""

    PUBLISHED = "published"
    RETIRED = "retired"


class ListedState(StrEnum):
    """What a list of forms says of one: also those that are drafted and have no version yet are in it."""

    DRAFT = "draft"
    PUBLISHED = FormState.PUBLISHED.value
    RETIRED = FormState.RETIRED.value


def new_form_id(random: bytes) -> str:
    """An opaque id: "f" and 15 base32 characters (75 bits) of at least 10 random bytes.

    Opaque, since it is part of a namespace that everybody on the server can read.
    """
    if len(random) < FORM_ID_BYTES:
        raise ValueError("a form id takes at least 10 random bytes")
    return "f" + base64.b32encode(random[:FORM_ID_BYTES]).decode("ascii").lower()[:15]


def is_form_id(text: str) -> bool:
    """Whether `text` could have come from `new_form_id`."""
    return _FORM_ID.fullmatch(text) is not None
