# SPDX-License-Identifier: AGPL-3.0-or-later
"""IConfig."""

from __future__ import annotations

import time
from typing import Any, ClassVar

import omero.api
from omero.rtypes import rtime

from ..call import Call
from ..config import VERSION
from ..faults import internal
from .base import Service, admins_only

NO_DEFAULTS = (
    "in reading omero.properties: class path resource [omero.properties] cannot be opened because it does not exist"
)
"""What real servers answer, which look for a file that their packages no longer have."""


class ConfigService(Service):
    """Handles the operations of IConfig."""

    interface: ClassVar[type] = omero.api.IConfig

    def getVersion(self, call: Call) -> str:
        return VERSION

    def getConfigValue(self, call: Call, key: str) -> str:
        return call.backend.config.value(call.caller, key)

    def getConfigValues(self, call: Call, pattern: str) -> dict[str, str]:
        return call.backend.config.matching(call.caller, pattern)

    @admins_only
    def getConfigDefaults(self, call: Call) -> dict[str, str]:
        raise internal(NO_DEFAULTS)

    def getClientConfigValues(self, call: Call) -> dict[str, str]:
        return call.backend.config.client_values()

    def getClientConfigDefaults(self, call: Call) -> dict[str, str]:
        raise internal(NO_DEFAULTS)

    @admins_only
    def setConfigValue(self, call: Call, key: str, value: str) -> None:
        call.backend.config.set(key, value)

    @admins_only
    def setConfigValueIfEquals(self, call: Call, key: str, value: str, test: str) -> bool:
        if call.backend.config.value(call.caller, key) != test:
            return False
        call.backend.config.set(key, value)
        return True

    def getDatabaseUuid(self, call: Call) -> str:
        return call.store.database_uuid

    def getDatabaseTime(self, call: Call) -> Any:
        return rtime(int(time.time() * 1000))

    def getServerTime(self, call: Call) -> Any:
        return rtime(int(time.time() * 1000))
