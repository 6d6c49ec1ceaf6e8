# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objects of omero.model as this server makes and names them."""

from __future__ import annotations

import functools
from typing import Any

import omero.model
from omero.rtypes import RLongI

import omero

from .reflect import ENTITIES

Key = tuple[str, int]
"""(table, id)"""


def _real(value: Any) -> float:
    return float(value)


@functools.cache
def _blank(class_name: str, *, is_loaded: bool) -> tuple[Any, dict[str, Any], tuple[str, ...]]:
    """(class, attributes, names of the lists and maps among them) of a new object whose collections are unloaded.

    Copying these is several times faster than the generated constructors, whose attributes all pass through Python.
    """
    cls: Any = ENTITIES[class_name].python_class
    sample = cls(0, is_loaded)
    if is_loaded:
        sample.unloadCollections()
    state = dict(sample.__dict__)
    return (
        cls,
        state,
        tuple(name for name, value in state.items() if isinstance(value, list | dict)),
    )


def _made(class_name: str, oid: int, *, is_loaded: bool) -> Any:
    cls, state, lists = _blank(class_name, is_loaded=is_loaded)
    obj = cls.__new__(cls)
    obj.__dict__.update(state)
    for name in lists:
        obj.__dict__[name] = type(state[name])()
    obj.__dict__["_id"] = RLongI(oid)
    return obj


def proxy(class_name: str, oid: int) -> Any:
    """An unloaded object."""
    return _made(class_name, oid, is_loaded=False)


def loaded(class_name: str, oid: int) -> Any:
    """A loaded object with empty fields and details, whose collections are unloaded."""
    obj = _made(class_name, oid, is_loaded=True)
    obj.__dict__["_details"] = omero.model.DetailsI()
    return obj


def unit(kind: str, value: float, name: str) -> Any:
    """A unit's object: ('Length', 0.5, 'MICROMETER')."""
    enumeration = getattr(omero.model.enums, f"Units{kind}")
    return getattr(omero.model, f"{kind}I")(_real(value), getattr(enumeration, name))


@functools.cache
def _name_of_class(cls: Any) -> str:
    return cls.__name__.removesuffix("I")


def class_name(obj: Any) -> str:
    """The entity's name of a model object."""
    cls: Any = type(obj)
    return _name_of_class(cls)
