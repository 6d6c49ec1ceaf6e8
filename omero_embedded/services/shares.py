# SPDX-License-Identifier: AGPL-3.0-or-later
"""IShare: there are no shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api

from ..call import Call
from ..faults import validation
from .base import Service


class Share(Service):
    """Handles those operations of IShare that only look: there are no shares."""

    interface: ClassVar[type] = omero.api.IShare

    def getOwnShares(self, call: Call, active: bool) -> list[Any]:
        return []

    def getMemberShares(self, call: Call, active: bool) -> list[Any]:
        return []

    def getSharesOwnedBy(self, call: Call, user: Any, active: bool) -> list[Any]:
        return []

    def getMemberSharesFor(self, call: Call, user: Any, active: bool) -> list[Any]:
        return []

    def getContents(self, call: Call, share_id: int) -> list[Any]:
        raise validation(f"No share with id: {share_id}")

    def getMemberCount(self, call: Call, ids: Sequence[int]) -> dict[int, int]:
        return {}

    def getCommentCount(self, call: Call, ids: Sequence[int]) -> dict[int, int]:
        return dict.fromkeys(ids or [], 0)

    def deactivate(self, call: Call) -> None:
        pass

    def activate(self, call: Call, share_id: int) -> None:
        raise validation(f"No share with id: {share_id}")

    def getShare(self, call: Call, share_id: int) -> Any:
        return None
