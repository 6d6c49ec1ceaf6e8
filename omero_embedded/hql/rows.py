# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of SQL as the r-types that clients get."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from omero.rtypes import (
    RBoolI,
    RDoubleI,
    RFloatI,
    RIntI,
    RListI,
    RLongI,
    RMapI,
    RObjectI,
    RStringI,
    RTimeI,
)

from ..model.mapper import Loader
from ..model.reflect import DISCRIMINATORS, ENTITIES, unit_symbol
from ..permissions import ALL_ALLOWED, Caller, Flags, flags, permissions_text
from .translate import Output, Plan

SCALARS: dict[str, Callable[[Any], Any]] = {
    "long": RLongI,
    "int": RIntI,
    "double": lambda v: RDoubleI(float(v)),
    "float": lambda v: RFloatI(float(v)),
    "bool": lambda v: RBoolI(bool(v)),
    "string": RStringI,
    "timestamp": RTimeI,
    "class": lambda v: RStringI(DISCRIMINATORS.get(v, v)),
    "classname": lambda v: RStringI(ENTITIES[v].java_name),
    "javaclass": lambda v: RStringI(ENTITIES[v].java_name),
    "bytes": lambda v: RStringI(v.hex()),
    "strings": RStringI,
}

Decoder = Callable[[Sequence[Any]], Any]


class _Interned:
    """Makes r-types of one kind, the same instance for a value that comes again and again, such as an owner's id.

    Ice then sends it once; a client cannot tell.
    """

    LIMIT = 4096

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make
        self._known: dict[Any, Any] = {}

    def __call__(self, value: Any) -> Any:
        found = self._known.get(value)
        if found is None:
            found = self._make(value)
            if len(self._known) < self.LIMIT:
                self._known[value] = found
        return found


def _guessed(value: Any) -> Any:
    """An expression of unknown type, such as a parameter as a column."""
    if isinstance(value, int):
        return RLongI(value)
    return RDoubleI(value) if isinstance(value, float) else RStringI(str(value))


def flags_map(perm1: int, allowed: Flags) -> RMapI:
    """Permissions as a query's column: {perm, canLink, canEdit, ...}."""
    found: dict[str, Any] = {"perm": RStringI(permissions_text(perm1))}
    for name in ("link", "edit", "delete", "annotate", "chgrp", "chown"):
        found[f"can{name.capitalize()}"] = RBoolI(getattr(allowed, name))
    return RMapI(found)


def _decoder(output: Output, loader: Loader, caller: Caller) -> Decoder:
    start = output.start
    if output.kind == "entity":
        table = ENTITIES[output.entity].table
        objects = loader.objects
        return lambda row: None if row[start] is None else RObjectI(objects.get((table, row[start])))
    if output.kind == "permissions":
        return lambda row: None if row[start] is None else flags_map(row[start], ALL_ALLOWED)
    if output.kind == "flags":
        return functools.partial(_flags_of_row, output, caller)
    if output.kind == "unit":
        return functools.partial(_unit_of_row, output)
    make = SCALARS.get(output.kind, _guessed)
    if output.kind in ("long", "int", "string", "bool"):
        make = _Interned(make)
    return lambda row: None if row[start] is None else make(row[start])


def _flags_of_row(output: Output, caller: Caller, row: Sequence[Any]) -> Any:
    oid, owner, group, perm1 = row[output.start : output.start + 4]
    if oid is None:
        return None
    perm1 = -1 if perm1 is None else perm1
    return flags_map(perm1, flags(caller, output.entity, owner, group, perm1))


def _unit_of_row(output: Output, row: Sequence[Any]) -> Any:
    value, name = row[output.start], row[output.start + 1]
    if value is None:
        return None
    symbol = unit_symbol(output.unit, name)
    return RMapI({"value": RDoubleI(float(value)), "unit": RStringI(name), "symbol": RStringI(symbol)})


def decoded(plan: Plan, rows: Sequence[Any], loader: Loader, caller: Caller) -> list[list[Any]]:
    decoders = [_decoder(output, loader, caller) for output in plan.outputs]
    if plan.form == "map":
        names = [output.alias for output in plan.outputs]
        return [[RMapI({name: decode(row) for name, decode in zip(names, decoders, strict=True)})] for row in rows]
    if plan.form == "list":
        return [[RListI([decode(row) for decode in decoders])] for row in rows]
    if len(decoders) == 1:
        decode = decoders[0]
        return [[] if (value := decode(row)) is None else [value] for row in rows]
    return [[decode(row) for decode in decoders] for row in rows]
