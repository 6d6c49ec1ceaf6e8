# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database says of an object that is being saved."""

from __future__ import annotations

from typing import Any

from ..faults import security_violation
from ..model.reflect import ENTITIES, Entity
from ..permissions import Caller, flags, group_permissions, may_load
from ..store import Tx


class Stored:
    """What the database says of one object."""

    def __init__(self, tx: Tx, entity: Entity, oid: int, row: dict[str, Any]) -> None:
        self.entity, self.oid, self.row = entity, oid, row
        self.owner: int | None = row.get("owner_id")
        self.group: int | None = row.get("group_id")
        self.perm1 = -1 if self.group is None else group_permissions(tx.conn, self.group)

    @classmethod
    def read(cls, tx: Tx, entity: Entity, oid: int) -> Stored | None:
        cursor = tx.conn.execute(f'SELECT * FROM "{entity.table}" WHERE id = ?', (oid,))
        values = cursor.fetchone()
        if values is None:
            return None
        row = dict(zip([d[0] for d in cursor.description], values, strict=True))
        name = row.get("discriminator", entity.name)
        if name not in entity.descendants:
            return None
        return cls(tx, ENTITIES[name], oid, row)

    def check_load(self, caller: Caller) -> None:
        if not may_load(caller, self.entity, self.owner, self.group, self.perm1):
            raise security_violation(f"Cannot read {self.entity.java_name}:Id_{self.oid}")

    def flags(self, caller: Caller) -> Any:
        return flags(caller, self.entity.name, self.owner, self.group, self.perm1)


def no_row(entity: Entity, oid: int) -> str:
    return (
        f"No row with the given identifier exists: [{entity.java_name}#{oid}]; nested exception is "
        f"org.hibernate.ObjectNotFoundException: No row with the given identifier exists: [{entity.java_name}#{oid}]"
    )
