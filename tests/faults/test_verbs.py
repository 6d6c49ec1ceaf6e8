# SPDX-License-Identifier: AGPL-3.0-or-later
"""What admins do is killed at each step that has a name, and done again: it is as if nothing had happened."""

from __future__ import annotations

import json
from functools import partial

import pytest

from tests.faults.site import FaultSite, Target
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

ROOT = ("-u", "root")


def with_records(fault_site: FaultSite, count: int) -> Target:
    """A target with so many submissions, all of them there."""
    target = fault_site.target()
    for _ in range(count):
        fault_site.send_until_accepted(target, target.sent())
    fault_site.settle(target)
    fault_site.all_are_there(target)
    return target


def test_a_checkpoint_that_was_killed_counts_nothing_twice(fault_site: FaultSite) -> None:
    target = fault_site.target()
    for point in ("checked", "accepted", "saved", "recorded", "grown"):
        fault_site.send_until_accepted(target, target.sent())
        fault_site.killed_at(point, "checkpoint")
        fault_site.forms("checkpoint")
    fault_site.settle(target)
    fault_site.all_is_right(target)


def test_a_redaction_that_was_killed_is_finished_and_nothing_of_the_content_is_left(fault_site: FaultSite) -> None:
    target = with_records(fault_site, 5)
    notes = [one.content["answers"]["note"] for one in target.records]
    redact = ("redact", "--json")
    before = fault_site.records("integrity")
    for number, point in enumerate(("accepted", "saved", "redacted", "forgotten"), 1):
        asked = fault_site.forms(
            *redact, fault_site.form, "--object", f"Dataset:{target.dataset}", "--number", str(number),
            "--reason", "What nobody should have typed.", "-u", "admin", "-w", "admin",
        )  # fmt: skip
        approve = (*redact, "--approve", str(json.loads(asked)["id"]), *ROOT)
        fault_site.killed_at(point, *approve)
        wait_for(partial(worker_has_redacted, fault_site, number), "the worker to finish it")
        assert json.loads(fault_site.forms(*approve))["state"] == "done"
        assert fault_site.rows_with(notes[number - 1]) == 0
    assert fault_site.records("integrity") == before + 4
    assert fault_site.rows_with(notes[4]) > 0
    assert [number for number, _state in fault_site.page(target)] == [5, 4, 3, 2, 1]
    files = fault_site.database.parent.glob(f"{fault_site.database.name}*")
    assert [note for file in files for note in notes[:4] if note.encode() in file.read_bytes()] == []
    fault_site.all_is_right()


def worker_has_redacted(fault_site: FaultSite, count: int) -> bool:
    """Whether so many are done after one more sweep."""
    fault_site.sweep()
    return [one["state"] for one in json.loads(fault_site.forms("redact", "--json", *ROOT))] == ["done"] * count


def test_keys_that_were_killed_while_they_were_replaced_are_replaced_once(fault_site: FaultSite) -> None:
    target = with_records(fault_site, 1)
    secrets = fault_site.site.state / "secrets"

    def in_use() -> dict[str, str]:
        keys = json.loads(fault_site.forms("keys", "list", "--json"))
        return {one["purpose"]: one["fingerprint"] for one in keys if one["until"] is None}

    before = in_use()
    for point in ("accepted", "saved", "vouched", "swapped", "recorded", "grown"):
        rotate = ("keys", "rotate", "--json", "--keep", str(secrets / f"before-{point}.pem"), *ROOT)
        fault_site.killed_at(point, *rotate)
        # The site goes on meanwhile.
        fault_site.send_until_accepted(target, target.sent())
        done = json.loads(fault_site.forms(*rotate))
        assert done["retired"] in ([before["record"]], [])
        assert done["fingerprint"] != before["record"]
        before["record"] = done["fingerprint"]
        assert in_use() == before
        fault_site.send_until_accepted(target, target.sent())

    key = secrets / "seal-key.pem"
    for point in ("swapped", "vouched"):
        key.rename(secrets / f"lost-{point}.pem")
        lost = ("keys", "lost", "--json", *ROOT)
        fault_site.killed_at(point, *lost)
        done = json.loads(fault_site.forms(*lost))
        assert done["fingerprint"] != before["record"]
        before["record"] = done["fingerprint"]
        assert in_use() == before
        fault_site.verified("--trust", done["fingerprint"])
        fault_site.send_until_accepted(target, target.sent())
    fault_site.settle(target)
    fault_site.all_is_right(target)


def test_a_repair_that_was_killed_brings_each_record_back_once(fault_site: FaultSite) -> None:
    target = with_records(fault_site, 3)
    for number in (2, 3):
        fault_site.delete_record(target, number)
    repair = ("repair", "--yes", "--json", *ROOT)
    fault_site.killed_at("saved", *repair)
    repaired = json.loads(fault_site.forms(*repair))
    assert repaired["left"] == []
    assert json.loads(fault_site.forms(*repair)) == {"done": [], "left": []}
    fault_site.all_is_right(target)


def test_a_rebuild_that_was_killed_goes_on_and_ends_with_what_was_there(fault_site: FaultSite) -> None:
    target = with_records(fault_site, 3)
    fault_site.lose_database()
    assert fault_site.read(target).status_code != 200
    fault_site.killed_at("taken", "rebuild")
    assert fault_site.read(target).status_code == 503
    fault_site.killed_at("taken", "rebuild")
    rebuilt = json.loads(fault_site.forms("rebuild", "--json"))
    assert rebuilt["quarantined"] == []
    # What was given by hand is not in OMERO: of lost keys in the tests before.
    for one in json.loads(fault_site.forms("keys", "list", "--json")):
        if one["is_alone"]:
            fault_site.forms("verify", "--trust", one["fingerprint"], status=None)
    fault_site.settle(target)
    # Only the newest was ever looked for on the object.
    assert fault_site.page(target) == [(3, "copied"), (2, "recorded"), (1, "recorded")]
    fault_site.killed_at("grown", "checkpoint")
    fault_site.send_until_accepted(target, target.sent())
    fault_site.settle(target)
    fault_site.all_is_right(target)
