# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened, in sentences."""

from __future__ import annotations

import pytest

from omero_forms.domain.events import KINDS, EventName, sentence

DETAILS = {
    "form": "f1", "policy": "1", "name": "Every dataset is described", "group": "Zeller lab", "version": 2,
    "types": ["Dataset", "Plate"], "changed": {"grace": [3, 7]}, "message": "", "owners": ["ada", "jonas"],
}  # fmt: skip


@pytest.mark.parametrize("event", [name for name in EventName if name.split(".")[0] in {"form", "policy"}])
def test_the_name_of_a_form_or_policy_does_not_run_into_the_sentence(event: EventName) -> None:
    told = sentence(event, {key: DETAILS[key] for key in KINDS[event].details})
    assert told.count("“Every dataset is described”") == 1
    assert told.replace("“Every dataset is described”", "").isascii()


def test_who_made_a_policy_made_it_of_a_group() -> None:
    made = {"policy": "1", "name": "Every dataset is described", "group": "Zeller lab"}
    assert sentence(EventName.POLICY_MADE, made) == "made the policy “Every dataset is described” of Zeller lab"
