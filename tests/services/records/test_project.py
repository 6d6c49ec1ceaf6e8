# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every kind of record that is built on has its place in the read model, or is named as having none."""

from __future__ import annotations

from omero_forms.domain.records.kinds import KINDS
from omero_forms.services.records.project import HANDLERS

PROVE_OTHERS = {"redaction"}
"""Kinds that are read where another record is proven, and change nothing in the read model."""


def test_each_kind_in_use_has_a_handler_or_is_named_as_having_none() -> None:
    in_use = {kind.name for kind in KINDS.values() if kind.in_use}
    assert in_use == HANDLERS.keys() | PROVE_OTHERS
    assert not HANDLERS.keys() & PROVE_OTHERS
