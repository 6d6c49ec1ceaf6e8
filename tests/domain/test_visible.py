# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name is shown as what it is, wherever it is shown."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.visible import escaped, shown


def test_what_turns_or_commands_is_written_out() -> None:
    assert shown("Quist\u202eevil") == "Quist⟨U+202E⟩evil"
    assert shown("\x1b[2Jgone\r") == "⟨U+001B⟩[2Jgone⟨U+000D⟩"
    assert shown("a\u2066b\u200fc\ufeffd\x9be") == "a⟨U+2066⟩b⟨U+200F⟩c⟨U+FEFF⟩d⟨U+009B⟩e"


def test_letters_of_all_scripts_joiners_tabs_and_line_ends_stay() -> None:
    text = "Jörg מיכל می\u200cخواهم 👩\u200d🔬 Kraków\tx\ny"
    assert shown(text) == text


@given(st.text())
def test_a_json_document_says_the_same_without_them(text: str) -> None:
    document = escaped(json.dumps({"name": text}, ensure_ascii=False))
    assert json.loads(document) == {"name": text}
    assert shown(document) == document
