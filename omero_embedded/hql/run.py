# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs queries as IQuery does: parameters in, objects and r-types out, errors as the real server words them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import omero.model
import omero.sys

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
from ..model.reflect import ENTITIES, Entity, entity_named
from ..pacing import large
from ..permissions import (
    Caller,
    group_permissions,
    may_load,
    require_membership,
)
from ..store import Store
from .errors import HqlError, HqlUsageError, HqlValidationError
from .parameters import NO_LIMIT, bound_values, page_of, refusal
from .rows import decoded
from .translate import LONGEST_KEPT, Plan, translate

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


# ---- running -------------------------------------------------------------------------------------------------------


def _execute(conn: sqlite3.Connection, plan: Plan, params: omero.sys.Parameters | None) -> list[Any]:
    values = bound_values(plan, params)
    limit, offset = page_of(params)
    if not plan.fetches_collections:
        values |= {"limit": limit, "offset": offset}
    return conn.execute(plan.sql, values).fetchall()


def _load_fetched(loader: Loader, plan: Plan, rows: Sequence[Sequence[Any]]) -> None:
    """Tell the loader what a query's rows have selected and fetched."""
    selected = [(o.start, ENTITIES[o.entity].table) for o in plan.outputs if o.kind == "entity"]
    fetches = [
        (
            f.start,
            ENTITIES[f.entity].table if f.entity else "",
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
            if not table:
                loader.fetched_values((parent_table, row[parent]), via, oid)
                continue
            if oid is not None:
                loader.want(table, oid)
            if collection and row[parent] is not None:
                loader.fetched((parent_table, row[parent]), via, oid)
    loader.finish()


def find_all(store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None) -> list[Any]:
    """IQuery.findAllByQuery: the objects of the one selected entity, in the query's order.

    A query that fetches a collection gives each object once and is paged by objects, others by rows. Raises
    QueryException, ApiUsageException, ValidationException, InternalException, SecurityViolation.
    """
    refused = refusal(params)
    if refused is not None:
        raise api_usage(refused)
    with told(hql), store.snapshot() as conn:
        require_membership(conn, caller)
        plan = _PLANS.get(hql, caller)
        rows = _execute(conn, plan, params)
        if len(plan.outputs) != 1 or plan.outputs[0].kind != "entity" or plan.form != "columns":
            if not rows:
                return []
            raise unknown_local("::Ice::EncapsulationException: protocol error: illegal encapsulation")
        output = plan.outputs[0]
        table = ENTITIES[output.entity].table
        if plan.fetches_collections:
            rows = _page_of_objects(rows, output.start, params)
        loader = Loader(conn, caller)
        with large(len(rows)):
            _load_fetched(loader, plan, rows)
        ids = [row[output.start] for row in rows]
        if plan.fetches_collections:
            ids = list(dict.fromkeys(ids))
        return [None if oid is None else loader.get(table, oid) for oid in ids]


def _page_of_objects(rows: list[Any], at: int, params: omero.sys.Parameters | None) -> list[Any]:
    limit, offset = page_of(params)
    if limit == NO_LIMIT and offset == 0:
        return rows
    ids = list(dict.fromkeys(row[at] for row in rows))
    kept = set(ids[offset:] if limit == NO_LIMIT else ids[offset : offset + limit])
    return [row for row in rows if row[at] in kept]


def find_one(store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None) -> Any:
    """IQuery.findByQuery: the one object, or None. Raises ApiUsageException if there are several different ones."""
    found = {id(obj): obj for obj in find_all(store, caller, hql, params)}
    if len(found) > 1:
        raise api_usage(
            "The query given could not return a unique result: query did not return a unique result: "
            f"{len(found)}. Use findAllByQuery, or change the query."
        )
    return next(iter(found.values()), None)


def projection(store: Store, caller: Caller, hql: str, params: omero.sys.Parameters | None = None) -> list[list[Any]]:
    """IQuery.projection: a list of r-types for each row; nulls are None, a row of one null is empty.

    Parameters that cannot be converted let the real server's exception escape; raises UnknownException for them.
    """
    refused = refusal(params)
    if refused is not None:
        raise unknown(f"ome.conditions.ApiUsageException: {refused}")
    with told(hql), store.snapshot() as conn:
        require_membership(conn, caller)
        plan = _PLANS.get(hql, caller)
        if plan.fetches and not any(o.kind == "entity" for o in plan.outputs):
            raise HqlError("query specified join fetching, but the owner was not present in the select list")
        rows = _execute(conn, plan, params)
        loader = Loader(conn, caller)
        with large(len(rows)):
            if any(o.kind == "entity" for o in plan.outputs):
                _load_fetched(loader, plan, rows)
            if plan.fetches_collections:
                rows = _page_of_objects(rows, plan.outputs[0].start, params)
            return decoded(plan, rows, loader, caller)


# ---- by id ---------------------------------------------------------------------------------------------------------


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
    row = conn.execute(f'SELECT {details}, {name} FROM "{entity.table}" WHERE id = ?', (oid,)).fetchone()
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
