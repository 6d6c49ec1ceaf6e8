# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the YAML in which people keep policies and schemas, without YAML's surprises.

PyYAML scans and parses; what a value means is decided here, by the JSON schema of YAML 1.2 made stricter: `true`,
`false`, `null` and whole numbers as one writes them by hand are what they look like, and everything else is the text
that was typed. So `no`, `1:30`, `013`, `0x1F`, `1.10` and `2026-02-30` reach the one who judges them as they stand in
the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from omero_forms.domain.canonical import join_pointer, text_reason
from omero_forms.domain.error_catalogue import ErrorCode
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.texts import noop, t

NOTHING_CHANGED = noop("Nothing was changed.")
"""The last sentence of what is wrong with a whole file."""

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20
"""Levels of nesting. A policy needs fourteen, a LinkML schema ten."""

MAX_VALUES = 100_000
"""Values of a file, those that an alias repeats counted each time."""

# No more digits than a double holds; longer ones are no count of anything.
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_CONSTANTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}

Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds, and where: the place of each value by its JSON pointer."""

    data: Any
    places: Mapping[str, Place]

    def place_of(self, pointer: str) -> Place | None:
        """Where a value stands; where what should hold it stands, if it is not there itself."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer)

    def located(self, fault: FormsError) -> FormsError:
        """The same failure, each of its problems with its line; one that is of nothing in the file as it is."""
        if "problems" not in fault.details:
            return fault
        problems = [
            {**problem, "line": place[0]} if place is not None else problem
            for problem in fault.details["problems"]
            for place in [self.place_of(problem["pointer"])]
        ]
        return error(fault.code, message=fault.message, details={**fault.details, "problems": problems})


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet. `key` is that of the value that comes next."""

    value: dict[str, Any] | list[Any]
    pointer: str
    anchor: str | None
    size: int = 1
    key: str | None = None


@dataclass(slots=True)
class _Reader:
    """Builds values from the parser's events, without recursion. `code` is of the error where they make none."""

    code: ErrorCode
    root: Any = None
    places: dict[str, Place] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    # Value and number of values by anchor; None while the value is not complete.
    anchors: dict[str, tuple[Any, int] | None] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    values: int = 0
    documents: int = 0
    last: Place = (1, 1)
    """Where what was taken last began."""

    def problem(self, event: yaml.Event, message: str, pointer: str | None = None) -> None:
        here = pointer if pointer is not None else self._pointer()
        self.problems.append({"pointer": here, "line": _place(event)[0], "message": message})

    def take(self, event: yaml.Event) -> None:
        self.last = _place(event)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents == 2:
                    self._stop(event, t("A second document begins here (---). Write one document."))
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.ScalarEvent():
                self._refuse_tag(event)
                self._scalar(event)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._refuse_tag(event)
                self._begin(event, [] if isinstance(event, yaml.SequenceStartEvent) else {})
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._end()
            case _:
                pass

    def _stop(self, event: yaml.Event, message: str) -> NoReturn:
        self.problem(event, message)
        raise _refused(self.code, self.problems)

    def _pointer(self) -> str:
        """Of the value that comes next."""
        if not self.stack:
            return ""
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            return f"{parent.pointer}/{len(parent.value)}"
        # What cannot be shown or logged stays out of a pointer.
        if parent.key is None or text_reason(parent.key) is not None:
            return parent.pointer
        return parent.pointer + join_pointer([parent.key])

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None  # fmt: skip

    def _count(self, event: yaml.Event, values: int) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            self._stop(event, t("The file holds more than {limit} values.", limit=f"{MAX_VALUES:,}"))

    def _put(self, value: Any, size: int) -> None:
        """A complete value, where it belongs."""
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        parent.size += size
        if isinstance(parent.value, list):
            parent.value.append(value)
            return
        if parent.key is not None:
            parent.value[parent.key] = value
        parent.key = None

    def _key(self, event: yaml.ScalarEvent) -> None:
        parent = self.stack[-1]
        assert isinstance(parent.value, dict)  # noqa: S101  (only mappings await keys)
        key = parent.key = _joined(event.value)
        if key == "<<" and event.style is None:
            self.problem(event, t("Merge keys (<<) are not read. Write out what they stand for."))
        elif key in parent.value:
            self.problem(event, t("This stands here twice. Keep one of them."))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._count(event, 1)
        if self._awaits_key():
            self._key(event)
            return
        value = _meaning(event)
        self.places[self._pointer()] = _place(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, 1)

    def _begin(self, event: yaml.CollectionStartEvent, value: dict[str, Any] | list[Any]) -> None:
        self._count(event, 1)
        if self._awaits_key():
            self._stop(event, t("A list or mapping cannot be the name of a value. Write text."))
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, t("This is nested more than {limit} deep.", limit=MAX_DEPTH))
        pointer = self._pointer()
        self.places[pointer] = _place(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(value, pointer, event.anchor))

    def _end(self) -> None:
        done = self.stack.pop()
        if done.anchor is not None:
            self.anchors[done.anchor] = (done.value, done.size)
        self._put(done.value, done.size)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if self._awaits_key():
            self._stop(event, t("An alias cannot be the name of a value. Write text."))
        if event.anchor not in self.anchors:
            self._stop(event, t("Nothing above is marked &{anchor}. Text that begins with * needs quotes.", anchor=event.anchor))  # fmt: skip
        known = self.anchors[event.anchor]
        if known is None:
            self._stop(event, t("*{anchor} stands inside what it stands for.", anchor=event.anchor))
        value, size = known
        self._count(event, size)
        self.places[self._pointer()] = _place(event)
        self._put(value, size)

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        # Both of these say that it is text.
        if event.tag not in {None, "!", "tag:yaml.org,2002:str"}:
            self.problem(event, t("The tag {tag} is not read here. Leave it out.", tag=event.tag))


