# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services behind `omero.api`: a module for each interface, or for a few that belong together.

A module registers its services as it is imported, and this package imports all that are in it: a new one is one file,
and a line in `tests/embedded/test_offered.py`. How a session hands them out is in `factory.py`.
"""

from __future__ import annotations

import importlib
import pkgutil

from .base import STATEFUL, STATELESS

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["STATEFUL", "STATELESS"]
