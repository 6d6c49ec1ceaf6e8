# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail addresses as people and admins type them into OMERO: which of them a mail can be sent to, and why not."""

from __future__ import annotations

from dataclasses import dataclass

import email_validator

# Facilities do have hosts called mail.local; whether a name leads somewhere is for their mail server to say.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


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
    try:
        found = email_validator.validate_email(
            written,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=True,
            globally_deliverable=False,
        )
    except email_validator.EmailNotValidError as problem:
        return Address(written, "", str(problem))
    return Address(written, found.ascii_email or f"{found.local_part}@{found.ascii_domain}", "")
