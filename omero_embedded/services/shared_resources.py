# SPDX-License-Identifier: AGPL-3.0-or-later
"""SharedResources: neither processors nor tables nor repositories."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.grid

import omero

from ..call import Call
from ..faults import internal
from .base import Service


class SharedResources(Service):
    """Handles the operations of SharedResources: no processors, no tables, no repositories."""

    interface: ClassVar[type] = omero.grid.SharedResources

    def repositories(self, call: Call) -> Any:
        return omero.grid.RepositoryMap(descriptions=[], proxies=[])

    def areTablesEnabled(self, call: Call) -> bool:
        return False

    def newTable(self, call: Call, repository: int, path: str) -> Any:
        return None

    def openTable(self, call: Call, file: Any) -> Any:
        raise internal("No table service: tables are not implemented by the embedded server")

    def getScriptRepository(self, call: Call) -> Any:
        return None

    def acquireProcessor(self, call: Call, job: Any, seconds: int) -> Any:
        raise omero.NoProcessorAvailable("", "", "scripts are not implemented by the embedded server", 0)

    def addProcessor(self, call: Call, processor: Any) -> None:
        pass

    def removeProcessor(self, call: Call, processor: Any) -> None:
        pass