def _meaning(event: yaml.ScalarEvent) -> str | int | bool | None:
    """What a value is: text, unless it stands there without quotes and can only be something else."""
    text = _joined(event.value)
    if event.style is not None or event.tag is not None:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if _WHOLE.fullmatch(text) else text


def _joined(text: str) -> str:
    """The text with the halves of a character joined that JSON writes as two escapes; a lone half stays one."""
    if text.isascii() or text_reason(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _refused(code: ErrorCode, problems: list[dict[str, Any]]) -> FormsError:
    return error(code, details={"problems": problems})


def _not_yaml(code: ErrorCode, line: int, column: int, why: str) -> FormsError:
    message = t("The file is not YAML at line {line}, column {column}: {why}.", line=line, column=column, why=why)
    return error(code, message=f"{message} {t(NOTHING_CHANGED)}")


def _refuse_characters(code: ErrorCode, text: str) -> None:
    """YAML forbids control characters and lone surrogates; PyYAML's own message gives no line."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found is not None:
        before = text[: found.start()]
        line = before.count("\n") + 1
        column = found.start() - before.rfind("\n")
        why = t("the character {code} cannot stand in a file", code=f"U+{ord(found[0]):04X}")
        raise _not_yaml(code, line, column, why)


def read_yaml(text: str, code: ErrorCode, *, each: Callable[[], None] = lambda: None) -> ReadFile:
    """What a file holds. `each` is called on the way, and may raise what ends the reading.

    Raises the error `code`: for what is not YAML with line and column in its message, else with `{"problems":
    [{"pointer", "line", "message"}]}` that names all it finds: doubled names, merge keys, tags, a second document, too
    many or too deep values.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        message = t("The file has more than {limit} characters.", limit=f"{MAX_CHARACTERS:,}")
        raise error(code, message=f"{message} {t(NOTHING_CHANGED)}")
    _refuse_characters(code, text)
    reader = _Reader(code)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            each()
            reader.take(event)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _not_yaml(code, line, column, _sentence(fault)) from None
    except (ValueError, OverflowError):
        # PyYAML makes numbers of the digits of an escape or a %YAML line, whatever they are.
        why = t("what follows has a number in it that stands for nothing")
        raise _not_yaml(code, *reader.last, why) from None
    if reader.problems:
        raise _refused(code, reader.problems)
    # A file without anything in it is wrong from its first line on.
    return ReadFile(reader.root, reader.places or {"": (1, 1)})


def _sentence(fault: yaml.MarkedYAMLError) -> str:
    """What the parser says, in one line; tabs are what people stumble over most."""
    problem = " ".join((fault.problem or t("it cannot be read")).split())
    if "'\\t'" in problem:
        return t("a tab stands where only spaces may. Indent with spaces")
    if fault.context is not None and "alias" in fault.context:
        return t("text that begins with * needs quotes")
    if problem.startswith("mapping values are not allowed"):
        return t(
            "a colon stands where nothing can be named. Put text with a colon in quotes, and look at the indentation"
        )
    return problem.rstrip(".")
