# SPDX-License-Identifier: AGPL-3.0-or-later
"""What depends on locks and unique keys holds on PostgreSQL as on SQLite: tests of other modules, run again on it.

Its transactions do not wait for each other as those of SQLite do, which begin by taking the one lock there is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import postgresql
from tests.support.environment import DATABASES_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
TELLING = [
    "tests/services/test_streams.py::test_eight_processes_get_every_number_once_and_the_chain_holds",
    "tests/services/test_streams.py::test_a_stale_base_is_refused_with_the_number_to_go_on_from",
    "tests/services/test_submitting.py::test_answers_are_recorded_with_seal_and_copied_to_the_object",
    "tests/services/test_submitting.py::test_the_same_key_for_other_answers_is_refused",
    "tests/services/test_submitting.py::test_second_editor_gets_a_diff_instead_of_overwriting",
    "tests/services/test_dying.py::test_one_key_from_four_processes_at_once_is_one_submission",
    "tests/services/test_sweeping.py::test_a_stream_is_due_when_its_next_record_is_however_many_wait_behind_it",
    "tests/services/test_forms_in_use.py::test_a_policy_that_comes_after_the_question_is_too_late",
    "tests/mail/test_sending.py::test_two_workers_with_the_same_message_send_it_once",
]


@pytest.mark.serial
@pytest.mark.slow
@pytest.mark.skipif(not postgresql.PROGRAMS, reason="NO POSTGRESQL: apt-get install postgresql")
def test_numbers_keys_and_locks_hold_on_postgresql() -> None:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if "PYTEST" not in name and not name.startswith("OMERO_TEST_")
    }
    with postgresql.cluster() as databases:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--create-db", *TELLING],
            cwd=ROOT,
            env={**inherited, DATABASES_VARIABLE: json.dumps(databases)},
            capture_output=True,
            text=True,
            timeout=300,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) >= len(TELLING), done.stdout[-2000:]
    assert "skipped" not in done.stdout
    assert "database: postgresql" in done.stdout
