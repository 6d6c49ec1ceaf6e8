# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one person may send within a minute, so that a script that runs wild slows down nobody but itself.

Somebody is counted by the log-in that OMERO.web remembers, before OMERO is asked anything and the request is read. What
comes without a log-in is counted by its address. Behind a proxy that is one for all, and it decides nothing for those
who are logged in: it only turns a refusal that says "log in" into one that says "wait".
"""

from __future__ import annotations

import hashlib
import math
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from omero_forms.conf import conf
from omero_forms.domain.errors import error
from omero_forms.gateway.web import WebLogin
from omero_forms.kit.counting import count

_NETWORK = 64
"""Bits of an IPv6 address that are of the network; its users choose the others as they like."""

LINKS = 10
"""How often within a minute the mails of one person may be silenced by links."""


class Rate(StrEnum):
    """What is counted for itself. A request counts once, of however many objects it is."""

    SUBMISSIONS = "submissions"
    WRITES = "writes"
    """All else that writes or validates."""


def require_rate(login: WebLogin, rate: Rate) -> None:
    """Count a request of a person. Raises `rate_limited` with the seconds after which there is room again."""
    current = conf()
    most = current.rate_submissions if rate is Rate.SUBMISSIONS else current.rate_writes
    _require(f"{rate}:{_person(login)}", most)


def require_rate_of_strangers(address: str) -> None:
    """Count a request without a log-in that would write. Raises `rate_limited`, as for a person."""
    _require(f"stranger:{_network(address)}", conf().rate_writes)


def require_rate_of_links(person_id: int, address: str) -> None:
    """Count the use of a link that silences a mail, by whose mails they are and by where it comes from. Raises
    `rate_limited`.
    """
    require_rate_of_strangers(address)
    _require(f"link:{person_id}", LINKS)


def _require(key: str, most: int) -> None:
    current = conf()
    # Two sites may have one Redis, and a person of each the same number.
    counted = count(f"{current.site or current.omero_address}:{key}", current.redis_url)
    if counted.number > most:
        raise error("rate_limited", details={"seconds": max(1, math.ceil(counted.seconds_left))})


def _person(login: WebLogin) -> str:
    if login.user_id is not None:
        return str(login.user_id)
    # The key is as good as a password, and Redis is no place for one.
    return hashlib.sha256(login.session_key.encode()).hexdigest()


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        # A proxy that comes by a socket has none.
        return "none"
    return str(int(parsed) >> _NETWORK) if isinstance(parsed, IPv6Address) else str(parsed)
