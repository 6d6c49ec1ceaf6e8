# SPDX-License-Identifier: AGPL-3.0-or-later
"""One policy as the API takes it: an entry of a file of policies, as JSON, for a group that is named beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.policies.policy import PolicyTerms
from omero_forms.domain.policies.words import terms_of

ENTRY = "/policies/0"


def terms_of_entry(written: Mapping[str, Any], group_id: int) -> PolicyTerms:
    """What it says; forms are named by their ids. Raises `policy_invalid` with pointers into the entry."""
    try:
        return terms_of({**written, "group": group_id})
    except FormsError as fault:
        problems = [{**one, "pointer": one["pointer"].removeprefix(ENTRY)} for one in fault.details["problems"]]
        raise error(fault.code, details={"problems": problems}) from None
