# SPDX-License-Identifier: AGPL-3.0-or-later
"""A language that nobody speaks: each text of the catalogue in brackets, so that what is said past it shows."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

_FILE = Path(__file__).resolve().parents[2] / "setup" / "texts.py"


def _tool() -> Any:
    """setup/texts.py, which is no package: beside it stands a setup.py."""
    specification = importlib.util.spec_from_file_location("texts_of_the_project", _FILE)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


TOOL = _tool()


def compiled(said: dict[tuple[str, ...], tuple[str, ...]], locale: str = "qps") -> bytes:
    """A .mo with these texts, each of one or two of English, in a language with English plurals."""
    catalogue = Catalog(project="tests")
    catalogue.mime_headers = [
        ("Language", locale),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ]
    for english, other in said.items():
        catalogue.add(english if len(english) > 1 else english[0], other if len(other) > 1 else other[0])
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def without_brackets(text: str) -> str:
    """What of a text in that language no catalogue has said; a text may hold others."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = inner
    return text


def said() -> list[Any]:
    """All that the project says, as setup/texts.py reads it."""
    found: list[Any] = TOOL.said()
    return found


@cache
def pseudo_file() -> bytes:
    """A .mo of all that is said, in brackets."""
    return compiled({one.texts: tuple(f"⟦{text}⟧" for text in one.texts) for one in said()})


def pseudo() -> GNUTranslations:
    """The catalogue of that."""
    return GNUTranslations(io.BytesIO(pseudo_file()))
