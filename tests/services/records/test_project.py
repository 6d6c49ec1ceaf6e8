# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of record that is built on has its place in the read model, or is named as having none."""

from __future__ import annotations

from omero_forms.domain.records.kinds import KINDS
from omero_forms.services.records.project import HANDLERS

READ_ELSEWHERE = {"key.added", "key.retired", "site"}
"""Kinds that change nothing in the read model: they are read before all writing, or where a key is looked for."""


def test_each_kind_in_use_has_a_handler_or_is_named_as_having_none() -> None:
    in_use = {kind.name for kind in KINDS.values() if kind.in_use}
    assert in_use == HANDLERS.keys() | READ_ELSEWHERE
    assert not HANDLERS.keys() & READ_ELSEWHERE
