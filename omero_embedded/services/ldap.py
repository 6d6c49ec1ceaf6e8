# SPDX-License-Identifier: AGPL-3.0-or-later
"""ILdap: no directory is attached."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.api

from ..call import Call
from .base import Service


class Ldap(Service):
    """Handles the operations of ILdap that look: no directory is attached."""

    interface: ClassVar[type] = omero.api.ILdap

    def getSetting(self, call: Call) -> bool:
        return False

    def searchAll(self, call: Call) -> list[Any]:
        return []

    def discover(self, call: Call) -> list[Any]:
        return []

    def discoverGroups(self, call: Call) -> list[Any]:
        return []
