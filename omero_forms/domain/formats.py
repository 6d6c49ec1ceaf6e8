# SPDX-License-Identifier: AGPL-3.0-or-later
"""The formats of JSON Schema that are checked, each in linear time. All others say nothing about the answer."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import date, datetime

from omero_forms.domain.patterns import PatternError, compile_pattern

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)


def _succeeds(function: Callable[[str], object], text: str) -> bool:
    try:
        function(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _succeeds(date.fromisoformat, text)


def _time(text: str, *, zone_needed: bool = False) -> bool:
    found = _TIME.fullmatch(text)
    if found is None or (zone_needed and found.group(3) is None):
        return False
    # 23:59:60 is a leap second.
    clock = found.group(1)
    if clock.endswith(":60"):
        clock = clock[:-2] + "59"
    zone = found.group(3)
    offset = "" if zone is None or zone in "Zz" else zone
    return _succeeds(datetime.fromisoformat, f"2000-01-01T{clock}{offset}")


def _date_time(text: str) -> bool:
    return (
        len(text) > 11
        and text[10] in "Tt "
        and _date(text[:10])
        and _time(text[11:], zone_needed=True)
    )


def _hostname(text: str) -> bool:
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in text.split("."))


def _regex(text: str) -> bool:
    try:
        compile_pattern(text)
    except PatternError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": _date,
    "time": _time,
    "date-time": _date_time,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "uri": lambda text: _URI.fullmatch(text) is not None,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
    "hostname": _hostname,
    "ipv4": lambda text: _succeeds(ipaddress.IPv4Address, text),
    "ipv6": lambda text: "%" not in text and _succeeds(ipaddress.IPv6Address, text),
    "regex": _regex,
}

EXAMPLES = {
    "date": ("a date", "2026-11-23"),
    "time": ("a time of day", "10:35:00"),
    "date-time": ("a date with time", "2026-11-23T10:35:00Z"),
    "email": ("an e-mail address", "clara@example.org"),
    "uri": ("a web address", "https://example.org/page"),
    "uuid": ("a UUID", "123e4567-e89b-42d3-a456-426614174000"),
    "hostname": ("a host name", "omero.example.org"),
    "ipv4": ("an IPv4 address", "192.0.2.1"),
    "ipv6": ("an IPv6 address", "2001:db8::1"),
    "regex": ("a pattern", "^[A-Z]{3}$"),
}
"""Format to (what it is called, an example)."""
