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

TypeIn = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_in(world: FormsWorld, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TypeIn:
    """The verb as somebody types it: exit status, output, errors."""
    server = world.lab.server

    def typed(who: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("OMERO_PASSWORD", who)
        status = main(["exemption", *words, "-s", server.host, "-p", str(server.port), "-u", who])
        told = capsys.readouterr()
        return status, told.out, told.err

    return typed


def test_an_owner_lists_approves_and_ends_exemptions_from_the_command_line(
    world: FormsWorld, dataset: Callable[..., int], type_in: TypeIn
) -> None:
    world.require("Metadata", "read_annotate", world.form())
    until = day_of(timezone.now()) + timedelta(days=30)

    def wanted() -> str:
        policy = PolicyRow.objects.get().pk
        request = ExemptionRequest(
            policy_id=policy, object_ids=(dataset(),), until=until, reason="The sample\nis lost."
        )
        return ask(world.user("author"), request)

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


def test_a_member_asks_for_own_objects_and_an_owner_for_all_that_fit_a_selector(
    world: FormsWorld, dataset: Callable[..., int], type_in: TypeIn
) -> None:
    form, other = world.form("read_annotate"), world.form("read_annotate")
    world.require("Metadata", "read_annotate", form, other)
    until = day_of(timezone.now()) + timedelta(days=30)
    mine = f"Dataset:{dataset()}"
    common = ("--group", "lab read_annotate", "--policy", "Metadata", "--until", str(until), "--reason", "It is lost.")

    status, out, _errors = type_in("author", "ask", mine, *common, "--form", form.id)
    assert (status, ": asked, 1 dataset of lab read_annotate from Metadata, until" in out) == (0, True)
    # The same again is the same one.
    again = json.loads(type_in("author", "ask", mine, *common, "--form", form.id, "--json")[1])
    assert (out.split(":")[0], again["forms"], again["reason"]) == (again["id"], [form.name], "It is lost.")
    selector = ("--selector", "{any: [{tag: broken}, {name: 'old_*'}]}")
    told = json.loads(type_in("leader", "ask", *selector, *common, "--json")[1])
    assert (told["state"], told["selector"]) == ("asked", {"any": [{"tag": "broken"}, {"name": "old_*"}]})

    for who, words, why in (
        ("author", (*selector, *common), "an owner of the"),
        ("outsider", (mine, *common), ""),
        ("author", ("Project:1", *common), "objects of the type Dataset"),
        ("author", common, "Name objects, or a selector"),
        ("leader", ("--selector", "{color: red}", *common), ""),
        ("leader", ("--selector", "[", *common), ""),
        ("author", (mine, *common, "--policy", "Another"), "no policy with this name"),
    ):
        status, out, errors = type_in(who, "ask", *words)
        assert (status, out, why in errors) == (1, "", True), (who, words, errors)
        said = [line.partition(": ")[2] or line for line in errors.splitlines()]
        assert len({*said}) == len(said), f"nothing is said twice: {errors}"
    with pytest.raises(SystemExit) as wrong:
        type_in("author", "ask", mine, *common, "--until", "tomorrow")
    assert wrong.value.code == 2
