# SPDX-License-Identifier: AGPL-3.0-or-later
"""`keys` as an admin types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omero_forms import settings
from omero_forms.cli.main import main
from omero_forms.domain.log.cosignatures import new_ml_dsa_key
from omero_forms.domain.log.notes import Cosigner
from omero_forms.selectors.keys import sealer
from tests.services.keys.test_replace import own_keys
from tests.support.world import FormsWorld

__all__ = ["own_keys"]


def test_an_admin_lists_the_keys_and_rotates_one(
    world: FormsWorld,
    own_keys: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    server = world.lab.server
    login = ["-s", server.host, "-p", str(server.port), "-u", "admin"]
    monkeypatch.setenv("OMERO_PASSWORD", "admin")
    old = sealer().fingerprint
    assert main(["keys", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["fingerprint"] == old
    assert main(["keys", "rotate", "--keep", str(tmp_path / "kept.pem"), *login]) == 0
    assert f"{sealer().fingerprint} is in use now" in capsys.readouterr().out
    ml_dsa = tmp_path / "ml-dsa.pem"
    ml_dsa.write_bytes(new_ml_dsa_key())
    monkeypatch.setattr(settings, "FORMS_CHECKPOINT_ML_DSA_KEY", str(ml_dsa))
    assert main(["keys", "list", "--json"]) == 0
    besides = json.loads(capsys.readouterr().out)[-1]
    assert besides["fingerprint"] == Cosigner("log", ml_dsa.read_bytes()).key.fingerprint
    assert (besides["purpose"], besides["since"], besides["until"]) == ("checkpoint", None, None)
    assert main(["keys", "list"]) == 0
    out = capsys.readouterr().out
    assert f"{old}\n  record, since" in out
    assert "in use" in out
    assert f"{Cosigner('log', ml_dsa.read_bytes()).key.fingerprint}\n  checkpoint, by ML-DSA besides" in out
