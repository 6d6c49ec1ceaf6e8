# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address that is there and cannot be used is not the same as none."""

from __future__ import annotations

import pytest

from omero_forms.domain.addresses import Address, read_address


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
    "written",
    [
        "not an address", "a@b@c.example", "@example.org", "ada@", "ada@ example.org", "ada..b@example.org",
        "Ada <ada@example.org>", "ada@example.org, ben@example.org", "ada@example.org;ben@example.org",
        "mei@lab.example.org\nBcc: x@example.org", "a\u202eda@example.org", "ada\0@example.org", "ada@-x.org",
        "ada@" + "x" * 70 + ".org",
    ],
)  # fmt: skip
def test_what_no_mail_can_be_sent_to_says_why(written: str) -> None:
    found = read_address(written)
    assert (found.written, found.usable) == (written, "")
    assert found.problem.endswith(".")
    assert "\n" not in found.problem


@pytest.mark.parametrize("written", ["", "  ", "\n"])
def test_nothing_is_nothing(written: str) -> None:
    assert read_address(written) == Address("", "", "")
