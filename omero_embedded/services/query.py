# SPDX-License-Identifier: AGPL-3.0-or-later
"""IQuery."""

from __future__ import annotations

from typing import Any, ClassVar

import omero.api
import omero.sys

import omero

from ..call import Call, parameters
from ..faults import api_usage, security_violation
from ..hql import run
from .base import Service, entity_or_refuse
from .search import first_results


def _with_filter(params: Any, page: Any) -> Any:
    """`params` with a Filter's paging, if the client sent one."""
    params = params or omero.sys.ParametersI()
    if page is not None:
        params.theFilter = page
    return params


class Query(Service):
    """Handles the operations of IQuery."""

    interface: ClassVar[type] = omero.api.IQuery

    def get(self, call: Call, name: str, oid: int) -> Any:
        return run.get(call.store, call.caller, name, oid)

    def find(self, call: Call, name: str, oid: int) -> Any:
        return run.find(call.store, call.caller, name, oid)

    def findAll(self, call: Call, name: str, page: Any) -> list[Any]:
        entity = entity_or_refuse(name)
        return run.find_all(call.store, call.caller, f"select o from {entity.name} o", _with_filter(None, page))

    def findByQuery(self, call: Call, hql: str, params: Any) -> Any:
        return run.find_one(call.store, call.caller, hql, params)

    def findAllByQuery(self, call: Call, hql: str, params: Any) -> list[Any]:
        return run.find_all(call.store, call.caller, hql, params)

    def projection(self, call: Call, hql: str, params: Any) -> list[list[Any]]:
        return run.projection(call.store, call.caller, hql, params)

    def findByString(self, call: Call, name: str, field: str, value: str) -> Any:
        hql = f"select o from {entity_or_refuse(name).name} o where o.{_field(name, field)} = :value"
        return run.find_one(call.store, call.caller, hql, parameters(value=value))

    def findAllByString(self, call: Call, name: str, field: str, value: str, exact_case: bool, page: Any) -> list[Any]:
        entity, column = entity_or_refuse(name), _field(name, field)
        if exact_case:
            hql = f"select o from {entity.name} o where o.{column} = :value"
            params = parameters(value=value)
        else:
            hql = f"select o from {entity.name} o where lower(o.{column}) like :value"
            params = parameters(value=f"%{value.lower()}%")
        return run.find_all(call.store, call.caller, hql, _with_filter(params, page))

    def findByExample(self, call: Call, example: Any) -> Any:
        hql, params = _like_example(example)
        return run.find_one(call.store, call.caller, hql, params)

    def findAllByExample(self, call: Call, example: Any, page: Any) -> list[Any]:
        hql, params = _like_example(example)
        return run.find_all(call.store, call.caller, hql, _with_filter(params, page))

    def findAllByFullText(self, call: Call, name: str, text: str, params: Any) -> list[Any]:
        return first_results(call, entity_or_refuse(name), text, params)

    def refresh(self, call: Call, obj: Any) -> Any:
        raise security_violation("This method allows no remote access.")


def _field(name: str, field: str) -> str:
    entity = entity_or_refuse(name)
    if field != "id" and field not in entity.properties:
        raise api_usage(f"{field} is not a property of {entity.name}")
    return field


def _like_example(example: Any) -> tuple[str, Any]:
    """A query for objects whose plain values are those that the example has."""
    entity = entity_or_refuse(type(example).__name__)
    params = omero.sys.ParametersI()
    conditions = []
    for prop in entity.columns:
        value = getattr(example, prop.attribute, None)
        if prop.kind == "value" and value is not None:
            params.add(prop.name, value)
            conditions.append(f"o.{prop.name} = :{prop.name}")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    return f"select o from {entity.name} o{where}", params
