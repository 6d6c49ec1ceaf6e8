# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of mail that there are. Each is registered by what makes it; the outbox and sending know none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from omero_forms.mail.layout import Mail, lay_out
from omero_forms.models import OutboxMessage

MAKERS = (
    "omero_forms.services.mails.campaigns",
    "omero_forms.services.mails.damage",
    "omero_forms.services.mails.exemptions",
    "omero_forms.services.mails.digest.compose",
    "omero_forms.services.mails.heartbeat",
    "omero_forms.services.mails.new_policies",
    "omero_forms.services.log.mail",
    "omero_forms.services.keys.mail",
)
"""Imported when somebody first asks for the kinds: a worker that sends has imported none of them."""

Remake = Callable[[str, frozenset[int], datetime], Iterable[OutboxMessage]]
"""From a period, ids of people and the time to what those people are to be told now, at most one message each."""


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail, and the folder of the templates that lay it out.

    One that tells what is so at the time has `remake`: when it is older than `fresh_for` it is made anew before it is
    sent, and a newer one to the same person replaces it. Without it, what the mail tells stays true. `address` says
    where one goes now whose reader is no user of OMERO.
    """

    name: str
    folder: str
    fresh_for: timedelta | None = None
    remake: Remake | None = None
    address: Callable[[], str] | None = None

    def __post_init__(self) -> None:
        if (self.fresh_for is None) != (self.remake is None):
            raise ValueError(f"{self.name}: what does not stay fresh is made anew, and nothing else")

    def write(self, words: Mapping[str, object]) -> Mail:
        """The mail that its templates make of the words."""
        return lay_out(self.folder, words)


_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> MailKind:
    """Make a kind known under its name. Raises ValueError for a name that another kind has."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"there are two kinds of mail called {kind.name}")
    return kind


def unregister(kind: MailKind) -> None:
    """Forget a kind, such as one of a test."""
    _kinds.pop(kind.name)


def mail_kinds() -> Mapping[str, MailKind]:
    """All kinds by their names."""
    for maker in MAKERS:
        import_module(maker)
    return _kinds
