# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a verb writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TextIO

from omero_forms.cli.wording import sentence
from omero_forms.domain.errors import FormsError
from omero_forms.domain.visible import escaped, shown


def _as_text(value: Any) -> str:
    """What JSON has no form for: times as ISO 8601 writes them."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


class JsonList:
    """The list, and `rest`, what the object says beside it."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.count = 0
        self.rest: dict[str, Any] = {}
        self._write = write

    def add(self, value: Any) -> None:
        """One more."""
        document = json.dumps(value, ensure_ascii=False, default=_as_text)
        self._write(f"{',' if self.count else ''}\n    {document}")
        self.count += 1


class Output:
    """Results go to one stream, what went wrong to another. A name cannot command the terminal it is shown on."""

    def __init__(self, results: TextIO | None = None, errors: TextIO | None = None) -> None:
        self._results = results or sys.stdout
        self._errors = errors or sys.stderr

    def line(self, text: str = "") -> None:
        """One line of the result."""
        print(shown(text), file=self._results, flush=True)

    def json(self, value: Any) -> None:
        """A result for programs."""
        document = json.dumps(value, indent=2, ensure_ascii=False, default=_as_text)
        print(escaped(document), file=self._results, flush=True)

    def json_line(self, value: Any) -> None:
        """One of many results for programs, on a line of its own."""
        print(escaped(json.dumps(value, ensure_ascii=False, default=_as_text)), file=self._results, flush=True)

    @contextmanager
    def json_list(self, name: str) -> Iterator[JsonList]:
        """An object for programs with one list in it, however long, which is written as it grows."""
        print(f'{{\n  "{name}": [', end="", file=self._results, flush=True)
        listing = JsonList(lambda text: print(escaped(text), end="", file=self._results, flush=True))
        yield listing
        rest = json.dumps(listing.rest, indent=2, ensure_ascii=False, default=_as_text)[1:]
        print(("\n  ]" if listing.count else "]") + "," + escaped(rest), file=self._results, flush=True)

    def verbatim(self, document: str) -> None:
        """A document, letter by letter for a file or another program; at a terminal as a line."""
        if self._results.isatty():
            self.line(document)
        else:
            print(document, end="", file=self._results, flush=True)

    def progress(self, done: int, total: int | None) -> None:
        """How far long work is, for whoever watches a terminal; nothing for logs and programs."""
        if self._errors.isatty():
            of = "" if total is None else f" of {total:,}"
            print(f"\r{done:,}{of}", end="\n" if done == total else "", file=self._errors, flush=True)

    def error(self, text: str) -> None:
        """One plain sentence about what went wrong."""
        print(shown(text), file=self._errors, flush=True)

    def fault(self, fault: FormsError) -> None:
        """A catalogued failure with what its details say of single places."""
        problems = fault.details.get("problems", [])
        headline = sentence(fault)
        # What one problem is all about is said once, with its place.
        if not any(isinstance(problem, dict) and problem.get("message") == headline for problem in problems):
            self.error(headline)
        for problem in problems:
            if isinstance(problem, dict):
                line = f"line {problem['line']}" if "line" in problem else ""
                where = ", ".join(filter(None, (line, problem.get("path") or problem.get("pointer"))))
                said = problem.get("message", "")
                self.error(f"  {where}: {said}" if where else f"  {said}")
            else:
                self.error(f"  {problem}")
        for policy in fault.details.get("policies", []):
            self.error(f"  policy: {policy}")
