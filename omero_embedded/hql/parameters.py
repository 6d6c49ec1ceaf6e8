# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parameters and paging as SQLite takes them."""

from __future__ import annotations

import json
from typing import Any

import omero.sys

import omero

from ..faults import api_usage, internal
from .elements import ParamUse
from .translate import Plan

NO_LIMIT = -1

EXPECTED_RTYPES: dict[str, type] = {
    "long": omero.RLong,
    "int": omero.RInt,
    "double": omero.RDouble,
    "float": omero.RFloat,
    "string": omero.RString,
    "bool": omero.RBool,
    "timestamp": omero.RTime,
}


NOT_CONVERTED: dict[type[Any], str] = {
    omero.RObject: "omero.model.IObject",
    omero.RArray: "[Lomero.RType;",
    omero.RInternal: "omero.RInternal",
}
"""R-types that no parameter can be: the Java class that the server expects of the converted value, which it never is.

In a list objects pass, since only the list is looked at.
"""


def refusal(params: omero.sys.Parameters | None) -> str | None:
    """Why these parameters are refused before anybody reads the query that they are for; None if they are not."""
    given: dict[str, Any] = (params.map if params is not None else None) or {}
    for value in given.values():
        if value is None:
            return "Parameter argument may not be null."
        for rtype, expected in NOT_CONVERTED.items():
            if isinstance(value, rtype) and value._val is not None:
                return f"Value object should be of type: {expected} and not: {type(value._val).__name__}"
    return None


def _plain(value: Any, use: ParamUse) -> Any:
    """A parameter's value for SQLite.

    Raises InternalException for a value of another type than what it is compared with.
    """
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


def bound_values(plan: Plan, params: omero.sys.Parameters | None) -> dict[str, Any]:
    given = (params.map if params is not None else None) or {}
    values: dict[str, Any] = {}
    for use in plan.params:
        value = given.get(use.name)
        if value is None or (isinstance(value, omero.RObject) and value._val is None):
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


def page_of(params: omero.sys.Parameters | None) -> tuple[int, int]:
    """(limit, offset); limit is NO_LIMIT where there is none."""
    page = params.theFilter if params is not None else None
    if page is None:
        return NO_LIMIT, 0
    limit = NO_LIMIT if page.limit is None else page.limit._val
    offset = 0 if page.offset is None else page.offset._val
    return (limit if limit >= 0 else NO_LIMIT), max(offset, 0)
