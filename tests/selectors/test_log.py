# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places and proofs are those of the tree by its definition, wherever its parts are read from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import ModuleType

import pytest
from django.utils import timezone

from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.log.checkpoints import Checkpoint, sign_checkpoint
from omero_forms.domain.log.notes import Signer
from omero_forms.domain.log.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from omero_forms.domain.records.seals import new_private_key
from omero_forms.kit.leases import claim
from omero_forms.models import CheckpointRow, LogNode, LogRange, LogRow, RecordRow, RecordState, Stream
from omero_forms.selectors import log
from omero_forms.services.log import grow as growing
from omero_forms.services.log.when import LEASE
from tests.support.counts import counts

pytestmark = pytest.mark.django_db(transaction=True)

SIGNER = Signer("omero.example.org/log", new_private_key())


SettingsOf = Callable[..., None]


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> SettingsOf:
    """Sets settings of ours by the last part of their keys."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setattr(mapping, f"FORMS_{name.upper()}", value)

    return put


def digest(stream: str, number: int) -> str:
    return hashlib.sha256(f"{stream} {number}".encode()).hexdigest()


def filled(*ranges: tuple[str, int, int]) -> list[bytes]:
    """Records that one checkpoint counts in this order; the hashes of the leaves."""
    start, leaves = 0, []
    for name, first, last in ranges:
        stream, _ = Stream.objects.get_or_create(name=name)
        numbers = range(first, last + 1)
        RecordRow.objects.bulk_create(
            RecordRow(
                stream=stream,
                number=number,
                digest=digest(name, number),
                state=RecordState.RECORDED,
                accepted_at=timezone.now(),
                payload=b"",
            )
            for number in numbers
        )
        LogRange.objects.create(stream=stream, first=first, last=last, start=start)
        start += len(numbers)
        leaves += [leaf_hash(bytes.fromhex(digest(name, number))) for number in numbers]
    signed(leaves)
    return leaves


def signed(leaves: list[bytes]) -> None:
    """A checkpoint of all of them, as if its record counted them."""
    size = len(leaves)
    note = sign_checkpoint(Checkpoint(SIGNER.name, size, root_of(size, nodes_of(leaves))), [SIGNER])
    stream, _ = Stream.objects.get_or_create(name=log.STREAM)
    record = RecordRow.objects.create(stream=stream, number=1, digest="c" * 64, accepted_at=timezone.now(), payload=b"")
    CheckpointRow.objects.create(record=record, number=1, size=size, note=note, made_at=timezone.now())


def grown() -> None:
    lease = claim(LogRow.objects.filter(pk=growing.log_row().pk), LEASE)
    assert lease is not None
    growing.grow(lease)
    lease.release()


@pytest.fixture(params=["kept", "not kept"])
def narrow(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Nodes of every second level are kept, so that a small tree has some of several levels; or none are yet."""
    modules: list[ModuleType] = [log, growing]
    for module in modules:
        monkeypatch.setattr(module, "STEP", 2)
    monkeypatch.setattr(log, "WIDTH", 4)
    monkeypatch.setattr(growing, "AT_ONCE", 10)
    return request.param == "kept"


@pytest.mark.parametrize("size", [1, 4, 5, 16, 37, 64, 75])
def test_every_leaf_is_proven_as_in_the_tree_of_the_definition(narrow: bool, size: int) -> None:
    leaves = filled(("form/a", 1, 1), ("form/b", 1, size)) if size > 1 else filled(("form/a", 1, 1))
    if narrow:
        grown()
    assert LogNode.objects.exists() is (narrow and len(leaves) >= 4)
    whole, nodes = nodes_of(leaves), log.kept_nodes()
    for index in range(len(leaves)):
        for counted in {index + 1, len(leaves)}:
            assert log.inclusion(index, counted, nodes) == inclusion_proof(index, counted, whole)
    for old in range(len(leaves) + 1):
        assert log.consistency(old, len(leaves), nodes) == consistency_proof(old, len(leaves), whole)


