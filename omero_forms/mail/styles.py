# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the words of HTML mails look, each kind of them once. Colours are the project's tokens.

Mail programs read the `style` of each element only, so templates write `style="margin:0;{{ style.text }}"`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_INK, _MUTED, _WHITE, _LINK = "#1e252c", "#56626e", "#ffffff", "#22659e"


def _words(pixels: int, line: float, color: str, more: str = "") -> str:
    return f"font-family:Arial,Helvetica,sans-serif;font-size:{pixels}px;line-height:{line};color:{color};{more}"


STYLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": _words(22, 1.25, _INK, "font-weight:bold;"),
        "heading": _words(16, 1.3, _INK, "font-weight:bold;"),
        "text": _words(14, 1.5, _INK),
        "note": _words(13, 1.5, _MUTED),
        "small": _words(12, 1.5, _MUTED),
        "link": f"color:{_LINK};text-decoration:underline;",
        "button": _words(14, 1.2, _WHITE, "font-weight:bold;text-decoration:none;"),
        "column": _words(12, 1.3, _MUTED, "font-weight:bold;vertical-align:bottom;"),
        "cell": _words(13, 1.4, _INK, "vertical-align:top;"),
        "name": "word-break:break-word;overflow-wrap:anywhere;",
        "aside": f"font-weight:normal;color:{_MUTED};",
    }
)
