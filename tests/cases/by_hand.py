# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting answers into an open form as a person does: key by key, choosing, ticking, adding entries."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from unicodedata import category

from tests.cases.places import KINDS, Path, Places

LONG = 60
ROWS = ", ".join(
    f":scope > {each}" for each in ("ul > li", ".of-tablewrap > table > tbody > tr", ".of-fields > [data-field]")
)
# Somebody who presses a button in vain so often looks for another way.
PATIENCE = 20


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class NotByHandError(Exception):
    """Nobody can answer so in the page: a number where it asks for text, a choice that is not offered."""


class _NotThereError(Exception):
    """The question is not on the page, yet."""


# Names under which rjsf can keep no answer go by another one in the page.
SHOWN = {"": "\x1e0", "__proto__": "\x1e1"}


def _escaped(char: str) -> str:
    if char == "-":
        return "~-"
    return f"~x{ord(char):x}." if char.isspace() or category(char)[0] == "C" else char


def field_selector(path: Path) -> str:
    """Finds a field by its id, which frontend/src/form/pointers.ts makes of its path."""
    names = [SHOWN.get(str(part), str(part)) for part in ("root", *path)]
    pointer = "/".join(name.replace("~", "~0").replace("/", "~1") for name in names)
    quoted = "".join(map(_escaped, pointer)).replace("\\", "\\\\").replace('"', '\\"')
    return f'[data-field="{quoted}"]'


NO_MARK = ":not([id$=-nothing])"
"""Without the mark that there is nothing to enter, which stands beside a question's control."""
BOX = f"input[type=checkbox]{NO_MARK}"


class Hand:
    """Fills one open form."""

    def __init__(self, page: Any, places: Places) -> None:
        self.page = page
        self.places = places

    def fill(self, answers: dict[str, Any]) -> None:
        """Answer all. Raises NotByHandError where the page has no way to say it."""
        self._group((), answers)

    def field(self, path: Path) -> Any:
        """The field at a place."""
        found = self.page.locator(field_selector(path))
        if found.count() == 0:
            raise _NotThereError(path)
        return found.last

    def _group(self, path: Path, value: dict[str, Any]) -> None:
        waiting = dict(value)
        for _look in range(PATIENCE):
            before = len(waiting)
            for name in list(waiting):
                try:
                    self._answer((*path, name), waiting[name])
                except _NotThereError:
                    # It may come when another question is answered.
                    continue
                del waiting[name]
            if not waiting:
                return
            if len(waiting) == before and not self._add_entry(path, next(iter(waiting))):
                break
        raise NotByHandError(f"no question for {[*path, next(iter(waiting))]}")

    def _add_entry(self, path: Path, name: str) -> bool:
        """Add an entry of a name that the form leaves open, or open a part inside; whether there was a way to."""
        if not path:
            return False
        group = self.field(path)
        opener = group.get_by_role("button", name=re.compile(r"^Add .*inside$"))
        if group.locator("input, select, textarea").count() == 0 and opener.count() == 1:
            opener.click()
            return True
        naming = group.locator(".of-newentry input")
        if naming.count() == 0:
            return False
        naming.last.fill(name)
        naming.last.press("Enter")
        return self.page.locator(field_selector((*path, name))).count() > 0

    def _answer(self, path: Path, value: Any) -> None:
        if isinstance(value, dict):
            self._group(path, value)
        elif isinstance(value, list):
            self._list(path, value)
        else:
            self._scalar(path, value)

    def _list(self, path: Path, value: list[Any]) -> None:
        field = self.field(path)
        adding = field.locator("[data-add]")
        boxes = field.locator("input[type=checkbox]")
        if adding.count() == 0 and boxes.count() > 0:
            if value != self.places.in_order((*path, 0), value):
                raise NotByHandError("ticked boxes count in the order of the form")
            search = field.locator(".of-picklist > input")
            for each in value:
                if search.count():
                    search.fill(self.places.labels((*path, 0), each)[-1])
                self._named(field, (*path, 0), each).check()
            return
        rows = field.locator(".of-rows").first
        for index, item in enumerate(value):
            for _press in range(PATIENCE):
                if rows.evaluate(f"list => list.querySelectorAll('{ROWS}').length") > index:
                    break
                add = rows.locator(":scope > div > [data-add]")
                if add.count() == 0:
                    raise NotByHandError(f"no way to add an entry to {path}")
                add.click()
            try:
                self._answer((*path, index), item)
            except _NotThereError as missing:
                raise NotByHandError(f"no question for {missing}") from missing

    def _named(self, field: Any, path: Path, value: Any) -> Any:
        """The radio button or box of a choice."""
        for label in self.places.labels(path, value):
            found = field.get_by_label(label, exact=True)
            if found.count() == 1:
                return found
        raise NotByHandError(f"{value!r} is not offered at {path}")

    def _scalar(self, path: Path, value: Any) -> None:
        kinds = self.places.kinds(path)
        kind = KINDS[type(value)]
        fits = kind in kinds or (kind == "integer" and "number" in kinds)
        choices = any("enum" in each or "const" in each for each in self.places.at(path))
        if value is None or not (fits or (kind == "string" and not kinds) or choices):
            raise NotByHandError(f"{value!r} cannot be said at {path}")
        if kind != "string" and "string" in kinds:
            raise NotByHandError(f"{value!r} is text when it is typed at {path}")
        if value == "":
            raise NotByHandError(f"an empty field at {path} says nothing")
        formats = self.places.formats(path)
        if formats & {"date-time", "time"} or ("date" in formats and not _is_day(str(value))):
            raise NotByHandError("days and clocks are chosen, not typed")
        field = self.field(path)
        if field.locator("[id$=of_select]").count():
            raise NotByHandError(f"{path} is a choice of kinds")
        select, combobox = field.locator("select"), field.locator("input[role=combobox]")
        if combobox.count():
            self._search(field, combobox, path, value)
        elif select.count():
            self._select(select.first, path, value)
        elif field.locator("input[type=radio]").count() and (isinstance(value, bool) or choices):
            self._named(field, path, value).check()
        elif field.locator(BOX).count():
            # An untouched box says nothing; one that was ticked and unticked says no.
            field.locator(BOX).first.check()
            field.locator(BOX).first.set_checked(bool(value))
        else:
            self._type(field.locator(f"input{NO_MARK}, textarea"), path, value)

    def _search(self, field: Any, combobox: Any, path: Path, value: Any) -> None:
        for label in self.places.labels(path, value):
            combobox.fill(label)
            option = field.get_by_role("option", name=label, exact=True)
            if option.count() == 1:
                option.click()
                return
        raise NotByHandError(f"{value!r} is not offered at {path}")

    def _select(self, select: Any, path: Path, value: Any) -> None:
        offered = select.locator("option").all_inner_texts()
        for label in self.places.labels(path, value):
            # Blanks around a choice cannot be seen.
            if label in offered and label == label.strip():
                select.select_option(label=label)
                return
        raise NotByHandError(f"{value!r} is not offered at {path}")

    def _type(self, control: Any, path: Path, value: Any) -> None:
        if control.count() != 1 or not control.is_editable():
            raise NotByHandError(f"nothing to type into at {path}")
        text = value if isinstance(value, str) else json.dumps(value)
        if "\n" in text:
            raise NotByHandError("Enter submits a form")
        if control.get_attribute("type") == "date" or len(text) > LONG:
            control.fill(text)
        else:
            control.fill("")
            control.press_sequentially(text)
        control.press("Tab")
