# SPDX-License-Identifier: AGPL-3.0-or-later
"""The formats of JSON Schema that are checked, each in linear time. All others say nothing about the answer.

The page checks the same ones alike: `frontend/src/form/formats.ts`; what each takes is written down in
`tests/domain/vectors/formats.json`, which both are tested by. docs/form-designer.md says it for designers.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import date

from omero_forms.domain.schemas.patterns import PatternError, compile_pattern

_SPACE = r"\x00-\x20\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space and control characters, listed since Python and browsers differ in what they count."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.[0-9]+)?"
    r"(?P<zone>[Zz]|(?P<sign>[+-])(?P<off>[0-9]{2}):(?P<by>[0-9]{2}))?"
)
_EMAIL = re.compile(rf'(?:[^@"{_SPACE}][^@{_SPACE}]{{0,63}}|"[^"\x00-\x1f\x7f]{{1,62}}")@[^@{_SPACE}]{{1,255}}')
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{{}}|\\^`{_SPACE}]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

_DAY = 24 * 60


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
    if found is None or (zone_needed and found["zone"] is None):
        return False
    hour, minute, second = (int(found[part]) for part in ("hour", "minute", "second"))
    off, by = int(found["off"] or 0), int(found["by"] or 0)
    if hour > 23 or minute > 59 or second > 60 or off > 23 or by > 59:
        return False
    if second < 60:
        return True
    # A leap second ends a day of universal time.
    ahead = (off * 60 + by) * (-1 if found["sign"] == "-" else 1)
    return (hour * 60 + minute - ahead) % _DAY == _DAY - 1


def _date_time(text: str) -> bool:
    return len(text) > 11 and text[10] in "Tt " and _date(text[:10]) and _time(text[11:], zone_needed=True)


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
