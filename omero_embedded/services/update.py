# SPDX-License-Identifier: AGPL-3.0-or-later
"""IUpdate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import omero.api
import omero.model

from .. import updates
from ..call import Call
from ..faults import api_usage
from .base import Service

OF_ACCOUNTS = (
    omero.model.Experimenter,
    omero.model.ExperimenterGroup,
    omero.model.GroupExperimenterMap,
)


class Update(Service):
    """Handles the operations of IUpdate."""

    interface: ClassVar[type] = omero.api.IUpdate

    def saveObject(self, call: Call, obj: Any) -> None:
        self._save(call, [_not_null(obj)])

    def saveAndReturnObject(self, call: Call, obj: Any) -> Any:
        return self._save_and_return(call, [_not_null(obj)])[0]

    def saveCollection(self, call: Call, objects: Sequence[Any]) -> None:
        self._save(call, objects)

    def saveArray(self, call: Call, objects: Sequence[Any]) -> None:
        self._save(call, objects)

    def saveAndReturnArray(self, call: Call, objects: Sequence[Any]) -> list[Any]:
        return self._save_and_return(call, objects)

    def saveAndReturnIds(self, call: Call, objects: Sequence[Any]) -> list[int]:
        return self._save(call, objects)

    def deleteObject(self, call: Call, obj: Any) -> None:
        updates.delete_object(call.store, call.caller, _not_null(obj))
        self._settle(call, [obj])

    def indexObject(self, call: Call, obj: Any) -> None:
        updates.index_object(call.store, call.caller, _not_null(obj))

    @staticmethod
    def _save(call: Call, objects: Sequence[Any]) -> list[int]:
        ids = updates.save(call.store, call.caller, list(objects or []))
        Update._settle(call, objects or [])
        return ids

    @staticmethod
    def _save_and_return(call: Call, objects: Sequence[Any]) -> list[Any]:
        saved = updates.save_and_return(call.store, call.caller, list(objects or []))
        Update._settle(call, objects or [])
        return saved

    @staticmethod
    def _settle(call: Call, objects: Sequence[Any]) -> None:
        if any(isinstance(obj, OF_ACCOUNTS) for obj in objects):
            call.backend.accounts.forget()
        call.backend.indexer.wake()


def _not_null(obj: Any) -> Any:
    if obj is None:
        raise api_usage("null object")
    return obj
