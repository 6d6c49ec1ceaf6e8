# SPDX-License-Identifier: AGPL-3.0-or-later
"""What depends on locks, unique keys and what a text may hold is so on PostgreSQL as on SQLite: tests of other modules,
run again on it. `make test DATABASE=postgresql` runs all of them there.

Its transactions do not wait for each other as those of SQLite do, which begin by taking the one lock there is; and it
takes no text with U+0000.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.support import postgresql
from tests.support.another_pytest import passed_again
from tests.support.variables import DATABASES_VARIABLE

TELLING = [
    "tests/services/records/test_append.py::test_eight_processes_get_every_number_once_and_the_chain_holds",
    "tests/services/records/test_append.py::test_a_stale_base_is_refused_with_the_number_to_go_on_from",
    "tests/services/submissions/test_submit.py::test_answers_are_recorded_with_seal_and_copied_to_the_object",
    "tests/services/submissions/test_submit.py::test_the_same_key_for_other_answers_is_refused",
    "tests/services/submissions/test_submit.py::test_second_editor_gets_a_diff_instead_of_overwriting",
    "tests/services/submissions/test_dying.py::test_one_key_from_four_processes_at_once_is_one_submission",
    "tests/services/submissions/test_dying.py::test_one_key_for_four_objects_at_once_is_one_submission",
    "tests/services/submissions/test_accept.py::test_one_key_for_two_requests_in_one_list_is_refused",
    "tests/services/submissions/test_accept.py::test_two_for_one_object_follow_on_each_other",
    "tests/services/test_due.py::test_a_stream_is_due_when_its_next_record_is_however_many_wait_behind_it",
    "tests/services/forms/test_in_use.py::test_a_policy_that_comes_after_the_question_is_too_late",
    "tests/services/forms/test_publish.py::test_nobody_else_gives_a_name_while_one_is_given",
    "tests/services/policies/test_at_once.py::test_of_two_files_that_are_applied_at_once_the_later_one_is_in_force",
    "tests/services/policies/test_at_once.py::test_an_exemption_is_asked_for_once_by_two_clicks_at_once_and_not_both_withdrawn_and_approved",
    "tests/services/submissions/test_copy_leases.py::test_two_workers_leave_one_copy",
    "tests/services/evaluations/test_judge.py::test_a_finding_that_is_written_again_has_all_of_its_columns_replaced",
    "tests/services/evaluations/test_judge.py::test_a_finding_changed_when_any_judged_column_of_it_differs",
    "tests/services/evaluations/test_changed.py::test_what_is_answered_is_judged_without_a_run",
    "tests/services/evaluations/test_runs.py::test_a_worker_that_was_given_up_writes_nothing_more",
    "tests/services/events/test_write.py::test_an_event_is_written_in_a_transaction_and_goes_with_it",
    "tests/selectors/test_reports.py::test_pages_name_every_finding_once_there_and_back_and_how_many_there_are",
    "tests/selectors/test_reports.py::test_no_page_sorts_or_skips_findings",
    "tests/kit/test_waiting.py::test_a_lease_is_held_by_one_and_taken_over_when_it_ran_out",
    "tests/kit/test_kept_queries.py::test_rows_of_a_kept_query_come_as_the_driver_gives_them_if_asked_for_so",
    "tests/kit/test_kept_writes.py::test_an_update_finds_and_changes_what_a_queryset_would",
    "tests/kit/test_kept_writes.py::test_a_new_row_is_what_django_would_have_written[returned]",
    "tests/api/test_edge.py::test_the_character_that_no_database_keeps_is_refused_before_it_is_asked",
    "tests/services/mails/test_send.py::test_two_workers_with_the_same_message_send_it_once",
]


@pytest.mark.serial
@pytest.mark.slow
@pytest.mark.skipif(not postgresql.PROGRAMS, reason="NO POSTGRESQL: apt-get install postgresql")
def test_numbers_keys_and_locks_hold_on_postgresql() -> None:
    with postgresql.cluster() as databases:
        printed = passed_again(TELLING, {DATABASES_VARIABLE: json.dumps(databases)})
    passed = re.search(r"(\d+) passed", printed)
    assert passed and int(passed[1]) >= len(TELLING), printed[-2000:]
    assert "skipped" not in printed
    assert "database: postgresql" in printed
