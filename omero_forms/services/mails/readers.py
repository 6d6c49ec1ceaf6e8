# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can be told something by mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from omero_forms.domain.addresses import read_address
from omero_forms.gateway.directory import PersonFacts
from omero_forms.selectors.nobody import reads_no_mail
from omero_forms.services.mails.outbox import Reader


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is told, and what they are called."""

    reader: Reader
    called: str


def reached(people: Iterable[PersonFacts]) -> list[Told]:
    """Those of them who can be told: active, persons, with an address that can be used."""
    return [
        Told(Reader(one.id, one.name, address), one.full_name or one.name)
        for one in people
        if one.active and not reads_no_mail(one.id, one.name) and (address := read_address(one.email).usable)
    ]


def admins(people: Iterable[PersonFacts]) -> list[Told]:
    """The admins among them who can be told."""
    return reached(one for one in people if one.is_admin)
