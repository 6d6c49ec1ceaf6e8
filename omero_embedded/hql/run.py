# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs queries as IQuery does: parameters in, objects and r-types out, errors as the real server words them."""

from __future__ import annotations

import functools
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import omero.model
import omero.sys
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
)  # fmt: skip

import omero

from ..faults import (
    api_usage,
    internal,
    query_error,
    security_violation,
    unknown,
    unknown_local,
    validation,
)
from ..model import schema
from ..model.mapper import Loader
from ..model.reflect import DISCRIMINATORS, ENTITIES, Entity, entity_named, unit_symbol
from ..permissions import (
    ALL_ALLOWED,
    Caller,
    Flags,
    flags,
    group_permissions,
    may_load,
    permissions_text,
    require_membership,
)
from ..store import Store
from .errors import HqlError, HqlUsageError, HqlValidationError
from .expressions import ParamUse
from .translate import LONGEST_KEPT, Output, Plan, translate

NO_LIMIT = -1
PLANS_KEPT = 2000
LONGEST_QUOTED = 2000
"""Characters of a query that are repeated in the message about it."""


class _Plans:
    """Translated queries by query and what of the caller they depend on, the least recently made thrown away first."""

    def __init__(self) -> None:
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._lock = threading.Lock()

    def get(self, hql: str, caller: Caller) -> Plan:
        key = (
            hql, caller.user_id, caller.group_id, caller.is_admin, caller.member_of, caller.leader_of,
            caller.may("ReadSession"),
        )  # fmt: skip
        plan = self._plans.get(key)
        if plan is None:
            plan = translate(hql, caller)
            if len(hql) > LONGEST_KEPT:
                return plan
            with self._lock:
                while len(self._plans) >= PLANS_KEPT:
                    self._plans.pop(next(iter(self._plans)))
                self._plans[key] = plan
        return plan


_PLANS = _Plans()


@contextmanager
def told(hql: str) -> Iterator[None]:
    """Turn what is wrong with a query into what the client gets."""
    text = hql if len(hql) <= LONGEST_QUOTED else f"{hql[:LONGEST_QUOTED]}..."
    try:
        yield
    except HqlError as error:
        raise query_error(f"Illegal query:{text}\n{error} [{text}]") from None
    except RecursionError:
        raise query_error(f"Illegal query:{text}\nnested too deeply") from None
    except HqlUsageError as error:
        raise api_usage(f"{error} [{text}]") from None
    except HqlValidationError as error:
        raise validation(f"{error} [{text}]") from None
    except (sqlite3.InterfaceError, OverflowError) as error:
        raise internal(str(error)) from error
    except sqlite3.OperationalError as error:
        raise api_usage(f"could not execute query; {error} [{text}]") from error


# ---- parameters ----------------------------------------------------------------------------------------------------------

EXPECTED_RTYPES: dict[str, type] = {
    "long": omero.RLong,
    "int": omero.RInt,
    "double": omero.RDouble,
    "float": omero.RFloat,
    "string": omero.RString,
    "bool": omero.RBool,
    "timestamp": omero.RTime,
}


def _plain(value: Any, use: ParamUse) -> Any:
    """A parameter's value for SQLite. Raises InternalException for a value of another type than what it is compared with."""
    if isinstance(value, omero.model.IObject):
        value = RObjectI(value)
    if isinstance(value, omero.RObject):
        obj = value._val
        if use.type not in ("", "entity") or obj is None or obj._id is None:
            raise internal(f"parameter {use.name} is an object where a {use.type} belongs")
        return obj._id._val
    wanted = EXPECTED_RTYPES.get(use.type)
    if use.type == "entity" or (wanted is not None and not isinstance(value, wanted)):
        raise internal(f"parameter {use.name}: {type(value).__name__} cannot be cast to {use.type}")
    if isinstance(value, omero.RBool):
        return int(value._val)
    if isinstance(value, omero.RCollection):
        raise api_usage(f"could not execute query: a list for {use.name}")
    return value._val


