# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words to a mail: a folder of templates lays them out as subject, text and HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.template import Context, Template
from django.template.loader import get_template

from omero_forms.mail.styles import STYLES
from omero_forms.mail.words import one_line

_STYLE = re.compile(r"\{\{ style\.(\w+) \}\}")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, ready to be sent."""

    subject: str
    text: str
    html: str


def lay_out(folder: str, words: Mapping[str, object]) -> Mail:
    """The mail that `subject.txt`, `body.txt` and `body.html` of a folder of templates make of its words.

    What a template extends asks for the styles as it does for words: those mails are rare.
    """
    said = Context({**words, "rule": "-" * 70, "style": STYLES})
    return Mail(
        subject=one_line(_template(f"{folder}/subject.txt").render(said)),
        text=_template(f"{folder}/body.txt").render(said).strip() + "\n",
        html=_template(f"{folder}/body.html").render(said),
    )


@cache
def _template(name: str) -> Template:
    """With the styles written into it: they are the same in all mails, and a third of what each would look up."""
    source = get_template(name).template.source  # type: ignore[attr-defined]
    return Template(_STYLE.sub(lambda found: STYLES[found[1]], source))
