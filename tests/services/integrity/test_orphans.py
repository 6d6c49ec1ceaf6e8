# SPDX-License-Identifier: AGPL-3.0-or-later
"""Histories whose object is gone are read by admins, and are attached to nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import omero.cmd
import pytest

import omero
from omero_forms.cli import main
from omero_forms.models import Stream
from omero_forms.selectors.orphans import all_orphans
from tests.api.browser import Browser
from tests.services.integrity.losing import lose_records
from tests.services.records.test_write import filled, stream_of
from tests.support.counts import counts
from tests.support.world import FormsWorld


@pytest.fixture
def world(world: FormsWorld) -> FormsWorld:
    """With nothing in the store that other tests left."""
    lose_records(world)
    return world


def delete_dataset(world: FormsWorld, dataset: int) -> None:
    with world.lab.as_user("root") as root:
        command = omero.cmd.Delete2(targetObjects={"Dataset": [dataset]})
        handle = root.factory.submit(command, {"omero.group": "-1"})
        answer = root.client.waitOnCmd(handle, loops=1200, ms=50)
        handle.close()
        assert not isinstance(answer, omero.cmd.ERR), answer


def test_the_history_of_an_object_that_is_gone_or_another_one_now_is_listed_and_read_by_admins_alone(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    gone, deleted = filled(world, dataset, 2)
    other, _there = filled(world, dataset, 1)
    kept, _kept = filled(world, dataset, 1)
    delete_dataset(world, deleted)
    name = stream_of(other).name
    of_before = f"{name.rpartition('/')[0]}/1"
    # As if OMERO had been restored, and the id given again.
    Stream.objects.filter(name=name).update(name=of_before)
    log_in = ["-u", "viewer", "-w", "viewer"]
    assert main(["orphans", "--json", *log_in]) == 0
    found = {one["stream"]: one["why"] for one in json.loads(capsys.readouterr().out)}
    assert found == {stream_of(gone).name: "gone", of_before: "other"}
    admin = Browser(world.lab, "admin")
    listed = admin.get("integrity/orphans").body
    assert sorted(one["stream"] for one in listed["orphans"]) == sorted(found)
    assert listed["next"] is None
    history = admin.get(f"integrity/orphans/history?stream={stream_of(gone).name}").body["history"]
    assert [(one["submission"]["number"], one["answers"]["sample"]) for one in history] == [(2, "S2"), (1, "S1")]
    assert next((row["path"], row["after"]) for row in history[1]["rows"]) == ("Sample", "S1")
    assert admin.get(f"integrity/orphans/history?stream={stream_of(kept).name}").status == 404
    assert Browser(world.lab, "author").get("integrity/orphans").status == 403


def test_a_thousand_objects_are_asked_for_with_one_question(world: FormsWorld) -> None:
    form = world.form("read_annotate")
    root = world.user("root")
    Stream.objects.bulk_create(
        Stream(name=f"submission/{form.id}/Dataset/{number}/1", recorded_number=1)
        for number in range(1_000_000, 1_000_600)
    )
    with counts() as counted:
        assert len(list(all_orphans(root))) == 600
    assert counted.calls == ["IQuery.projection"]
