# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OMERO.web shows and answers over our server, compared with what it showed over a real one.

Like test_contract: suite and recording lie beside the repository; without them the test is skipped, and says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from omero_embedded.pytest_plugin import start_server, stop_server

CONTRACT = Path(os.environ.get("OMERO_CONTRACT", Path(__file__).parents[3] / "shared" / "contract"))
KNOWN = {
    "gateway/render/download-png-window": "some grey levels of a narrow window are rounded otherwise",
    "graphs/chgrp/refused": "a refused move ends as failed; with the real server it is in progress for ever",
}
"""Known differences and their reasons."""

pytestmark = pytest.mark.skipif(
    not (CONTRACT / "web-golden.json").exists(),
    reason=f"NO WEB CONTRACT SUITE at {CONTRACT}: WHAT OMERO.web SHOWS IS NOT COMPARED",
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, dict]:
    """The records of one run of the whole suite on a fresh server."""
    folder = tmp_path_factory.mktemp("web-contract")
    process, server = start_server(folder)
    out = folder / "out.json"
    environment = {
        k: v for k, v in os.environ.items() if k not in ("OMERODIR", "DJANGO_SETTINGS_MODULE")
    }
    try:
        subprocess.run(
            [
                sys.executable, "-B", "-m", "omero_web_contract", "run",
                "--host", server.host, "--port", str(server.ssl_port),
                "--root-password", server.root_password, "--out", str(out),
            ],
            cwd=CONTRACT,
            env=environment,
            capture_output=True,
            timeout=900,
        )  # fmt: skip
    finally:
        stop_server(process)
    return json.loads(out.read_text())["cases"]


@pytest.fixture(scope="module")
def golden() -> dict[str, dict]:
    return json.loads((CONTRACT / "web-golden.json").read_text())["cases"]


def test_every_page_of_the_suite_comes_to_an_outcome(outcomes, golden):
    assert set(golden) <= set(outcomes)
    assert {n: r["status"] for n, r in outcomes.items() if r["status"] != "ok"} == {}


def test_omero_web_answers_as_over_a_real_server(outcomes, golden):
    different = sorted(
        name
        for name, record in golden.items()
        if record["status"] == "ok" and outcomes[name].get("outcome") != record["outcome"]
    )
    assert different == sorted(KNOWN)
