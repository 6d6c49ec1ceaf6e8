# SPDX-License-Identifier: AGPL-3.0-or-later
"""IRepositoryInfo: how full the server is."""

from __future__ import annotations

from typing import ClassVar

import omero.api

from ..call import Call
from .base import Service


class RepositoryInfo(Service):
    """Handles the operations of IRepositoryInfo."""

    interface: ClassVar[type] = omero.api.IRepositoryInfo

    TOTAL = 10 * 1024 * 1024
    """Kilobytes this server says it has."""

    def getUsedSpaceInKilobytes(self, call: Call) -> int:
        row = call.store.read().execute('SELECT coalesce(sum(length(data)), 0) FROM "FileBlock"').fetchone()
        return int(row[0]) // 1024

    def getFreeSpaceInKilobytes(self, call: Call) -> int:
        return self.TOTAL - self.getUsedSpaceInKilobytes(call)

    def getUsageFraction(self, call: Call) -> float:
        return self.getUsedSpaceInKilobytes(call) / self.TOTAL

    def sanityCheckRepository(self, call: Call) -> None:
        pass

    def removeUnusedFiles(self, call: Call) -> None:
        pass
