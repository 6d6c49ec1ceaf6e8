# SPDX-License-Identifier: AGPL-3.0-or-later
"""A long history makes a bundle in the memory of a short one; one that a web server would break off is refused."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from django.utils import timezone

from omero_forms.domain.canonical import canonical
from omero_forms.domain.records.format import Record, Unsealed, content_hash, seal_record
from omero_forms.domain.refs import ObjectType
from omero_forms.models import RecordRow, RecordState, Stream
from omero_forms.selectors import bundles as selectors
from omero_forms.selectors.keys import sealer
from omero_forms.selectors.objects import load_object
from omero_forms.services.bundles import make
from omero_forms.services.bundles import paper as papers
from omero_forms.services.bundles.make import bundle_of
from tests.api.browser import Browser
from tests.domain.records.making import content_of
from tests.services.records.test_write import stream_of
from tests.support.world import FormsWorld


def go_on(stream: Stream, first: Record, count: int, answer: str) -> None:
    """Submissions up to that number, as a worker would take them over from OMERO."""
    before, rows = first, []
    for number in range(2, count + 1):
        content = canonical({**content_of(first), "answers": {"sample": f"{number} {answer}"}})
        payload = canonical({**first.payload_json(), "number": number, "content": content_hash(content)})
        unsealed = Unsealed(first.server, first.kind, first.stream, number, before.digest, first.key, payload, content)
        before = seal_record(unsealed, sealer())
        rows.append(
            RecordRow(
                stream=stream, number=number, kind=before.kind, payload=payload, content=content, previous=before.previous,
                digest=before.digest, seal=before.seal, key=before.key, state=RecordState.RECORDED,
                accepted_at=timezone.now(),
            )
        )  # fmt: skip
    RecordRow.objects.bulk_create(rows, batch_size=100)


def test_the_memory_that_it_takes_does_not_grow_with_the_history(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target, size, count = world.form(), dataset(), 60_000, 80
    world.submit("author", target, form)
    user = world.user("author")
    loaded = load_object(user, ObjectType.DATASET, target)
    # What is loaded by the first one of a process does not count.
    sum(map(len, bundle_of(user, loaded)))
    stream = stream_of(form)
    [first] = world.stored(stream.name)
    go_on(stream, first, count, "x" * size)
    # The PDF takes what it may take, and no more; here it is about the rest.
    monkeypatch.setattr(papers, "MOST_ENTRIES", 1)
    monkeypatch.setattr(selectors, "READ_AT_ONCE", 2)
    tracemalloc.start()
    try:
        sum(map(len, bundle_of(user, loaded)))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size * count / 2


def test_one_that_takes_longer_than_a_web_server_waits_is_refused_before_it_begins_and_made_by_the_command(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form(), dataset()
    for number in range(2):
        world.submit("author", target, form, base=number)
    monkeypatch.setattr(make, "MOST_BY_WEB", 1)
    answer = Browser(world.lab, "author").get(f"objects/dataset/{target}/bundle")
    assert answer.refusal == (422, "bundle_too_large")
    assert answer.body["error"]["details"] == {"records": 2, "limit": 1}
    user = world.user("author")
    assert b"".join(bundle_of(user, load_object(user, ObjectType.DATASET, target))).startswith(b"PK")