def _values(plan: Plan, params: omero.sys.Parameters | None) -> dict[str, Any]:
    given = (params.map if params is not None else None) or {}
    if any(value is None for value in given.values()):
        raise unknown("ome.conditions.ApiUsageException: Parameter argument may not be null.")
    values: dict[str, Any] = {}
    for use in plan.params:
        value = given.get(use.name)
        if value is None:
            raise api_usage(f"Null parameters not allowed: {use.name}")
        if use.many:
            items = value._val if isinstance(value, omero.RCollection) else [value]
            if not items:
                raise api_usage(f"unexpected end of subtree: an empty list for {use.name}")
            if any(item is None for item in items):
                raise api_usage(f"null in the list {use.name}")
            values[use.key] = json.dumps([_plain(item, use) for item in items])
        elif isinstance(value, omero.RCollection):
            if not value._val:
                raise api_usage(f"unexpected end of subtree: an empty list for {use.name}")
            if len(value._val) > 1:
                raise api_usage(f"could not execute query: a list for {use.name}")
            values[use.key] = _plain(value._val[0], use)
        else:
            values[use.key] = _plain(value, use)
    return values


def _page(params: omero.sys.Parameters | None) -> tuple[int, int]:
    """(limit, offset); limit is NO_LIMIT where there is none."""
    page = params.theFilter if params is not None else None
    if page is None:
        return NO_LIMIT, 0
    limit = NO_LIMIT if page.limit is None else page.limit._val
    offset = 0 if page.offset is None else page.offset._val
    return (limit if limit >= 0 else NO_LIMIT), max(offset, 0)


# ---- running -------------------------------------------------------------------------------------------------------------


def _execute(
    conn: sqlite3.Connection, plan: Plan, params: omero.sys.Parameters | None
) -> list[Any]:
    values = _values(plan, params)
    limit, offset = _page(params)
    if not plan.fetches_collections:
        values |= {"limit": limit, "offset": offset}
    return conn.execute(plan.sql, values).fetchall()


def _load_fetched(loader: Loader, plan: Plan, rows: Sequence[Sequence[Any]]) -> None:
    """Tell the loader what a query's rows have selected and fetched."""
    selected = [(o.start, ENTITIES[o.entity].table) for o in plan.outputs if o.kind == "entity"]
    fetches = [
        (
            f.start,
            ENTITIES[f.entity].table,
            f.parent,
            ENTITIES[f.parent_entity].table,
            f.via,
            f.collection,
        )
        for f in plan.fetches
    ]
    for row in rows:
        for start, table in selected:
            loader.want(table, row[start])
        for start, table, parent, parent_table, via, collection in fetches:
            oid = row[start]
            if oid is not None:
                loader.want(table, oid)
            if collection and row[parent] is not None:
                loader.fetched((parent_table, row[parent]), via, oid)
    loader.finish()


def find_all(
    store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None
) -> list[Any]:
    """IQuery.findAllByQuery: the objects of the one selected entity, in the query's order.

    A query that fetches a collection gives each object once and is paged by objects, others by rows. Raises
    QueryException, ApiUsageException, ValidationException, InternalException, SecurityViolation.
    """
    with told(hql), store.snapshot() as conn:
        require_membership(conn, caller)
        plan = _PLANS.get(hql, caller)
        rows = _execute(conn, plan, params)
        if len(plan.outputs) != 1 or plan.outputs[0].kind != "entity" or plan.form != "columns":
            if not rows:
                return []
            raise unknown_local(
                "::Ice::EncapsulationException: protocol error: illegal encapsulation"
            )
        output = plan.outputs[0]
        table = ENTITIES[output.entity].table
        if plan.fetches_collections:
            rows = _page_of_objects(rows, output.start, params)
        loader = Loader(conn, caller)
        _load_fetched(loader, plan, rows)
        ids = [row[output.start] for row in rows]
        if plan.fetches_collections:
            ids = list(dict.fromkeys(ids))
        return [None if oid is None else loader.get(table, oid) for oid in ids]


def _page_of_objects(rows: list[Any], at: int, params: omero.sys.Parameters | None) -> list[Any]:
    limit, offset = _page(params)
    if limit == NO_LIMIT and offset == 0:
        return rows
    ids = list(dict.fromkeys(row[at] for row in rows))
    kept = set(ids[offset:] if limit == NO_LIMIT else ids[offset : offset + limit])
    return [row for row in rows if row[at] in kept]


