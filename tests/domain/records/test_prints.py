# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is done to an annotation through OMERO changes the fingerprint of its stream; OMERO is played by a few
lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omero_forms.domain.records.prints import PrintRow, StreamPrint

MASTER, NAMESPACE = 7, "omero-forms/submission"


@dataclass(frozen=True, slots=True)
class One:
    """An annotation, as far as a fingerprint sees it."""

    owner: int
    namespace: str
    created: int
    updated: int


@dataclass(slots=True)
class Omero:
    """Every change is an event of its own; ids and events grow, whoever else does something in between."""

    held: dict[int, One] = field(default_factory=dict)
    last_id: int = 0
    event: int = 0

    def pause(self, others: int) -> None:
        """Others do so many things elsewhere."""
        self.last_id += others
        self.event += others

    def add(self, owner: int = MASTER, namespace: str = NAMESPACE) -> int:
        self.last_id += 1
        self.event += 1
        self.held[self.last_id] = One(owner, namespace, self.event, self.event)
        return self.last_id

    def do(self, what: str, one: int) -> None:
        """Something that a client can do to an annotation."""
        self.event += 1
        if what == "delete":
            del self.held[one]
        elif what == "edit":
            self.held[one] = replace(self.held[one], updated=self.event)
        elif what == "rename":
            self.held[one] = replace(self.held[one], namespace="x", updated=self.event)
        elif what == "give away":  # which OMERO does without an event on the annotation
            self.held[one] = replace(self.held[one], owner=0)
        elif what == "double":
            self.add()
        else:
            self.add(owner=0)

    def fingerprint(self) -> StreamPrint:
        places: dict[tuple[int, str], list[tuple[int, One]]] = defaultdict(list)
        for number, one in self.held.items():
            places[one.owner, one.namespace].append((number, one))
        return StreamPrint.of(
            PrintRow(
                *place,
                len(there),
                max(number for number, _one in there),
                max(one.created for _number, one in there),
                max(one.updated for _number, one in there),
                sum(one.created for _number, one in there),
                sum(one.updated for _number, one in there),
            )
            for place, there in places.items()
        )


TAMPERING = ("delete", "edit", "rename", "give away", "double", "add one of another")
pauses = st.integers(0, 5)


@st.composite
def filled(draw: st.DrawFn) -> Omero:
    omero = Omero()
    for _turn in range(draw(st.integers(1, 6))):
        omero.pause(draw(pauses))
        omero.add()
    return omero


@given(filled(), st.sampled_from(TAMPERING), st.data())
def test_whatever_is_done_changes_the_fingerprint(omero: Omero, what: str, data: st.DataObject) -> None:
    before = omero.fingerprint()
    omero.pause(data.draw(pauses))
    omero.do(what, data.draw(st.sampled_from(sorted(omero.held))))
    assert omero.fingerprint() != before


@given(filled(), pauses)
def test_a_record_that_was_written_and_nothing_else_follows(omero: Omero, others: int) -> None:
    before = omero.fingerprint()
    omero.pause(others)
    added = omero.add()
    later = omero.fingerprint()
    event = omero.held[added].created
    assert before.followed_by(MASTER, NAMESPACE, added=added, event=event) == later
    assert before.is_followed_by(later, MASTER, NAMESPACE)
    assert before.followed_by(MASTER, NAMESPACE, added=added + 1, event=event) != later
    assert StreamPrint.from_json(later.as_json()) == later


@given(filled(), st.lists(st.sampled_from(TAMPERING), min_size=1, max_size=3), st.data())
def test_nothing_that_is_done_before_or_after_it_is_written_hides_behind_it(
    omero: Omero, done: list[str], data: st.DataObject
) -> None:
    before, held = omero.fingerprint(), dict(omero.held)
    when = data.draw(st.integers(0, len(done)))
    added, written = 0, One(0, "", 0, 0)
    for turn, what in enumerate([*done[:when], "write", *done[when:]]):
        omero.pause(data.draw(pauses))
        if what == "write":
            added = omero.add()
            written = omero.held[added]
        elif omero.held:
            omero.do(what, data.draw(st.sampled_from(sorted(omero.held)), label=str(turn)))
    # What was added and taken away again in between has left nothing to be found.
    is_alone = omero.held == {**held, added: written}
    later = omero.fingerprint()
    assert (before.followed_by(MASTER, NAMESPACE, added=added, event=written.created) == later) == is_alone


def test_a_first_record_follows_on_nothing() -> None:
    omero = Omero()
    added = omero.add()
    later, event = omero.fingerprint(), omero.held[added].created
    assert StreamPrint().followed_by(MASTER, NAMESPACE, added=added, event=event) == later
    assert StreamPrint().followed_by(0, NAMESPACE, added=added, event=event) != later
    assert StreamPrint().is_followed_by(later, MASTER, NAMESPACE)
    assert not StreamPrint().is_followed_by(later, 0, NAMESPACE)


@pytest.mark.parametrize("what", TAMPERING)
def test_while_somebody_writes_nothing_that_is_done_to_the_others_is_overlooked(what: str) -> None:
    omero = Omero()
    first = omero.add()
    omero.add()
    before = omero.fingerprint()
    omero.add()
    omero.do(what, first)
    assert not before.is_followed_by(omero.fingerprint(), MASTER, NAMESPACE)
