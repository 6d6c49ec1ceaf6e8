# SPDX-License-Identifier: AGPL-3.0-or-later
"""What releases 2.2 and 2.3 of OMERO.forms wrote, and the same with damage, read and written again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omero_forms.domain.legacy.annotations import Holds, address_of
from omero_forms.domain.legacy.compare import Change, compare
from omero_forms.domain.legacy.findings import FindingKind
from omero_forms.domain.legacy.recordings import annotations_in
from tests.domain.legacy.support import RECORDINGS, in_and_out

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="RECORDINGS ARE MISSING: ../shared/data is not there")

NAMES = ["omero-forms-2.2.0.json", "omero-forms-2.3.1.json", "omero-forms-2.3.1-damaged.json"]


def recording(name: str) -> Any:
    return json.loads((RECORDINGS / name).read_text())


@pytest.mark.parametrize("name", NAMES)
def test_every_row_comes_out_again_or_it_is_said_why_not(name: str) -> None:
    there = list(annotations_in(recording(name)))
    before = [one for one in there if (at := address_of(one.header.namespace)) and at.holds is not Holds.COPY]
    written, findings = in_and_out(there)
    differences = compare(before, written, findings)
    assert [one for one in differences if one.because is None] == []
    assert not [one for one in differences if one.change is Change.ADDED]
    if "damaged" not in name:
        assert {one.change for one in differences} == {Change.MOVED}


def test_every_listed_damage_is_found_at_its_annotation() -> None:
    damaged = recording(NAMES[2])
    _written, findings = in_and_out(list(annotations_in(damaged)))
    found = {one: {each.kind for each in findings if each.annotation_id == one} for one in range(37, 47)}
    assert found[37] >= {FindingKind.SEVERAL, FindingKind.DOUBLED}
    assert found[38] == found[39] == {FindingKind.SUSPECT}
    # Their compressed row is whole in the first annotation of the namespace.
    assert found[40] == {FindingKind.SEVERAL, FindingKind.DOUBLED, FindingKind.CHUNK_MISSING}
    assert found[41] == {FindingKind.SEVERAL, FindingKind.DOUBLED, FindingKind.CHUNK_CORRUPT}
    assert found[42] == {FindingKind.SEVERAL, FindingKind.DOUBLED, FindingKind.ORPHAN_CHUNK}
    assert found[43] == {FindingKind.NO_VERSION}
    assert found[44] >= {FindingKind.INTERLEAVED}
    assert found[45] >= {FindingKind.SEVERAL, FindingKind.DOUBLED, FindingKind.LAYOUT_2016}
    assert found[46] == {FindingKind.LAYOUT_2016}
    # 47 to 49 are copies on objects: what is looked at there is what stands beside them.
    assert {one["id"] for one in damaged["damage"]} == {*range(37, 50)}
