# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words to a mail: a folder of templates lays them out as subject, text and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from omero_forms.mail.styles import STYLES
from omero_forms.mail.words import one_line


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, ready to be sent."""

    subject: str
    text: str
    html: str


def lay_out(folder: str, words: Mapping[str, object]) -> Mail:
    """The mail that `subject.txt`, `body.txt` and `body.html` of a folder of templates make of its words."""
    context = {**words, "rule": "-" * 70, "style": STYLES}
    return Mail(
        subject=one_line(render_to_string(f"{folder}/subject.txt", context)),
        text=render_to_string(f"{folder}/body.txt", context).strip() + "\n",
        html=render_to_string(f"{folder}/body.html", context),
    )
