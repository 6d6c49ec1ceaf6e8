# SPDX-License-Identifier: AGPL-3.0-or-later
"""IScript: there are no scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api

from ..call import Call
from ..faults import api_usage
from .base import Service


class Scripts(Service):
    """Handles the operations of IScript that look: there are no scripts."""

    interface: ClassVar[type] = omero.api.IScript

    def getScripts(self, call: Call) -> list[Any]:
        return []

    def getScriptsByMimetype(self, call: Call, mimetype: str) -> list[Any]:
        return []

    def getUserScripts(self, call: Call, parties: Sequence[Any]) -> list[Any]:
        return []

    def getScriptID(self, call: Call, path: str) -> int:
        return -1

    def getParams(self, call: Call, script_id: int) -> Any:
        raise api_usage(f"No script with id {script_id}")

    def canRunScript(self, call: Call, script_id: int) -> bool:
        return False
