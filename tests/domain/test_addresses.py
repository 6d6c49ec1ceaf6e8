# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address that is there and cannot be used is not the same as none."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from omero_forms.domain import texts
from omero_forms.domain.addresses import Address, read_address
from tests.support.language import pseudo


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("ada@example.org", "ada@example.org"),
        ("wanda.o'quist+omero@lab.example.org ", "wanda.o'quist+omero@lab.example.org"),
        ("\tada@example.org\r\n", "ada@example.org"),
        ("ada@universität.example", "ada@xn--universitt-y5a.example"),
        ("jörg.müller@universität.example", "jörg.müller@xn--universitt-y5a.example"),
        ('"quoted local"@lab.example.org', '"quoted local"@lab.example.org'),
        ("ada@omero", "ada@omero"),
        ("ada@localhost", "ada@localhost"),
        ("ada@mail.local", "ada@mail.local"),
        ("ada@[192.168.0.1]", "ada@[192.168.0.1]"),
    ],
)
def test_what_a_mail_server_may_take_is_usable(written: str, usable: str) -> None:
    assert read_address(written) == Address(written.strip(), usable, "")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("not an address", "It has no @."),
        ("ada＠example.org", "Its @ only looks like one."),
        ("a@b@c.example", "It has more than one @."),
        ("@example.org", "Nothing stands before its @."),
        ("ada@", "Nothing stands after its @."),
        ("ada@ example.org", "It has a blank, a comma or a semicolon in it."),
        ("ada..b@example.org", "It has a dot too many."),
        ("ada@example.org.", "It has a dot too many."),
        ("Ada <ada@example.org>", "It has a name or angle brackets beside the address."),
        ("ada@example.org, ben@example.org", "It is more than one address."),
        ("ada@example.org;ben@example.org", "It is more than one address."),
        ("mei@lab.example.org\nBcc: x@example.org", "It has a character in it that cannot be seen."),
        ("a\u202eda@example.org", "It has a character in it that cannot be seen."),
        ("ada\0@example.org", "It has a character in it that cannot be seen."),
        ("a(d)a@example.org", "What stands before its @ can be no part of an address."),
        ("ada@-x.org", "What stands after its @ can be no part of an address."),
        ("ada@" + "x" * 70 + ".org", "What stands after its @ can be no part of an address."),
        ("a" * 250 + "@example.org", "It is too long."),
    ],
)
def test_what_no_mail_can_be_sent_to_says_why(written: str, why: str) -> None:
    assert read_address(written) == Address(written, "", why)


def test_why_an_address_cannot_be_used_is_said_in_the_language_of_the_site() -> None:
    texts.use(pseudo())
    try:
        assert read_address("ada@").problem == "⟦Nothing stands after its @.⟧"
    finally:
        texts.use(NullTranslations())


@pytest.mark.parametrize("written", ["", "  ", "\n"])
def test_nothing_is_nothing(written: str) -> None:
    assert read_address(written) == Address("", "", "")
