# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verbs an admin types: policy apply, policy list, evaluate, digest, sweep."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from demo.smtp import Mailbox
from omero_forms.cli.main import main
from omero_forms.models import DayCount, Form, OutboxMessage, PolicyRow
from tests.support.facility import LATER, Facility

TypeIn = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def type_in(capsys: pytest.CaptureFixture[str]) -> TypeIn:
    """`type_in("evaluate")` is (exit status, output, errors)."""

    def run(*words: str) -> tuple[int, str, str]:
        status = main(list(words))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def log_in(facility: Facility, user: str = "admin") -> list[str]:
    """The log-in options of somebody of the lab."""
    server = facility.world.lab.server
    return ["-s", server.host, "-p", str(server.port), "-u", user, "-w", user]


def test_a_policy_file_is_applied_listed_and_applied_again(facility: Facility, type_in: TypeIn, tmp_path: Path) -> None:
    facility.group("b")
    form = facility.form("b")
    file = tmp_path / "policies.yaml"
    # As an editor on Windows saves it.
    written = yaml.safe_dump({"policies": [facility.policy("b", form, tell_member="any")]}).replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + written.encode())

    status, out, errors = type_in("policy", "apply", str(file), *log_in(facility))
    assert (status, errors) == (0, "")
    source = PolicyRow.objects.values_list("source", flat=True).get()
    assert source is not None and source["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert out == f"created: Metadata (b {facility.suffix})\n"
    _status, out, _errors = type_in("policy", "apply", str(file), *log_in(facility), "--json")
    assert json.loads(out)["unchanged"] == [f"Metadata (b {facility.suffix})"]

    status, out, _errors = type_in("policy", "list", *log_in(facility))
    assert status == 0
    assert f"b {facility.suffix}: Metadata: all_of ({form.name}), kept in a file" in out.splitlines()


def test_a_file_is_compared_before_it_is_applied_and_programs_are_told_whether_it_changes_anything(
    facility: Facility, type_in: TypeIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = facility.group("b")
    form = facility.form("b")
    of_group, login = f"b {facility.suffix}", log_in(facility)
    file, other = tmp_path / "policies.yaml", tmp_path / "other.yaml"
    file.write_text(
        yaml.safe_dump({"policies": [facility.policy("b", form, grace=3), facility.policy("b", name="Two")]})
    )
    other.write_text(yaml.safe_dump({"policies": [facility.policy("b", form, grace=14)]}))

    status, out, _errors = type_in("policy", "apply", str(file), "--preview", "--json", "--detailed-exit", *login)
    told = json.loads(out)
    assert (status, told["changed"], told["preview"], told["created"]) == (3, True, True, [f"Metadata ({of_group})", f"Two ({of_group})"])  # fmt: skip
    assert PolicyRow.objects.count() == 0
    assert type_in("policy", "apply", str(file), "--detailed-exit", *login)[0] == 3
    status, out, _errors = type_in("policy", "apply", str(file), "--detailed-exit", "--json", *login)
    assert (status, json.loads(out)["changed"]) == (0, False)
    assert type_in("policy", "diff", str(file), *login) == (0, "What is required is what the file says.\n", "")

    # Another file was applied meanwhile: what it left behind is told with where it came from.
    assert type_in("policy", "apply", str(other), *login)[0] == 0
    status, out, _errors = type_in("policy", "diff", str(file), "--detailed-exit", *login)
    changed, grace, since, resumed, *_since = out.splitlines()
    assert (status, changed, grace, resumed) == (3, f"changed: Metadata ({of_group})", "    grace: 14 → 3", f"changed: Two ({of_group})")  # fmt: skip
    assert "by admin, by another file, or an earlier state of this one (SHA-256 " in since
    assert PolicyRow.objects.get(name="Metadata").grace_days == 14

    status, exported, _errors = type_in("policy", "export", "--group", str(group), *login)
    assert (status, f"group: {of_group}" in exported, f"form: {form.name}" in exported) == (0, True, True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(exported.encode())))
    assert type_in("policy", "apply", "-", "--detailed-exit", *login)[0] == 0
    assert type_in("policy", "export", "--group", str(group), *login)[1] == exported

    # What the browser made since is ended by the file only if somebody says so.
    facility.apply(facility.policy("b", form, grace=14), facility.policy("b", name="Two"))
    status, out, errors = type_in("policy", "apply", str(other), *login)
    assert (status, out, errors.splitlines()[0].startswith("What was done in the browser would be lost.")) == (
        1,
        "",
        True,
    )
    assert f"  line 2, /policies: “Two ({of_group})” was last changed in the browser, on " in errors
    status, out, _errors = type_in("policy", "diff", str(other), "--detailed-exit", *login)
    assert (status, out.splitlines()[-1]) == (
        3,
        "    The file does not know of that, so it is applied with --overwrite only.",
    )
    told = json.loads(type_in("policy", "diff", str(other), "--json", *login)[1])
    assert [(one["what"], one["overwrites"]) for one in told["policies"]] == [("taken_over", False), ("ended", True)]
    assert type_in("policy", "apply", str(other), "--overwrite", *login)[0] == 0
    assert json.loads(type_in("policy", "export", "--json", *login)[1])["policies"][0]["grace"] == 14
    facility.person("anna", "b")
    name = facility.people["anna"].name
    anna = [*login[:4], "-u", name, "-w", name]
    assert type_in("policy", "export", *anna)[0] == 1
    assert type_in("policy", "list", *anna)[2].startswith("You own no group.")
    status, _out, errors = type_in("policy", "diff", str(file), *anna)
    assert (status, "you cannot change it" in errors) == (1, True), errors
    with pytest.raises(SystemExit) as called_wrongly:
        type_in("policy", "diff", *login)
    assert called_wrongly.value.code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("policies: [", "The file is not YAML at line 1, column 12: "),
        ("policies:\n  - name: x\n   group: [1\n", "The file is not YAML at line 3, column 4: "),
        ("policies: \x07", "The file is not YAML at line 1, column 11: the character U+0007"),
        ("policies:\n  - name: Only a name\n", "  line 2, /policies/0/group: Name the group."),
        (
            "policies:\n  - name: a\n    group: g\n    start: 2026-02-30\n",
            "  line 4, /policies/0/start: There is no such day.",
        ),
        (
            "policies:\n  - name: a\n    name: b\n",
            "  line 3, /policies/0/name: This stands here twice. Keep one of them.",
        ),
        ("- policies\n", "Write a mapping"),
        ("# nothing yet\n", "  line 1: Write a mapping"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(
    facility: Facility, type_in: TypeIn, tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text(content)
    status, out, errors = type_in("policy", "apply", str(file), *log_in(facility))
    assert (status, out) == (1, "")
    assert said in errors
    assert PolicyRow.objects.count() == 0


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_says_in_which_line(
    facility: Facility, type_in: TypeIn, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes("policies:\n  - name: Müller\n".encode(encoding))
    status, out, errors = type_in("policy", "apply", str(file), *log_in(facility))
    assert (status, out) == (1, "")
    line = 2 if encoding == "latin-1" else 1
    assert f"line {line} is not UTF-8 text. Save the file as UTF-8." in errors


def test_a_file_without_policies_says_that_it_changed_nothing(
    facility: Facility, type_in: TypeIn, tmp_path: Path
) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text("policies: []\n")
    status, out, _errors = type_in("policy", "apply", str(file), *log_in(facility))
    assert (status, "nothing was changed" in out) == (0, True)


def test_a_group_is_freed_by_a_policy_that_requires_nothing(
    facility: Facility, type_in: TypeIn, tmp_path: Path
) -> None:
    facility.group("b")
    form = facility.form("b")
    file = tmp_path / "policies.yaml"
    for requirement in ("all_of", "none"):
        policy = facility.policy("b", form, name=requirement, requirement=requirement)
        if requirement == "none":
            del policy["forms"]
        file.write_text(yaml.safe_dump({"policies": [policy]}))
        status, out, errors = type_in("policy", "apply", str(file), *log_in(facility))
        assert (status, errors) == (0, "")
    assert out.splitlines() == [
        f"created: none (b {facility.suffix})",
        f"ended: all_of (b {facility.suffix})",
    ]


def test_a_file_that_is_not_there_and_a_wrong_password_are_plain_sentences(
    facility: Facility, type_in: TypeIn, tmp_path: Path
) -> None:
    status, _out, errors = type_in("policy", "apply", str(tmp_path / "none.yaml"), *log_in(facility))
    assert status == 1
    assert errors.strip().endswith("none.yaml cannot be read: No such file or directory.")
    status, _out, errors = type_in("policy", "list", *log_in(facility)[:-1], "wrong")
    assert status == 1
    assert "Traceback" not in errors


def test_evaluate_one_group_and_all(facility: Facility, type_in: TypeIn) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    facility.apply(facility.policy("b", facility.form("b"), grace=4))
    dataset = facility.dataset("anna", "b")

    status, out, _errors = type_in("evaluate", "--group", str(group))
    assert (status, out) == (0, f"group {group}: finished, 1 finding changed\n")
    assert facility.statuses("b") == {dataset: "grace"}
    status, out, _errors = type_in("evaluate")
    assert status == 0
    assert f"group {group}: finished, 0 findings changed" in out
    assert type_in("evaluate", "--group", f"b {facility.suffix}") == (
        0,
        f"group {group}: finished, 0 findings changed\n",
        "",
    )
    status, out, errors = type_in("evaluate", "--group", "No such lab")
    assert (status, out) == (1, "")
    assert "no group with this name" in errors
    assert type_in("evaluate", "--group", "0")[0] == 1


def test_evaluate_tells_programs_how_each_group_went_and_what_it_cost(facility: Facility, type_in: TypeIn) -> None:
    group = facility.group("b")
    facility.person("anna", "b")
    form, other = facility.form("b"), facility.form("b")
    facility.apply(facility.policy("b", form), facility.policy("b", other, name="Other"))
    one, _two = facility.datasets("anna", "b", 2)

    def counted() -> list[dict[str, int]]:
        rows = DayCount.objects.filter(group_id=group, heading="form", key=form.id, until=None)
        return [one.totals for one in rows]

    def told(*words: str) -> tuple[int, dict[str, Any]]:
        status, out, _errors = type_in("evaluate", "--group", str(group), "--json", *words)
        said = json.loads(out)
        (found,) = said["evaluations"]
        assert found["group"] == {"id": group, "name": f"b {facility.suffix}"}
        assert (said["failed"], said["with_problems"]) == (int(status == 1), int(status == 3))
        return status, found

    # Nothing to build on yet: what changed is all of it.
    status, found = told("--incremental")
    assert (status, found["mode"], found["state"], found["changed"]) == (0, "whole", "finished", 4)
    run = found["run"]
    assert (run["state"], run["begun"], run["pages"], run["changed"]) == ("finished", 1, 1, 4)
    assert set(run["steps"]) == {"preparing", "reading", "judging", "writing", "counting"}
    assert sum(run["steps"].values()) > 0
    assert 0 <= run["seconds"] < 60
    assert run["totals"] == {"grace": 2, "objects": 2}
    assert counted() == [{"grace": 2, "objects": 2}], "the report has its numbers by form at once"
    facility.submit("anna", one, form)
    status, found = told("--incremental")
    assert (status, found["mode"], found["state"], found["changed"]) == (0, "changes", "finished", 1)
    assert found["run"]["id"] == run["id"]
    assert counted() == [{"compliant": 1, "grace": 1, "objects": 2}]
    since = found["run"]["since"]
    assert (since["looks"] >= 1, since["objects"] >= 1, since["changed"]) == (True, True, 1)
    assert type_in("evaluate", "--incremental", "--group", str(group))[1].startswith(f"group {group}: 0 objects judged")

    # Past all refusals, as after a restore: what cannot be judged is no failure, and is not passed over either.
    Form.objects.filter(id=other.id).update(state="retired")
    status, found = told()
    assert (status, found["state"], found["failed"]) == (3, "finished_with_problems", None)
    (problem,) = found["problems"]
    assert (problem["policy"]["name"], "retired" in problem["message"]) == ("Other", True)
    status, out, errors = type_in("evaluate", "--group", str(group))
    assert (status, "finished with 1 problem, 0 findings changed" in out, "retired" in errors) == (3, True, True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.TIME_ZONE", "Nowhere/AtAll")
        status, found = told()
    assert (status, found["state"], found["run"]["state"]) == (1, "failed", "failed")
    assert "fault in the forms service" in found["failed"]


def test_digest_sends_once_and_sweep_sends_what_waits(
    facility: Facility, type_in: TypeIn, mailbox: Mailbox, settings: Any
) -> None:
    facility.group("b")
    facility.person("anna", "b")
    facility.person("mute", "b", email="")
    facility.apply(facility.policy("b", facility.form("b"), tell_member="any"))
    facility.dataset("anna", "b")
    facility.dataset("mute", "b")
    facility.evaluate("b", LATER)
    good, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    status, out, errors = type_in("digest", "--period", "audit")
    assert status == 1
    assert "period audit: 0 messages sent" in out
    assert "Mute Person: not told: no e-mail address" in out
    assert "1 message waits" in errors
    settings.EMAIL_PORT = good
    OutboxMessage.objects.update(next_at=timezone.now())
    status, out, _errors = type_in("sweep")
    assert status == 0
    assert "1 message sent" in out
    # Of the heartbeats of a period, which are for admins, the digest sends none and tells nothing.
    mail = OutboxMessage.objects.get()
    beside = {"kind": "heartbeat", "sent_at": None, "last_error": "", "next_at": timezone.now()}
    for number, state in enumerate(("waiting", "refused")):
        own = {"id": None, "state": state, "person_id": -number, "message_id": f"<{number}@example.org>"}
        known: dict[str, Any] = {**vars(mail), **beside, **own}
        OutboxMessage.objects.create(**{one.attname: known[one.attname] for one in OutboxMessage._meta.fields})
    status, out, errors = type_in("digest", "--period", "audit")
    assert (status, out.startswith("period audit: 0 messages sent"), errors) == (0, True, "")
    assert len(mailbox.mails) == 1
