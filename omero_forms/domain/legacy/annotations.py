# SPDX-License-Identifier: AGPL-3.0-or-later
"""Its annotations: what their namespaces say, and which of them can be trusted.

Anybody can make an annotation under any namespace. OMERO.forms believed what the form master owned and never asked who
had linked it; here both are asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from omero_forms.domain.refs import Person
from omero_forms.domain.texts import t

PREFIX: Final = "hms.harvard.edu/omero/forms/"
FORM_MASTER: Final = "Experimenter"
"""What all but copies are linked to: the form master's own user."""

_NUMBER = r"[0-9]{1,15}"
_DATA = re.compile(rf"data/([A-Za-z]+)/?({_NUMBER})/(.+)", re.ASCII | re.DOTALL)
"""Before its release 1.0 there was no slash between type and id."""
_DATA_2016 = re.compile(rf"data/[A-Za-z]+{_NUMBER}/", re.ASCII)
_ASSIGNMENT = re.compile(rf"assignments/(.+)/({_NUMBER})", re.ASCII | re.DOTALL)

Row = tuple[str, str]


class Holds(StrEnum):
    """What an annotation is for."""

    FORM = "form"
    ASSIGNMENT = "assignment"
    HISTORY = "history"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Address:
    """What a namespace says. `group_id` is that of an assignment; type and id name the object of a history."""

    holds: Holds
    form_id: str
    group_id: int = 0
    object_type: str = ""
    object_id: int = 0
    of_2016: bool = False
    """whether it is made up as before release 1.0"""

    @property
    def namespace(self) -> str:
        """As releases from 1.0 on make it up."""
        match self.holds:
            case Holds.FORM:
                return f"{PREFIX}schema/{self.form_id}"
            case Holds.ASSIGNMENT:
                return f"{PREFIX}assignments/{self.form_id}/{self.group_id}"
            case Holds.HISTORY:
                return f"{PREFIX}data/{self.object_type}/{self.object_id}/{self.form_id}"
            case Holds.COPY:
                return f"{PREFIX}kvdata/{self.form_id}"


def address_of(namespace: str) -> Address | None:
    """What a namespace says; None where it is none of OMERO.forms. Ids of forms are any text, slashes included."""
    rest = namespace.removeprefix(PREFIX)
    if rest == namespace:
        return None
    first, _, form_id = rest.partition("/")
    if first in ("schema", "kvdata") and form_id:
        return Address(Holds.FORM if first == "schema" else Holds.COPY, form_id)
    if found := _ASSIGNMENT.fullmatch(rest):
        return Address(Holds.ASSIGNMENT, found[1], group_id=int(found[2]))
    if found := _DATA.fullmatch(rest):
        is_old = _DATA_2016.match(rest) is not None
        return Address(
            Holds.HISTORY, found[3], object_type=found[1].capitalize(), object_id=int(found[2]), of_2016=is_old
        )
    return None


@dataclass(frozen=True, slots=True)
class Link:
    """What an annotation hangs on, and who hung it there."""

    object_type: str
    object_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class Header:
    """An annotation without its rows."""

    id: int
    namespace: str
    owner: Person
    group_id: int
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation with its rows, in their order. OMERO gives a name or value that is not there back as nothing; here
    it is an empty text.
    """

    header: Header
    rows: tuple[Row, ...]

    @property
    def id(self) -> int:
        """That of OMERO."""
        return self.header.id


def why_suspect(header: Header, master_id: int) -> str | None:
    """Why a form, an assignment or a history is not to be believed, as a sentence; None where it is."""
    if header.owner.id != master_id:
        return t("It belongs to {owner}, not to the form master.", owner=header.owner.name)
    if not header.links:
        return t("It is linked to nothing, so OMERO.forms never showed it.")
    if not any(_is_the_masters(link, master_id) for link in header.links):
        return t("It was linked by somebody else than the form master, or to something else than their user.")
    return None


def _is_the_masters(link: Link, master_id: int) -> bool:
    return (link.object_type, link.object_id, link.owner_id) == (FORM_MASTER, master_id, master_id)


def in_order(headers: Sequence[Header]) -> list[Header]:
    """By namespace, then by id: so that several under one namespace come one after the other."""
    return sorted(headers, key=lambda one: (one.namespace, one.id))
