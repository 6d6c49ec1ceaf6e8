# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody with root's password can do to records, by plain omero-py: as root, and in a session that root opened
as form master; and what a later version of the plug-in might write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import omero.cmd
import omero.sys
from omero.model import ExperimenterI, MapAnnotationI, NamedValue
from omero.rtypes import rstring

import omero
from demo.lab import Client
from omero_forms.conf import conf
from omero_forms.domain.canonical import canonical
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.records.format import Record, Unsealed, content_hash, seal_record
from omero_forms.domain.records.seals import Sealer
from omero_forms.gateway.sessions import form_master
from omero_forms.selectors.keys import sealer
from tests.support.world import FormsWorld

NAMESPACE = "omero-forms/submission"
STORE = "omero-forms-store"

Row = tuple[str, str]
Change = Callable[[list[Row]], list[Row]]


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody at work on the records of one stream; `held` are its annotations by number."""

    client: Client
    store: int
    master: int
    held: dict[int, int]

    def rows(self, number: int) -> list[Row]:
        """What lies there."""
        return self.client.map_rows(self.held[number])

    def change(self, number: int, change: Change) -> None:
        """Put other rows there."""
        query = self.client.factory.getQueryService()
        parameters = omero.sys.ParametersI().addId(self.held[number])
        loaded = query.findByQuery(
            "select a from MapAnnotation a where a.id = :id",
            parameters,
            {"omero.group": str(self.store)},
        )
        loaded.setMapValue([NamedValue(name, value) for name, value in change(self.rows(number))])
        self.client.save(loaded, group=self.store)

    def rename(self, number: int, namespace: str) -> None:
        """Put it under another namespace."""
        loaded = self.client.load("MapAnnotation", self.held[number], group=self.store)
        loaded.setNs(rstring(namespace))
        self.client.save(loaded, group=self.store)

    def delete(self, *numbers: int) -> None:
        """Take records out of OMERO."""
        ids = [self.held[number] for number in numbers]
        self.command(omero.cmd.Delete2(targetObjects={"Annotation": ids}))

    def give_away(self, number: int) -> None:
        """Make root the owner of a record."""
        request = omero.cmd.Chown2(targetObjects={"Annotation": [self.held[number]]})
        request.userID = 0
        self.command(request)

    def add(self, rows: Sequence[Row], *, namespace: str = NAMESPACE, owner: int | None = None) -> int:
        """Write something that looks like a record; the form master is its owner unless somebody else is named."""
        made = MapAnnotationI()
        made.setNs(rstring(namespace))
        made.setMapValue([NamedValue(name, value) for name, value in rows])
        made.details.owner = ExperimenterI(self.master if owner is None else owner, False)
        return int(self.client.save(made, group=self.store).id.val)

    def command(self, request: omero.cmd.Request) -> None:
        """Have OMERO do something, and wait for it."""
        handle = self.client.factory.submit(request, {"omero.group": "-1"})
        try:
            answer = self.client.client.waitOnCmd(handle, loops=1200, ms=50)
        finally:
            handle.close()
        assert not isinstance(answer, omero.cmd.ERR), answer


@contextmanager
def hands(world: FormsWorld, stream: str, *, sudo: bool = False) -> Iterator[Hands]:
    """Root's hands on a stream; with `sudo` in a session as the form master."""
    with form_master(conf()) as master:
        store, person = master.store_group, master.person
    server = world.lab.server
    with server.connect(server.root, group=None if sudo else store) as root:
        if not sudo:
            yield Hands(root, store, person.id, _held(root, stream))
            return
        opened = root.factory.getSessionService().createSessionWithTimeouts(
            omero.sys.Principal(person.name, STORE, "User", None), 600_000, 600_000
        )
        client = omero.client(server.host, server.port)
        try:
            factory = client.joinSession(opened.uuid.val)
            master_client = Client(client, factory)
            yield Hands(master_client, store, person.id, _held(master_client, stream))
        finally:
            client.closeSession()


def without_records(world: FormsWorld, stream: str) -> None:
    """Leave none of a stream in OMERO, which keeps what the tests before wrote, whose database is gone."""
    with hands(world, stream) as one:
        hql = "select a.id from MapAnnotation a join a.mapValue s where s.name = 'stream' and s.value = :stream"
        ids = [int(found) for (found,) in one.client.rows(hql, {"stream": stream})]
        if ids:
            one.command(omero.cmd.Delete2(targetObjects={"Annotation": ids}))


def _held(client: Client, stream: str) -> dict[int, int]:
    hql = (
        "select n.value, a.id from MapAnnotation a join a.mapValue s join a.mapValue n "
        "where s.name = 'stream' and s.value = :stream and n.name = 'number' order by a.id"
    )
    return {int(number): int(one) for number, one in client.rows(hql, {"stream": stream})}


def replaced(row: str, old: str, new: str) -> Change:
    """Other text in the rows of one name."""
    return lambda rows: [(name, value.replace(old, new) if name == row else value) for name, value in rows]


