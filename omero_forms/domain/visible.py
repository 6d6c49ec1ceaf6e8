# SPDX-License-Identifier: AGPL-3.0-or-later
"""Characters that nobody sees and that change what is seen around them."""

from __future__ import annotations

import re

# Controls (a terminal obeys them), marks that change the direction of writing, line separators, and fillers. Joiners
# stay: scripts and emoji need them.
_DECEIVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)


def shown(text: str) -> str:
    """The text with such characters written out, as ⟨U+202E⟩. Tabs and line ends stay."""
    return _DECEIVING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def escaped(document: str) -> str:
    """A JSON document that says the same and holds none of them."""
    return _DECEIVING.sub(lambda found: f"\\u{ord(found[0]):04x}", document)
