# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails as bytes, read back by the standard library: whatever people call things, mail programs show just that."""

from __future__ import annotations

import email.policy
import re
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.mail.mime import mail_bytes

HEADERS = {
    "From": "=?utf-8?q?Gru=C3=9F?= <forms@example.org>",
    "To": "clara@example.org",
    "Message-ID": "<1@example.org>",
    "Subject": "3 datasets need metadata",
}
texts = st.text(st.characters(exclude_categories=["Cs"]))
subjects = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def bodies(content: bytes) -> list[str]:
    """The text of each part."""
    return [str(one.get_content()) for one in read(content).iter_parts()]


def lines_of(text: str) -> list[str]:
    """The lines, however each ends: mails have one way to end them."""
    return re.split("\r\n|\r|\n", text)


@given(texts, texts)
def test_both_parts_are_read_as_they_were_written(text: str, html: str) -> None:
    content = mail_bytes(HEADERS, text, html)
    assert [one.get_content_type() for one in read(content).iter_parts()] == ["text/plain", "text/html"]
    assert [lines_of(one) for one in bodies(content)] == [lines_of(text), lines_of(html)]


@given(subjects)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    """But for blanks beside a fold, which mail programs count as one."""
    said = str(read(mail_bytes({**HEADERS, "Subject": subject}, "", ""))["Subject"])
    assert said.split() == subject.split()


@given(texts, texts, subjects)
def test_a_mail_is_ascii_in_lines_that_a_mail_server_takes(text: str, html: str, subject: str) -> None:
    content = mail_bytes({**HEADERS, "Subject": subject}, text, html)
    assert content.isascii()
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in content.split(b"\r\n"))
    assert b"\0" not in content


@pytest.mark.parametrize("name", ["Subject", "To", "From", "Message-ID"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_no_value_begins_another_header(name: str, end: str) -> None:
    with pytest.raises(ValueError, match=name):
        mail_bytes({**HEADERS, name: f"one{end}Bcc: everybody@example.org"}, "", "")


def test_an_address_stands_beside_the_name_of_its_header_however_long_it_is() -> None:
    address = f"<https://omero.example.org/omero_forms/mail/{'x' * 90}/>"
    content = mail_bytes({**HEADERS, "List-Unsubscribe": address}, "", "")
    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in content
    assert max(map(len, mail_bytes({**HEADERS, "Subject": "x" * 5000}, "", "").split(b"\r\n"))) <= 998


def test_a_line_that_no_mail_server_would_take_is_encoded() -> None:
    text = "x" * 999 + "\nMöwe = sea gull\n"
    content = mail_bytes(HEADERS, text, "<p>as it is</p>\n")
    assert (content.count(b"quoted-printable"), content.count(b"7bit")) == (1, 1)
    assert lines_of(bodies(content)[0]) == lines_of(text)


def test_a_sender_with_a_name_of_its_own_keeps_it() -> None:
    assert str(read(mail_bytes(HEADERS, "", ""))["From"]) == "Gruß <forms@example.org>"


@given(texts, texts, st.binary(max_size=300))
def test_attached_files_arrive_byte_for_byte_beside_both_parts(text: str, html: str, data: bytes) -> None:
    files = {"checkpoint-12.txt": data, "checkpoint-12.tsr": data + b"\r\n"}
    whole = read(mail_bytes(HEADERS, text, html, files))
    assert whole.get_content_type() == "multipart/mixed"
    assert {one.get_filename(): one.get_content() for one in whole.iter_attachments()} == files
    shown = whole.get_body(("plain",)), whole.get_body(("html",))
    assert [lines_of(str(one.get_content())) for one in shown if one] == [lines_of(text), lines_of(html)]


@pytest.mark.parametrize("name", ['a"b', "a\r\nBcc: x", "ä.txt", "a\\b"])
def test_a_file_has_no_name_that_would_be_another_header(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        mail_bytes(HEADERS, "", "", {name: b""})
