# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before a history is shown: does OMERO still hold what was verified?

One projection for all histories of an answer. Where it tells something else, a worker reads the stream whole; what is
shown meanwhile is what the seals prove, with a word that it is being checked.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from enum import StrEnum

from omero_forms.domain.errors import FormsError
from omero_forms.kit.identity import Identity
from omero_forms.kit.omero import master_session
from omero_forms.selectors.proven import Prover
from omero_forms.services.records.append import ensure_stream
from omero_forms.services.records.gate import check_site, refusal
from omero_forms.services.records.heads import compare_heads
from omero_forms.services.records.mark import check_later

logger = logging.getLogger(__name__)


class Check(StrEnum):
    """Whether a history is as it was verified, is being checked, or cannot be looked at now."""

    SOUND = "sound"
    CHECKING = "checking"
    UNKNOWN = "unknown"


def look(names: Collection[str], prover: Prover | None = None, known: Identity | None = None) -> dict[str, Check]:
    """What is known of each stream at this moment. `prover` has proven, or will, what else the answer tells of them;
    `known` is what the database is of. Never raises for want of OMERO or set-up: opening a form goes on.
    """
    if not names:
        return {}
    try:
        with master_session() as master:
            check_site(master, known)
            heads = compare_heads(set(names), master, prover)
    except FormsError as fault:
        logger.warning("histories could not be compared with OMERO: %s", fault.code)
        return dict.fromkeys(names, Check.UNKNOWN)
    differing = [name for name in heads.found if not (heads.is_as_verified(name) or heads.is_being_written(name))]
    for name in differing:
        # OMERO may know a history that the database lost.
        if name not in heads.rows:
            ensure_stream(name)
    check_later(differing)
    waiting = {one.name for one in heads.rows.values() if one.next_at is not None}
    return {name: Check.CHECKING if name in waiting or name in differing else Check.SOUND for name in heads.found}


def have_compared(name: str) -> Check:
    """Have a worker compare a stream with OMERO, some of which nothing in the database proves."""
    if refusal() is not None:
        return Check.UNKNOWN
    check_later([name])
    return Check.CHECKING
