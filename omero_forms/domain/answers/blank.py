# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text that shows nothing. frontend/src/form/blank.ts says the same in the browser, over the same vectors."""

from __future__ import annotations

import re

# The code points are written out, not asked of a Unicode library: Python, Node and each browser know another edition of
# it.
_NOTHING = (
    r"\u0000-\u0020\u007f-\u00a0"  # control characters, spaces
    r"\u00ad\u034f\u061c"  # soft hyphen, joiner, direction
    r"\u115f\u1160\u3164\uffa0"  # Hangul fillers
    r"\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f"  # spaces, zero width, line ends, directions, joiners
    r"\u2800\u3000"  # empty braille cell, ideographic space
    r"\ufe00-\ufe0f\ufeff\ufff0-\ufff8"  # variation selectors, byte order mark
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANK = re.compile(f"[{_NOTHING}]*")


def is_blank(text: str) -> bool:
    """Whether `text` consists of nothing but white space and characters that leave no mark."""
    return _BLANK.fullmatch(text) is not None