def find_one(
    store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None
) -> Any:
    """IQuery.findByQuery: the one object, or None. Raises ApiUsageException if there are several different ones."""
    found = {id(obj): obj for obj in find_all(store, caller, hql, params)}
    if len(found) > 1:
        raise api_usage(
            "The query given could not return a unique result: query did not return a unique result: "
            f"{len(found)}. Use findAllByQuery, or change the query."
        )
    return next(iter(found.values()), None)


def projection(
    store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None
) -> list[list[Any]]:
    """IQuery.projection: a list of r-types for each row; nulls are None, a row of one null is empty."""
    with told(hql), store.snapshot() as conn:
        require_membership(conn, caller)
        plan = _PLANS.get(hql, caller)
        if plan.fetches and not any(o.kind == "entity" for o in plan.outputs):
            raise HqlError(
                "query specified join fetching, but the owner was not present in the select list"
            )
        rows = _execute(conn, plan, params)
        loader = Loader(conn, caller)
        if any(o.kind == "entity" for o in plan.outputs):
            _load_fetched(loader, plan, rows)
        if plan.fetches_collections:
            rows = _page_of_objects(rows, plan.outputs[0].start, params)
        return _decoded(plan, rows, loader, caller)


# ---- rows as r-types -------------------------------------------------------------------------------------------------------

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
        return lambda row: (
            None if row[start] is None else RObjectI(objects.get((table, row[start])))
        )
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
    return RMapI(
        {"value": RDoubleI(float(value)), "unit": RStringI(name), "symbol": RStringI(symbol)}
    )


def _decoded(plan: Plan, rows: Sequence[Any], loader: Loader, caller: Caller) -> list[list[Any]]:
    decoders = [_decoder(output, loader, caller) for output in plan.outputs]
    if plan.form == "map":
        names = [output.alias for output in plan.outputs]
        return [
            [RMapI({name: decode(row) for name, decode in zip(names, decoders, strict=True)})]
            for row in rows
        ]
    if plan.form == "list":
        return [[RListI([decode(row) for decode in decoders])] for row in rows]
    if len(decoders) == 1:
        decode = decoders[0]
        return [[] if (value := decode(row)) is None else [value] for row in rows]
    return [[decode(row) for decode in decoders] for row in rows]


# ---- by id -----------------------------------------------------------------------------------------------------------------


def instantiable(cls_name: str) -> Entity:
    """The entity that IQuery.get and its like are asked for. Raises ApiUsageException for unknown and abstract ones."""
    entity = entity_named(cls_name)
    if entity is None or entity.abstract:
        raise api_usage(f"{cls_name} does not specify a valid class.")
    return entity


def find(store: Store, caller: Caller, cls_name: str, oid: int) -> Any:
    """IQuery.find: the object, or None. Raises SecurityViolation for one that the caller may not load."""
    entity = instantiable(cls_name)
    with store.snapshot() as conn:
        require_membership(conn, caller)
        return load_checked(conn, caller, entity, oid)


def get(store: Store, caller: Caller, cls_name: str, oid: int) -> Any:
    """IQuery.get: like `find`, but raises ValidationException where there is no such object."""
    found = find(store, caller, cls_name, oid)
    if found is None:
        entity = instantiable(cls_name)
        raise validation(
            f"The requested object (ome.model.{entity.name},{oid}) is not available. No row with the given "
            f"identifier exists: [{entity.java_name}#{oid}]"
        )
    return found


def load_checked(conn: sqlite3.Connection, caller: Caller, entity: Entity, oid: int) -> Any:
    """Load one object by id, or None. Raises SecurityViolation if the caller may not load it."""
    details = "owner_id, group_id" if not entity.is_global else "NULL, NULL"
    name = "discriminator" if schema.has_discriminator(entity) else f"'{entity.name}'"
    row = conn.execute(
        f'SELECT {details}, {name} FROM "{entity.table}" WHERE id = ?', (oid,)
    ).fetchone()
    if row is None or row[2] not in entity.descendants:
        return None
    owner, group, found = row
    perm1 = -1 if group is None else group_permissions(conn, group)
    if not may_load(caller, entity, owner, group, perm1):
        raise security_violation(f"Cannot read {ENTITIES[found].java_name}:Id_{oid}")
    loader = Loader(conn, caller)
    loader.want(entity.table, oid)
    loader.finish()
    return loader.get(entity.table, oid)