def row_set(row: str, value: str) -> Change:
    """Another value in the rows of one name."""
    return lambda rows: [(name, value if name == row else was) for name, was in rows]


def _swap(one: Hands) -> None:
    one.change(2, row_set("number", "3"))
    one.change(3, row_set("number", "2"))


def _forge(number: str, **payload: str) -> Callable[[Hands], object]:
    def tamper(one: Hands) -> object:
        rows = row_set("number", number)(one.rows(3))
        for old, new in payload.items():
            rows = replaced("content", old, new)(rows)
        return one.add(rows)

    return tamper


@dataclass(frozen=True, slots=True)
class Tampering:
    """One kind of tampering with a stream of three submissions, and what is noticed of it: kind and number."""

    name: str
    tamper: Callable[[Hands], object]
    noticed: tuple[tuple[DamageKind, int], ...]
    sudo: bool = True
    """whether the form master's own rights suffice"""


ANOTHER_KEY = "ed25519:" + "0123456789abcdef" * 4
KINDS = DamageKind

TAMPERINGS = (
    Tampering(
        "newest altered",
        lambda one: one.change(3, replaced("content", "S3", "S9")),
        ((KINDS.ALTERED, 3),),
    ),
    Tampering(
        "middle altered",
        lambda one: one.change(2, replaced("content", "S2", "S9")),
        ((KINDS.ALTERED, 2),),
    ),
    Tampering(
        "payload of the middle altered",
        lambda one: one.change(2, replaced("payload", '"via":"api"', '"via":"page"')),
        ((KINDS.ALTERED, 2),),
    ),
    Tampering(
        "content of the middle removed",
        lambda one: one.change(2, lambda rows: [row for row in rows if row[0] != "content"]),
        ((KINDS.ALTERED, 2),),
    ),
    Tampering(
        "of a format that nobody knows",
        lambda one: one.change(3, row_set("format", "2")),
        ((KINDS.ALTERED, 3),),
    ),
    Tampering("middle deleted", lambda one: one.delete(2), ((KINDS.MISSING, 2),)),
    Tampering("newest deleted", lambda one: one.delete(3), ((KINDS.MISSING, 3),)),
    Tampering(
        "all deleted",
        lambda one: one.delete(1, 2, 3),
        ((KINDS.MISSING, 1), (KINDS.MISSING, 2), (KINDS.MISSING, 3)),
    ),
    Tampering(
        "author changed",
        lambda one: one.change(2, replaced("content", '"author":"author"', '"author":"fellow"')),
        ((KINDS.AUTHOR, 2),),
    ),
    Tampering("given away", lambda one: one.give_away(2), ((KINDS.MISSING, 2),), sudo=False),
    Tampering("key changed", lambda one: one.change(3, row_set("key", ANOTHER_KEY)), ((KINDS.KEY, 3),)),
    Tampering("number changed", lambda one: one.change(3, row_set("number", "9")), ((KINDS.NUMBER, 3),)),
    Tampering("numbers swapped", _swap, ((KINDS.NUMBER, 2), (KINDS.NUMBER, 3))),
    Tampering("number forged", _forge("4", S3="S9"), ((KINDS.FORGED, 4),)),
    Tampering("number of 31 digits forged", _forge("1" + "0" * 30), ((KINDS.FORGED, 0),)),
    Tampering("number of 2,500 digits forged", _forge("1" * 2500), ((KINDS.FORGED, 0),)),
    Tampering("newest doubled", lambda one: one.add(one.rows(3)), ((KINDS.DOUBLED, 3),)),
    Tampering("rows emptied", lambda one: one.change(3, lambda _rows: []), ((KINDS.ALTERED, 3),)),
    Tampering(
        "stream renamed",
        lambda one: one.change(2, row_set("stream", "submission/f/Dataset/1/1")),
        ((KINDS.ALTERED, 2),),
    ),
    Tampering("namespace changed", lambda one: one.rename(2, "something/else"), ((KINDS.ALTERED, 2),)),
)

BY_WHOM = [(one, sudo) for one in TAMPERINGS for sudo in ((False, True) if one.sudo else (False,))]
IDS = [f"{one.name}, {'as form master' if sudo else 'as root'}" for one, sudo in BY_WHOM]


def next_record(
    before: Record, kind: str, *, says: dict[str, Any] | None = None, by: Sealer | None = None, **more: Any
) -> Record:
    """The next record of a stream, as a later version or a second installation might write it; `says` are parts of its
    content that differ from those of the record before. `by` is the key of another site than the one of this process.
    """
    number = before.number + 1
    content = before.content or b""
    if says is not None:
        content = canonical({**(before.content_json() or {}), **says})
    payload = {**before.payload_json(), "kind": kind, "number": number, "content": content_hash(content), **more}
    unsealed = Unsealed(
        before.server, kind, before.stream, number, before.digest, before.key, canonical(payload), content
    )
    return seal_record(unsealed, by or sealer())
