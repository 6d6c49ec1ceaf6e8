# SPDX-License-Identifier: AGPL-3.0-or-later
"""`exemption` as an owner of a group types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from omero_forms.cli.main import main
from omero_forms.kit.clocks import day_of
from omero_forms.models import PolicyRow
from omero_forms.services.policies.exempt.ask import ExemptionRequest, ask
from tests.support.world import FormsWorld


def test_an_owner_lists_approves_and_ends_exemptions_from_the_command_line(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.require("Metadata", "read_annotate", world.form())
    until, server = day_of(timezone.now()) + timedelta(days=30), world.lab.server

    def wanted() -> str:
        policy = PolicyRow.objects.get().pk
        request = ExemptionRequest(
            policy_id=policy, object_ids=(dataset(),), until=until, reason="The sample\nis lost."
        )
        return ask(world.user("author"), request)

    def type_in(who: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("OMERO_PASSWORD", who)
        status = main(["exemption", *words, "-s", server.host, "-p", str(server.port), "-u", who])
        told = capsys.readouterr()
        return status, told.out, told.err

    first, second = wanted(), wanted()
    status, out, _errors = type_in("leader", "list", "--waiting", "--group", "lab read_annotate")
    assert status == 0
    assert f"{first}: asked, 1 dataset of lab read_annotate from Metadata, until {until}" in out
    assert "Asked by author on" in out
    assert "The sample is lost." in out
    assert type_in("outsider", "list")[1] == "There are none.\n"
    status, _out, errors = type_in("author", "approve", first)
    assert (status, bool(errors)) == (1, True)
    status, out, _errors = type_in("leader", "approve", first, "--message", "This once.", "--json")
    told = json.loads(out)
    assert (status, told["state"], told["message"], told["decided_by"]["name"]) == (
        0,
        "approved",
        "This once.",
        "leader",
    )
    status, _out, errors = type_in("leader", "refuse", second)
    assert (status, "Say why" in errors) == (1, True)
    assert type_in("leader", "refuse", second, "--message", "It is in the freezer.")[0] == 0
    assert type_in("leader", "end", first)[1].startswith(f"{first}: ended")
    listed = json.loads(type_in("author", "list", "--all", "--json")[1])
    assert (listed["of"], {one["state"] for one in listed["exemptions"]}) == (2, {"ended", "refused"})
    assert json.loads(type_in("author", "list", "--json")[1])["exemptions"] == []
    assert type_in("author", "list", "--all", "--waiting")[0] == 1
