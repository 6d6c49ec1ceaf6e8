# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail addresses as people and admins type them into OMERO: which of them a mail can be sent to, and why not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import email_validator

from omero_forms.domain.texts import t

# Facilities do have hosts called mail.local; whether a name leads somewhere is for their mail server to say.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


LONGEST = 254
"""Bytes of an address (RFC 5321, 4.5.3.1.3)."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is `written`. `usable` is what a mail server takes, empty where there is none; then `problem`
    says why.

    Both are empty where nothing is written. A usable one has its domain in ASCII; if the part before the @ is not, the
    mail server has to know SMTPUTF8 (RFC 6531).
    """

    written: str
    usable: str
    problem: str


def read_address(text: str) -> Address:
    """What is written in OMERO, blanks around it aside. Whether somebody reads mails there is not asked."""
    written = text.strip()
    if not written:
        return Address("", "", "")
    found = _read(written)
    if found is None:
        return Address(written, "", _why_not(written))
    return Address(written, found.ascii_email or f"{found.local_part}@{found.ascii_domain}", "")


def _read(written: str) -> email_validator.ValidatedEmail | None:
    try:
        return email_validator.validate_email(
            written,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=True,
            globally_deliverable=False,
        )
    except email_validator.EmailNotValidError:
        return None


def _why_not(written: str) -> str:
    """In the site's language, as the library's own reasons are not; the one that most helps whoever corrects it."""
    parts = [one for one in re.split(r"[,;\s]+", written) if one]
    before, _at, after = written.rpartition("@")
    reasons = (
        (not written.isprintable(), t("It has a character in it that cannot be seen.")),
        ("@" not in written and ("\uff20" in written or "\ufe6b" in written), t("Its @ only looks like one.")),
        ("@" not in written, t("It has no @.")),
        ("<" in written or ">" in written, t("It has a name or angle brackets beside the address.")),
        (len(parts) > 1 and all("@" in one for one in parts), t("It is more than one address.")),
        (before.count("@") > 0 and '"' not in before, t("It has more than one @.")),
        (not before, t("Nothing stands before its @.")),
        (not after, t("Nothing stands after its @.")),
        (len(parts) > 1 and '"' not in before, t("It has a blank, a comma or a semicolon in it.")),
        (len(written.encode()) > LONGEST, t("It is too long.")),
        (any("" in one.split(".") for one in (before, after)), t("It has a dot too many.")),
        (_read(f"{before}@example.org") is None, t("What stands before its @ can be no part of an address.")),
    )
    return next((said for is_so, said in reasons if is_so), t("What stands after its @ can be no part of an address."))
