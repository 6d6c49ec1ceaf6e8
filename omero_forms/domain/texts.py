# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door through which words go to people, on pages and in mails: English as the code has it, or what the site's
catalogue says in its place.

A catalogue is gettext's. It holds for the whole process and is set once, when that starts
(`omero_forms/catalogue.py`), so that one site speaks one language in its mails and pages. What is kept for ever or read
by programs (records, files, codes, logs, answers of commands) is not said through here.

`make texts` finds what is said by reading the code: `t`, `tn` and `noop` are called with the text itself, never with a
variable, except `t` with what `noop` marked.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
from typing import Final

_PLACE: Final = re.compile(r"\{(\w+)\}")

_in_use = NullTranslations()


def use(catalogue: NullTranslations) -> None:
    """Say everything as `catalogue` has it from now on, in this process."""
    global _in_use  # noqa: PLW0603  the one language of a process
    _in_use = catalogue


def is_english() -> bool:
    """Whether English is spoken: for what only its grammar asks for."""
    return type(_in_use) is NullTranslations


def t(text: str, /, **values: object) -> str:
    """`text` in the site's language, with `values` in the places of their names: `t("{name} asks", name="Ada")`.

    A name that has no value stays as it is: a slip in a catalogue costs a word, never a page or a mail.
    """
    return _filled(_in_use.gettext(text) if text else "", values)


def tn(one: str, more: str, number: int, /, **values: object) -> str:
    """`one` or `more` as the number asks in the site's language, `{n}` being that number: "{n} dataset"."""
    return _filled(_in_use.ngettext(one, more, number), {"n": f"{number:,}", **values})


def noop(text: str) -> str:
    """`text` as it is, for the catalogue to know: what a table or a constant holds is said by `t` when it is shown."""
    return text


def _filled(text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)
