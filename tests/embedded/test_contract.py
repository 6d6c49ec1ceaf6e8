# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recorded behaviour of a real OMERO.server, compared with ours, case by case.

The suite and its recording lie beside the repository (`../shared/contract`) and are not part of it; without them the test is
skipped, and says so.
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
AREAS = "admin eventlog gateway graph hql permissions records services sessions update".split()
"""All areas agree; there is no list of known differences."""

pytestmark = pytest.mark.skipif(
    not (CONTRACT / "golden.json").exists(),
    reason=f"NO CONTRACT SUITE at {CONTRACT}: WHAT THE REAL SERVER DOES IS NOT COMPARED",
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, dict]:
    """The records of one run of the whole suite on a fresh server."""
    folder = tmp_path_factory.mktemp("contract")
    process, server = start_server(folder)
    out = folder / "out.json"
    try:
        subprocess.run(
            [
                sys.executable, "-B", "-m", "omero_contract", "run",
                "--host", server.tcp_url, "--port", str(server.tcp_port),
                "--ssl-port", str(server.ssl_port), "--root-password", server.root_password,
                "--out", str(out),
            ],
            cwd=CONTRACT,
            capture_output=True,
            timeout=600,
        )  # fmt: skip
    finally:
        stop_server(process)
    return json.loads(out.read_text())["cases"]


@pytest.fixture(scope="module")
def golden() -> dict[str, dict]:
    return json.loads((CONTRACT / "golden.json").read_text())["cases"]


def test_every_case_of_the_suite_comes_to_an_outcome(outcomes, golden):
    """Set-up errors, time-outs and broken cases count as failures, for cases without a recorded outcome too."""
    assert set(golden) <= set(outcomes)
    assert {n: r["status"] for n, r in outcomes.items() if r["status"] != "ok"} == {}


@pytest.mark.parametrize("area", AREAS)
def test_the_area_agrees_with_the_real_server(outcomes, golden, area):
    recorded = {
        name: record["outcome"]
        for name, record in golden.items()
        if name.startswith(f"{area}/") and record["status"] == "ok"
    }
    assert recorded
    different = {
        name: {"real": outcome, "ours": outcomes[name].get("outcome", outcomes[name]["status"])}
        for name, outcome in recorded.items()
        if outcomes[name].get("outcome") != outcome
    }
    assert different == {}
