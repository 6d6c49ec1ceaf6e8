# SPDX-License-Identifier: AGPL-3.0-or-later
"""A form: its id and its states."""

from __future__ import annotations

import re
from enum import StrEnum

from omero_forms.domain.refs import opaque_id

_FORM_ID = re.compile(r"f[a-z2-7]{15}", re.ASCII)


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
    """An opaque id, which begins with "f"."""
    return opaque_id("f", random)


def is_form_id(text: str) -> bool:
    """Whether `text` could have come from `new_form_id`."""
    return _FORM_ID.fullmatch(text) is not None
