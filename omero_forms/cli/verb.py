# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a verb is."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from omero_forms.cli.output import Output


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. `run` returns the exit status; a FormsError that it raises is told to the person and gives 1."""

    name: str
    summary: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Output], int]
    old_names: tuple[str, ...] = ()
    """What it was called once. Scripts may still say so; no help mentions it."""
    needs_omero: bool = True
    """False where it asks the database alone, and imports nothing that imports `omero`: then it takes
    half of the time.
    """
    is_alone: Callable[[argparse.Namespace], bool] = lambda _args: False
    """Whether it needs neither OMERO.web's settings nor Django, called so."""


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """`configure` of a verb that takes none."""


def all_verbs() -> list[Verb]:
    """The verbs of all modules in :mod:`omero_forms.cli.verbs`, by name."""
    from omero_forms.cli import verbs

    found = [
        importlib.import_module(f"{verbs.__name__}.{module.name}").VERB
        for module in pkgutil.iter_modules(verbs.__path__)
    ]
    return sorted(found, key=lambda verb: str(verb.name))
