# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets a history or report on paper: a program that runs as a process of its own, and is ended where it takes too long.

It reads a JSON list from standard input and answers each entry with a line: a PDF in base64. Fonts are those that typst
brings along. Where these lack a character, those of the host are tried; what none has is written as its number.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).parents[2] / "templates" / "omero_forms" / "bundle" / "history.typ"
STANDARD: Final = "a-2b"
LACKING: Final = (
    "Characters that no font here has are written as their numbers, such as [U+6F22]; history.html shows them."
)
_MOST_LACKING: Final = 200
"""So many characters are looked for one by one; then all that is not Western is taken for lacking."""


def typeset(told: dict[str, Any]) -> bytes:
    """The PDF. Raises typst.TypstError where there is none."""
    try:
        return _compile(told, typst.Fonts(include_system_fonts=False))
    except typst.TypstError:
        # Mostly a character that the fonts lack, which no PDF/A may have.
        fonts = typst.Fonts(include_system_fonts=True)
    return _compile(as_numbers(told, fonts), fonts)


def as_numbers(told: dict[str, Any], fonts: typst.Fonts) -> dict[str, Any]:
    """The same with a number for each character that no font has, and a sentence that says so: its own, or ours."""
    used = sorted({one for one in json.dumps(told, ensure_ascii=False) if one > "\x7f"})
    found: list[str] = []
    _find_lacking(used, fonts, found)
    lacking = found if len(found) < _MOST_LACKING else [one for one in used if one > "\xff"]
    numbers = {ord(one): f"[U+{ord(one):04X}]" for one in lacking}
    sentences = [*told["sentences"], *([told.get("lacking", LACKING)] if lacking else [])]
    translated: dict[str, Any] = _translated({**told, "sentences": sentences}, numbers)
    return translated


def _compile(told: dict[str, Any], fonts: typst.Fonts) -> bytes:
    pdf = typst.compile(
        TEMPLATE.with_name(f"{told.get('template', TEMPLATE.stem)}.typ").read_bytes(),
        font_paths=fonts,
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=int(told["timestamp"]),
    )
    return bytes(pdf)


def _find_lacking(characters: Sequence[str], fonts: typst.Fonts, found: list[str]) -> None:
    """Add those that cannot be set, by halves."""
    if not characters or len(found) >= _MOST_LACKING or _can_set(characters, fonts):
        return
    if len(characters) == 1:
        found.extend(characters)
        return
    half = len(characters) // 2
    _find_lacking(characters[:half], fonts, found)
    _find_lacking(characters[half:], fonts, found)


def _can_set(characters: Sequence[str], fonts: typst.Fonts) -> bool:
    source = b'#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.told'
    try:
        typst.compile(source, font_paths=fonts, sys_inputs={"told": " ".join(characters)}, pdf_standards=STANDARD)
    except typst.TypstError:
        return False
    return True


def _translated(value: Any, numbers: dict[int, str]) -> Any:
    match value:
        case str():
            return value.translate(numbers)
        case list():
            return [_translated(one, numbers) for one in value]
        case dict():
            return {key: _translated(one, numbers) for key, one in value.items()}
    return value


if __name__ == "__main__":
    for one in json.load(sys.stdin):
        sys.stdout.write(json.dumps(base64.b64encode(typeset(one)).decode("ascii")) + "\n")
