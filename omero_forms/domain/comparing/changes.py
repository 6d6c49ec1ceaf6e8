# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new version of a form changes, question by question, in sentences for whoever publishes it.

They tell what was done to the form. Whether answers break is another matter (:mod:`proof`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from omero_forms.domain.answers.messages import shown
from omero_forms.domain.comparing.same import value_key
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.questions import ENTRY, Asked, Path, questions_of
from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.words import listed

MAX_CHANGES = 500
_MAX_NAMED = 5


class ChangeKind(StrEnum):
    """What was done to a question."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"
    REWORDED = "reworded"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FormChange:
    """One thing that a version changes. `path` are the names that lead to the question, `*` any entry of a list."""

    kind: ChangeKind
    path: Path
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"kind": self.kind.value, "path": list(self.path), "sentence": self.sentence}


def form_changes(old: FormSchema, new: FormSchema) -> list[FormChange]:
    """What differs, in the order of the new form, what is gone at its end; at most 500 of them."""
    return list(islice(_changes(questions_of(old), questions_of(new)), MAX_CHANGES))


def _changes(before: Mapping[Path, Asked], after: Mapping[Path, Asked]) -> Iterator[FormChange]:
    gone = {path: one for path, one in before.items() if path not in after}
    come = {path: one for path, one in after.items() if path not in before}
    renamed = _renamed(gone, come)
    for path, one in after.items():
        if path in come:
            if path in renamed:
                then = before[renamed[path]]
                words = t(
                    "“{title}” is called {name} in the answers now (was {before}).",
                    title=then.titles,
                    name=_named(path),
                    before=_named(then.path),
                )
                yield FormChange(ChangeKind.RENAMED, path, words)
                yield from _of_one(then, one)
            elif path[:-1] not in come and not _in_new_list(path, come):
                words = (
                    t("“{title}” is new and required.", title=one.titles)
                    if one.is_required
                    else t("“{title}” is new.", title=one.titles)
                )
                yield FormChange(ChangeKind.ADDED, path, words)
        else:
            yield from _of_one(before[path], one)
    moved = _moved(before, after)
    if moved is not None:
        yield FormChange(
            ChangeKind.MOVED, moved.path, t("“{title}” and others stand in another order.", title=moved.titles)
        )
    told = {*renamed.values()}
    for path, one in gone.items():
        if path not in told and path[:-1] not in gone and not _in_new_list(path, gone):
            yield FormChange(ChangeKind.REMOVED, path, t("“{title}” is not asked any more.", title=one.titles))


def _named(path: Path) -> str:
    return shown(".".join(path))


def _in_new_list(path: Path, several: Mapping[Path, Asked]) -> bool:
    return ENTRY in path and path[: path.index(ENTRY)] in several


def _renamed(gone: Mapping[Path, Asked], come: Mapping[Path, Asked]) -> dict[Path, Path]:
    """New names of old questions: in the same place, with the same title or else saying the same, and each the only one
    so on its side.
    """
    found: dict[Path, Path] = {}
    for sign in (_own_title, _all_said):
        then = _by_sign(sign, (one for path, one in gone.items() if path not in found.values()))
        now = _by_sign(sign, (one for path, one in come.items() if path not in found))
        for key, paths in now.items():
            old = then.get(key, [])
            if len(paths) == len(old) == 1:
                found[paths[0]] = old[0]
    return found


def _by_sign(sign: Callable[[Asked], object], several: Iterable[Asked]) -> dict[object, list[Path]]:
    found: dict[object, list[Path]] = defaultdict(list)
    for one in several:
        key = sign(one)
        if key is not None:
            found[one.path[:-1], key].append(one.path)
    return found


def _own_title(one: Asked) -> str | None:
    """None where it has none but its name."""
    return None if one.title == one.path[-1] else one.title


def _all_said(one: Asked) -> bytes | None:
    """None where it says too little to be known by it."""
    said = [{key: value for key, value in schema.items() if key not in _WORDS} for schema in one.nodes]
    return value_key(said) if any({*each} - {"type"} for each in said) else None


def _moved(before: Mapping[Path, Asked], after: Mapping[Path, Asked]) -> Asked | None:
    """The first question that stands before another one than it did, among those that both versions ask."""
    then = [path for path in before if path in after]
    now = [path for path in after if path in before]
    return next((after[new] for old, new in zip(then, now, strict=True) if old != new), None)


# --- one question

_WORDS = frozenset({"title", "description", "default", "examples", "placeholder", "$comment"})


def _of_one(old: Asked, new: Asked) -> Iterator[FormChange]:
    title = f"“{new.titles}”"
    if old.is_required != new.is_required:
        kind = ChangeKind.TIGHTENED if new.is_required else ChangeKind.LOOSENED
        words = (
            t("{title} must be answered now.", title=title)
            if new.is_required
            else t("{title} need not be answered now.", title=title)
        )
        yield FormChange(kind, new.path, words)
    told = False
    for tell in (_of_type, _of_choices, _of_bounds, _of_texts):
        for kind, words in tell(old, new):
            told = True
            yield FormChange(kind, new.path, t("{title} {change}.", title=title, change=words))
    if old.title != new.title:
        yield FormChange(
            ChangeKind.REWORDED, new.path, t("{title} is the new title of “{before}”.", title=title, before=old.titles)
        )
    for keyword, words in (
        ("description", t("{title} has another help.", title=title)),
        ("default", t("{title} has another preset answer.", title=title)),
    ):
        if value_key(old.first(keyword)) != value_key(new.first(keyword)):
            yield FormChange(ChangeKind.REWORDED, new.path, words)
    if not told and _rules(old) != _rules(new):
        yield FormChange(ChangeKind.CHANGED, new.path, t("{title} has other rules.", title=title))


_INNER = frozenset({"properties", "items", "required", "definitions", "$defs", "$ref", "$schema", "$id", "id"})
"""What questions inside tell of themselves, and where parts stand."""
_BRANCHES = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies"})


def _rules(one: Asked) -> set[bytes]:
    """What is said of the answer itself, wherever it is said; when an alternative applies is a rule of its own."""
    skipped = _WORDS | _INNER
    said = [{key: value for key, value in schema.items() if key not in skipped | _BRANCHES} for schema in one.nodes]
    return {value_key(each) for each in said if each}


Told = Iterator[tuple[ChangeKind, str]]
_KINDS = {
    "string": noop("text"),
    "number": noop("a number"),
    "integer": noop("a whole number"),
    "boolean": noop("yes or no"),
    "array": noop("a list"),
    "object": noop("a group"),
    "null": noop("nothing"),
}


def _of_type(old: Asked, new: Asked) -> Told:
    before, after = _types(old), _types(new)
    if before == after:
        return
    wider = before | ({"number", "integer"} if "number" in before else set())
    kind = ChangeKind.CHANGED
    if not before or (after and after < wider):
        kind = ChangeKind.TIGHTENED
    elif not after or before < after | ({"integer"} if "number" in after else set()):
        kind = ChangeKind.LOOSENED
    yield kind, t("takes {kinds} now (was {before})", kinds=_types_said(after), before=_types_said(before))


def _types(one: Asked) -> set[str]:
    said = one.first("type")
    return {said} if isinstance(said, str) else {*said} if isinstance(said, list) else set()


def _types_said(types: set[str]) -> str:
    return listed([t(_KINDS[one]) if one in _KINDS else one for one in sorted(types)], "or") or t("anything")


def _of_choices(old: Asked, new: Asked) -> Told:
    before, after = _choices(old), _choices(new)
    if before is None and after is None:
        return
    if before is None or after is None:
        if after is not None:
            yield (
                ChangeKind.TIGHTENED,
                tn(
                    "offers {n} choice now; any answer was taken before",
                    "offers {n} choices now; any answer was taken before",
                    len(after),
                ),
            )
        else:
            yield ChangeKind.LOOSENED, t("is not limited to choices any more")
        return
    gone = [value for key, value in before.items() if key not in after]
    come = [value for key, value in after.items() if key not in before]
    if gone:
        yield ChangeKind.TIGHTENED, t("no longer offers {choices}", choices=_some(gone))
    if come:
        yield ChangeKind.LOOSENED, t("also offers {choices}", choices=_some(come))


def _choices(one: Asked) -> dict[bytes, Any] | None:
    values = one.first("enum")
    if not isinstance(values, list):
        alternatives = one.first("oneOf")
        if not isinstance(alternatives, list) or not all(
            isinstance(each, dict) and "const" in each for each in alternatives
        ):
            return {value_key(one.first("const")): one.first("const")} if one.first("const") is not None else None
        values = [each["const"] for each in alternatives]
    return {value_key(value): value for value in values}


def _some(values: list[Any]) -> str:
    names = [shown(value) for value in values[:_MAX_NAMED]]
    if len(values) > _MAX_NAMED:
        names.append(t("{number} more", number=len(values) - _MAX_NAMED))
    return listed(names)


_BOUNDS: Mapping[str, tuple[bool, str]] = {
    # The keyword: whether it is an upper bound, and how it is said.
    "minimum": (False, noop("at least {limit}")),
    "exclusiveMinimum": (False, noop("more than {limit}")),
    "maximum": (True, noop("at most {limit}")),
    "exclusiveMaximum": (True, noop("less than {limit}")),
    "minLength": (False, noop("{limit} or more characters long")),
    "maxLength": (True, noop("no longer than {limit} characters")),
    "minItems": (False, noop("a list of {limit} or more entries")),
    "maxItems": (True, noop("a list of no more than {limit} entries")),
    "minProperties": (False, noop("a group with {limit} or more answers")),
    "maxProperties": (True, noop("a group with no more than {limit} answers")),
}


def _of_bounds(old: Asked, new: Asked) -> Told:
    for keyword, (is_upper, words) in _BOUNDS.items():
        before, after = (_number(one.first(keyword)) for one in (old, new))
        if before == after:
            continue
        if after is None:
            yield ChangeKind.LOOSENED, t("need not be {bound} any more", bound=t(words, limit=_shown(before)))
        elif before is None:
            yield ChangeKind.TIGHTENED, t("must be {bound} now", bound=t(words, limit=_shown(after)))
        else:
            is_tighter = after < before if is_upper else after > before
            kind = ChangeKind.TIGHTENED if is_tighter else ChangeKind.LOOSENED
            values = {"bound": t(words, limit=_shown(after)), "before": _shown(before)}
            yield (
                kind,
                t("must be {bound} now (was {before})", **values)
                if is_tighter
                else t("may be {bound} now (was {before})", **values),
            )


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _shown(number: float | None) -> str:
    return format(number, "g") if isinstance(number, float) else str(number)


def _of_texts(old: Asked, new: Asked) -> Told:
    says: tuple[tuple[str, Callable[[Any], str]], ...] = (
        ("format", lambda value: t("have the form “{format}”", format=value)),
        ("pattern", lambda value: t("match the pattern {pattern}", pattern=shown(value))),
        ("multipleOf", lambda value: t("be a multiple of {number}", number=shown(value))),
        ("uniqueItems", lambda _value: t("have no entry twice")),
    )
    for keyword, words in says:
        before, after = (one.first(keyword) or None for one in (old, new))
        if value_key(before) == value_key(after):
            continue
        if after is None:
            yield ChangeKind.LOOSENED, t("need not {rule} any more", rule=words(before))
        elif before is None:
            yield ChangeKind.TIGHTENED, t("must {rule} now", rule=words(after))
        else:
            yield ChangeKind.CHANGED, t("must {rule} now (was {before})", rule=words(after), before=shown(before))
