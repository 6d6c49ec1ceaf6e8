# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of the copies of a site this is. A copy of an OMERO has its database uuid, so that tells nothing.

A site has a name, which stands in the settings, in the database and in a record of OMERO, and an address: that of its
OMERO. Whoever copies some of the four has them disagree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from omero_forms.domain.texts import noop, t
from omero_forms.domain.words import listed

SITE_STREAM: Final = "site"
SITE_KIND: Final = "site"

NAME_BYTES: Final = 4
"""Random bytes that a name takes."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LONGEST = 64
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_FIRST = (
    "amber brisk calm clear cool crisp deep early fair fine fresh gentle glad grand green keen kind late light lively "
    "mild neat plain proud quick quiet rapid round silver soft steady swift"
).split()
_SECOND = (
    "badger beaver bison crane curlew dove eagle falcon finch fox gecko heron ibis jay kestrel lark lynx marten newt "
    "otter owl plover puffin raven robin seal shrew stoat swan tern vole wren"
).split()


class SiteChange(StrEnum):
    """What a record of a site tells."""

    MADE = "made"
    """set-up gave the site its name"""
    COPY = "copy"
    """a copy of another site became one of its own"""
    MOVED = "moved"
    """the same site, under the address of that record"""


@dataclass(frozen=True, slots=True)
class Site:
    """A site. `of` names the one that it is a copy of, and is empty where it is none."""

    name: str
    address: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What each place says. `setting` is empty where it is not set; `database` and `record` are None where there is
    nothing, `record` also where nothing proves what is there.
    """

    setting: str
    database: Site | None
    record: Site | None
    address: str
    is_unproven: bool = False
    """OMERO holds records of a site, and no key that is known here proves one."""

    @property
    def original(self) -> str:
        """The site that this is, or is a copy of; empty where no place names one."""
        return next((one.name for one in (self.record, self.database) if one is not None), self.setting)

    @property
    def is_unmade(self) -> bool:
        """Whether set-up has still to write the record; nothing else speaks against it."""
        if self.record is not None or self.is_unproven:
            return False
        return self.database is None or self.database == Site(self.setting, self.address, self.database.of)

    @property
    def differences(self) -> list[str]:
        """Where they disagree, as sentences; empty where they agree."""
        said = [] if self.setting else [t("The setting omero.web.forms.site is not made.")]
        named = (
            (self.setting, noop("{name} by the setting omero.web.forms.site")),
            (self.database.name if self.database else "", noop("{name} by the database")),
            (self.record.name if self.record else "", noop("{name} by the newest record in OMERO")),
        )
        if len({name for name, _by in named} - {""}) > 1:
            called = listed([t(by, name=name) for name, by in named if name])
            said.append(t("The site is called {names}.", names=called))
        if self.is_unproven:
            said.append(t("No key that is known here sealed the records of the site in OMERO."))
        elif self.record is None:
            said.append(t("OMERO holds no record of the site."))
        known = {one.address for one in (self.database, self.record) if one is not None}
        if known - {self.address}:
            said.append(
                t(
                    "OMERO's address is {address}; that of the site is {known}.",
                    address=self.address,
                    known=listed(sorted(known)),
                )
            )
        return said


def new_site_name(random: bytes) -> str:
    """A name that people can read to each other, such as `calm-otter-4f2a`, of four random bytes."""
    if len(random) < NAME_BYTES:
        raise ValueError("the name of a site takes at least 4 random bytes")
    first, second, *rest = random[:NAME_BYTES]
    return f"{_FIRST[first % len(_FIRST)]}-{_SECOND[second % len(_SECOND)]}-{bytes(rest).hex()}"


def is_site_name(text: str) -> bool:
    """Whether a text can be the name of a site: small letters, digits, and single dashes between them."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def site_address(host: str, port: int) -> str:
    """`host:port` of an entry of `omero.web.server_list`, the same for all ways to write that entry.

    A host may be a URL, as for web sockets; then its port is the one that counts. All names of the loopback interface
    are `localhost`.
    """
    try:
        url = urlsplit(host if "://" in host else f"//{_bracketed(host)}")
        name, port = (url.hostname or host).rstrip("."), url.port or port
    except ValueError:
        name = host
    name = "localhost" if name.lower() in _LOOPBACK else name.lower()
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
