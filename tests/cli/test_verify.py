# SPDX-License-Identifier: AGPL-3.0-or-later
"""`verify` for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from omero_forms.cli import main
from tests.services.records.tampering import hands
from tests.services.records.test_write import filled, stream_of
from tests.support.world import FormsWorld


def test_it_says_what_it_found_and_ends_with_1(
    world: FormsWorld, dataset: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    form, target = filled(world, dataset, 3)
    name = stream_of(form).name
    assert main(["verify", "--form", form.id]) == 0
    assert capsys.readouterr().out == "8 records in 3 histories, 0 findings.\n"
    assert main(["verify", "--object", f"dataset:{target}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": [], "records": 3, "streams": 1}
    with hands(world, name) as root:
        second = root.held[2]
        root.delete(2, 3)
    assert main(["verify", "--form", form.id, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["records"], found["streams"]) == (8, 3)
    assert [(one["kind"], one["stream"], one["number"]) for one in found["findings"]] == [
        ("missing", name, 2),
        ("missing", name, 3),
    ]
    assert main(["verify", "--form", form.id]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"missing: {name}, number 2, annotation {second}"
    assert said[-1] == "8 records in 3 histories, 2 findings."


@pytest.mark.parametrize("call", [["verify"], ["redact", "fabcdefghijklmno"]], ids=["verify", "redact"])
@pytest.mark.parametrize("text", ["12", "Well:1", "Dataset:0", "Dataset:x"])
def test_what_is_no_object_is_a_wrong_call(call: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*call, "--object", text])
    assert ended.value.code == 2
    assert "an object is its type and id" in capsys.readouterr().err


def test_the_log_is_proven_to_go_on_from_a_checkpoint_that_somebody_kept(
    log: FormsWorld, dataset: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, _target = filled(log, dataset, 2)
    assert main(["checkpoint"]) == 0
    kept = tmp_path / "old.txt"
    kept.write_text(capsys.readouterr().out)
    filled(log, dataset, 1)
    assert main(["checkpoint"]) == 0
    capsys.readouterr()
    assert main(["verify", "--form", form.id, "--since", str(kept)]) == 0
    first, proof, *_rest = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"The \d+ records of the newest checkpoint begin with the \d+ of the older one\. The proof:", first
    )
    assert re.fullmatch(r"  [A-Za-z0-9+/]{43}=", proof)
    assert main(["verify", "--form", form.id, "--since", str(kept), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["since"]
    assert told["is_proven"]
    assert told["old"] < told["new"]
    kept.write_text("no checkpoint\n")
    assert main(["verify", "--since", str(kept)]) == 1
    assert "no checkpoint that this log has signed" in capsys.readouterr().err