def test_leaves_are_read_in_the_order_of_the_tree_from_anywhere_to_anywhere() -> None:
    leaves = filled(("form/b", 1, 3), ("form/a", 1, 1), ("form/b", 4, 8), ("form/c", 1, 2))
    for first in range(len(leaves) + 1):
        for end in range(first, len(leaves) + 1):
            assert list(log.leaves(first, end)) == leaves[first:end]


def test_a_record_has_its_place_once_a_checkpoint_counts_it() -> None:
    filled(("form/b", 1, 3), ("form/a", 1, 1), ("form/b", 4, 8))
    found = [log.position("form/b", number) for number in range(10)]
    assert found == [None, 0, 1, 2, 4, 5, 6, 7, 8, None]
    assert log.position("form/none", 1) is None
    assert log.log_size() == 9


def test_a_record_that_is_missing_in_the_database_is_said_not_passed_over() -> None:
    filled(("form/b", 1, 3), ("form/a", 1, 4))
    RecordRow.objects.filter(stream__name="form/a", number=2).delete()
    with pytest.raises(log.MissingLeafError) as missing:
        list(log.leaves(2, 6))
    assert missing.value.index == 4
    RecordRow.objects.filter(stream__name="form/a").delete()
    with pytest.raises(log.MissingLeafError) as missing:
        list(log.leaves(0, 5))
    assert missing.value.index == 3


def test_nothing_is_proven_of_a_tree_that_no_checkpoint_counts() -> None:
    assert (log.log_size(), log.latest_checkpoint(), list(log.checkpoints())) == (0, None, [])
    filled(("form/a", 1, 3))
    for call in (lambda: log.inclusion(0, 4), lambda: log.consistency(1, 4), lambda: log.inclusion(3, 3)):
        with pytest.raises(ValueError, match="no"):
            call()


def test_a_proof_over_a_long_log_does_not_read_all_of_it() -> None:
    """At most 256 leaves, those at its end, and 256 nodes of each level that is kept, however long it is."""
    leaves = filled(("form/a", 1, 2000), ("form/b", 1, 1500))
    grown()
    size, root = len(leaves), root_of(len(leaves), nodes_of(leaves))
    with counts() as spent:
        proof = log.inclusion(700, size)
    assert verify_inclusion(leaves[700], 700, size, proof, root)
    assert len(spent.statements) <= 12
    with counts() as spent:
        older = log.consistency(1234, size)
    assert verify_consistency(1234, root_of(1234, nodes_of(leaves)), size, root, older)
    assert len(spent.statements) <= 12


def test_the_latest_checkpoint_says_what_its_note_says() -> None:
    leaves = filled(("form/a", 1, 3))
    latest = log.latest_checkpoint()
    assert latest is not None
    assert latest.checkpoint == Checkpoint(SIGNER.name, 3, root_of(3, nodes_of(leaves)))
    assert (latest.number, latest.ref.stream, latest.ref.digest) == (1, "checkpoint", "c" * 64)


def test_a_log_is_called_as_the_setting_says_or_after_the_address_of_this_omero_web(settings_of: SettingsOf) -> None:
    settings_of(base_url="https://omero.example.org/web")
    assert log.origin("uuid-1") == "omero.example.org/omero-forms/uuid-1"
    settings_of(base_url="")
    assert log.origin("uuid-1") == f"{conf().omero_host}/omero-forms/uuid-1"
    settings_of(log_origin="forms.example.org/log")
    assert log.origin("uuid-1") == "forms.example.org/log"


def test_a_log_keeps_the_name_of_its_first_checkpoint(settings_of: SettingsOf) -> None:
    filled(("form/a", 1, 1))
    settings_of(base_url="https://moved.example.org")
    assert log.origin("uuid-1") == SIGNER.name
    settings_of(log_origin=SIGNER.name)
    assert log.origin("uuid-1") == SIGNER.name
    settings_of(log_origin="forms.example.org/log")
    with pytest.raises(FormsError) as refused:
        log.origin("uuid-1")
    assert (refused.value.code, refused.value.details) == ("setup_incomplete", {"problem": "log_origin_differs"})
