# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why nothing is added to a history any more, until an admin has looked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import noop, t


class Stop(StrEnum):
    """What stops a stream: two proven records of one number, or a proven one that follows on none."""

    FORK = "fork"
    GAP = "gap"
    NEWER = "newer"
    """A record that only a later version understands."""


SENTENCES: Mapping[Stop, str] = MappingProxyType(
    {
        Stop.FORK: noop(
            "Two different records have the same number here. Nothing can be added until an admin has looked."
        ),
        Stop.GAP: noop(
            "A record is missing here, and later ones are there. Nothing can be added until an admin has looked."
        ),
        Stop.NEWER: noop(
            "This history goes on in records made by a newer version of the forms service. Nothing can be added until an "
            "admin has updated this one."
        ),
    }
)
"""For whoever opens the history. Whoever submitted answers is told where those are, too."""


def history_stopped(reason: Stop) -> FormsError:
    """The error for a stream that was stopped for this reason: `history_stopped`, or `needs_newer_version`."""
    if reason is Stop.NEWER:
        return error("needs_newer_version")
    message = " ".join([t(SENTENCES[reason]), t("Your answers stay in this browser.")])
    return error("history_stopped", message=message, details={"reason": reason})
