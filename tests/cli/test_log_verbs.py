# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of all records, from the command line."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from omero_forms import settings as mapping
from omero_forms.domain.log.checkpoints import open_checkpoint
from omero_forms.models import OutboxMessage
from omero_forms.selectors.keys import checkpoint_signer
from tests.cli.test_form_verbs import Run, run  # noqa: F401  (a fixture)
from tests.services.log.making import record
from tests.support.world import FormsWorld


def test_a_checkpoint_is_handed_out_at_once_and_printed_as_its_note_and_nothing_else(
    log: FormsWorld,
    run: Run,  # noqa: F811
) -> None:
    record("a", 3)
    status, note, said = run("", "checkpoint")
    assert (status, said) == (0, "")
    origin = note.partition("\n")[0]
    assert open_checkpoint(note, [checkpoint_signer(origin).key]).size == 3
    [attached] = (OutboxMessage.objects.get(kind="checkpoint").files or {}).values()
    assert b64decode(attached) == note.encode()
    made = json.loads(run("", "checkpoint", "--json")[1])
    assert (made["number"], made["size"], made["origin"]) == (2, 4, origin)
    assert open_checkpoint(made["note"], [checkpoint_signer(origin).key]).root.hex() == made["root"]
    [first, _] = log.stored("checkpoint")
    payload = first.payload_json()
    assert (payload["note"], payload["author"], payload["as"], payload["via"]) == (note, None, "service", "command")


@pytest.mark.parametrize("fault", ["missing", "renamed"])
def test_without_a_key_or_under_another_name_none_is_made(
    log: FormsWorld,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    fault: str,
) -> None:
    assert run("", "checkpoint")[0] == 0
    if fault == "missing":
        monkeypatch.setattr(mapping, "FORMS_CHECKPOINT_KEY", str(tmp_path / "none.pem"))
    else:
        monkeypatch.setattr(mapping, "FORMS_LOG_ORIGIN", "another.example.org/log")
    status, printed, said = run("", "checkpoint")
    assert (status, printed) == (1, "")
    assert said.startswith("There is no key that signs" if fault == "missing" else "The log is called")
    assert len(log.stored("checkpoint")) == 1
