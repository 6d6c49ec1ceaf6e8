# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody wrote in a file of policies, read value by value. Each problem is remembered with its pointer; what is
wrong gives a value that reading can go on with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from omero_forms.domain.canonical import join_pointer, text_reason
from omero_forms.domain.errors import error
from omero_forms.domain.texts import t
from omero_forms.domain.words import listed

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_TEXT = 255
"""Characters of a name"""

MOST_GUESSES = 20
"""Problems of a file beyond which nobody guesses what was meant: it takes a while."""

MAX_COUNT = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Of the days in a file. Calendars of machines end; nothing is due on their last day."""

# Only this way of writing one: other readers take 20261101 and 2026-W44-7 for something else.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Path = tuple[str | int, ...]


class Problems:
    """Remembers every problem, so that a file's author sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    def add(self, path: Path, message: str) -> None:
        """One more."""
        self.found.append({"pointer": join_pointer(path), "message": message})

    def raise_if_any(self) -> None:
        """`policy_invalid`, which names them all."""
        if self.found:
            raise error("policy_invalid", details={"problems": self.found})


def mapping(problems: Problems, value: object, path: Path, known: Sequence[str]) -> dict[str, Any]:
    """What is written under the words that are known here."""
    if not isinstance(value, Mapping):
        problems.add(path, t("Write a mapping here, with {words}.", words=listed(known, "or")))
        return {}
    for key in value:
        if key not in known:
            # A pointer is shown and logged: what cannot be written stays out of it.
            here = path if text_reason(str(key)) else (*path, str(key))
            said = [t("Not known here. Write {words}.", words=listed(known, "or"))]
            if len(problems.found) < MOST_GUESSES and (meant := get_close_matches(str(key).casefold(), known, n=1)):
                said.append(t("Did you mean {word}?", word=meant[0]))
            problems.add(here, " ".join(said))
    return {key: child for key, child in value.items() if key in known}


def text(problems: Problems, value: object, path: Path) -> str | None:
    """Text without the blanks around it; None where there is none, or it is wrong."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        # Named by a number: the reader of the file takes for one only what is written as its digits.
        value = str(value)
    if isinstance(value, str) and (reason := text_reason(value)) is not None:
        problems.add(path, t("In this text {reason}.", reason=reason))
        return None
    if isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT:
        return value.strip()
    said = [t("Write text of 1 to {limit} characters.", limit=LONGEST_TEXT)]
    if isinstance(value, bool):
        said.append(t("Put it in quotes if it is one."))
    problems.add(path, " ".join(said))
    return None


def whole(problems: Problems, value: object, path: Path, limit: int, *, or_never: bool = False) -> int | None:
    """A whole number up to a limit; `or_never` where that word may stand there as well, which is read elsewhere."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= limit:
        return value
    problems.add(
        path,
        t("Write a whole number from 0 to {limit}, or never.", limit=limit)
        if or_never
        else t("Write a whole number from 0 to {limit}.", limit=limit),
    )
    return None


def day(problems: Problems, value: object, path: Path) -> date | None:
    """A day that a grace can be added to."""
    if value is None:
        return None
    # Other YAML readers make a date of it; a time of day has no meaning here.
    if isinstance(value, date) and not isinstance(value, datetime):
        return _usable(problems, value, path)
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return _usable(problems, date.fromisoformat(value.strip()), path)
        except ValueError:
            problems.add(path, t("There is no such day."))
            return None
    problems.add(path, t("Write a date such as 2026-11-01, without a time."))
    return None


def _usable(problems: Problems, value: date, path: Path) -> date | None:
    """The day, if a grace can be added to it in every time zone."""
    if FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    problems.add(path, t("Write a day from {first_year} to {last_year}.", first_year=FIRST_YEAR, last_year=LAST_YEAR))
    return None


def choice(problems: Problems, value: object, path: Path, otherwise: Choice) -> Choice:
    """One of the words of a kind; `otherwise` stands for what is none of them."""
    kind = type(otherwise)
    try:
        return kind(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(path, t("Write {words}.", words=listed([each.value for each in kind], "or")))
        return otherwise
