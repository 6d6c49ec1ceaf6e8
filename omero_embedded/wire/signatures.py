# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the generated code says of an interface's operations.

`IcePy.Operation` objects cannot be asked what they are, so the lines that make them are read from omero-py's generated
modules: whether an operation is dispatched asynchronously (AMD) and whether it returns anything.
"""

from __future__ import annotations

import functools
import keyword
import re
from dataclasses import dataclass
from pathlib import Path

import omero

_DEFINITION = re.compile(
    r"^ +(?P<cls>\w+)\._op_(?P<op>\w+) = IcePy\.Operation\('\w+', [\w.]+, [\w.]+, (?P<amd>True|False), .*$",
    re.MULTILINE,
)
_VOID_TAIL = re.compile(r", None, \([^()]*\)\)$")
_MODULES = (
    "omero_api_*_ice.py",
    "omero_API_ice.py",
    "omero_cmd_API_ice.py",
    "omero_ServicesF_ice.py",
    "omero_SharedResources_ice.py",
    "omero_Repositories_ice.py",
    "omero_Tables_ice.py",
    "omero_Scripts_ice.py",
    "Glacier2_*_ice.py",
    "Ice_Router_ice.py",
)


@dataclass(frozen=True)
class Operation:
    """One operation of an interface. `void` operations return nothing to the client."""

    name: str
    asynchronous: bool
    void: bool

    @property
    def dispatched_as(self) -> str:
        """The method of a servant that Ice calls."""
        if self.asynchronous:
            return f"{self.name}_async"
        return f"_{self.name}" if keyword.iskeyword(self.name) else self.name

    @property
    def method(self) -> str:
        """The method of one of our services that does the work."""
        return f"{self.name}_" if keyword.iskeyword(self.name) else self.name


@functools.cache
def _all_definitions() -> dict[str, dict[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    folder = Path(omero.__file__).parent.parent
    for pattern in _MODULES:
        for path in folder.glob(pattern):
            for match in _DEFINITION.finditer(path.read_text(encoding="utf-8")):
                operation = Operation(match["op"], match["amd"] == "True", _VOID_TAIL.search(match[0]) is not None)
                found.setdefault(match["cls"], {})[operation.name] = operation
    return found


def operations_of(interface: type) -> list[Operation]:
    """All operations of an interface, inherited ones included, without Ice's own (`ice_ping` ...).

    Raises LookupError when an operation's definition is in a module that is not read: clients would wait for it for
    ever.
    """
    found: dict[str, Operation] = {}
    for base in reversed(interface.__mro__):
        definitions = _all_definitions().get(base.__name__, {})
        for attribute in vars(base):
            if attribute.startswith("_op_") and not attribute.startswith("_op_ice_"):
                name = attribute.removeprefix("_op_")
                if name not in definitions:
                    raise LookupError(f"no definition of {base.__name__}.{name}")
                found[name] = definitions[name]
    return list(found.values())
