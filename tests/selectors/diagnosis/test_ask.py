# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each fault of the set-up is found, by its name and with how to mend it; and the looking ends within seconds."""

from __future__ import annotations

import json
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import omero.model
import pytest
from django.conf import settings as django_settings
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis

from omero_forms import settings as mapping
from omero_forms.cli import main
from omero_forms.cli.config_file import config_lines
from omero_forms.conf import FORMS_PAGE, Secret, conf
from omero_forms.gateway.wire import Wire
from omero_forms.kit import database
from omero_forms.kit.private_files import close_files
from omero_forms.models import Evaluation, LogCursor, PolicyRow, RecordRow, RecordState, Server, Stream
from omero_forms.selectors.diagnosis import ask
from omero_forms.selectors.diagnosis.host import counting
from omero_forms.selectors.diagnosis.modes import modes
from omero_forms.services.setup import Plan, set_up
from omero_forms.templatetags import forms_assets
from tests.services.test_setup import nothing_set, plan, root  # noqa: F401  (fixtures)
from tests.support.ports import free_port
from tests.support.servers import Lab, OmeroServer
from tests.support.unreleased import make_unreleased
from tests.support.waiting import SOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whether the front-end was built here is not what these tests are about."""
    built = tmp_path / "built"
    built.mkdir()
    entries = {f"src/{name}.ts": {"file": f"{name}.js", "isEntry": True} for name in ("page", "loader")}
    (built / "manifest.json").write_text(json.dumps(entries))
    monkeypatch.setattr(forms_assets, "BUILT", built)


@pytest.fixture
def whole(forms_installed: OmeroServer, redis_server: str) -> None:
    """A set-up in which nothing is missing, and nothing open that a test process made with the umask of its user."""
    close_files(conf())


def codes() -> dict[str, str]:
    """Severity by code, having seen that each problem says how to mend it."""
    found = ask.problems()
    for problem in found:
        assert problem.message.endswith(".")
        assert len(problem.mend) > 15
    return {problem.code: problem.severity for problem in found}


def test_whole_set_up_has_no_problem(whole: None) -> None:
    assert codes() == {}


def test_a_panel_that_omero_web_does_not_show_is_named_with_the_line_that_set_up_prints(
    whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ["Split View", "webtest/splitview.js.html", "split_view_panel"]
    monkeypatch.setattr(django_settings, "CENTER_PLUGINS", [others])
    assert codes() == {"panel_missing": "warning"}
    [problem] = ask.problems()
    line = problem.mend.partition(", then")[0]
    assert line in [f"omero {printed}" for printed in config_lines({})]


def test_a_top_bar_without_a_link_to_the_forms_is_named_whatever_a_site_calls_it(
    whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["Data", "webindex", {"title": "Browse"}]
    monkeypatch.setattr(django_settings, "TOP_LINKS", [data])
    assert codes() == {"link_missing": "warning"}
    [problem] = ask.problems()
    assert problem.mend.partition(", then")[0] in [f"omero {printed}" for printed in config_lines({})]
    for link in (["Form designer", FORMS_PAGE], ["Forms", {"viewname": FORMS_PAGE, "query_string": {"mine": 1}}]):
        monkeypatch.setattr(django_settings, "TOP_LINKS", [data, link])
        assert codes() == {}


SETTINGS_FAULTS: list[tuple[str, Any, str, str]] = [
    ("FORMS_MASTER_USER", "", "master_missing", "error"),
    ("FORMS_MASTER_PASSWORD", Secret(""), "master_missing", "error"),
    ("FORMS_MASTER_PASSWORD", Secret("wrong"), "master_refused", "error"),
    ("FORMS_SEAL_KEY", "", "seal_key_missing", "error"),
    ("FORMS_SEAL_KEY", "/nowhere/seal.pem", "seal_key_unreadable", "error"),
    ("FORMS_FORMER_KEYS", "/nowhere/former.pem", "former_keys_unreadable", "error"),
    ("FORMS_LINK_KEY", "", "link_key_missing", "warning"),
    ("FORMS_LINK_KEY", "/nowhere/link-key", "link_key_missing", "warning"),
    ("FORMS_CHECKPOINT_KEY", "", "checkpoint_key_missing", "error"),
    ("FORMS_CHECKPOINT_KEY", "/nowhere/checkpoint.pem", "checkpoint_key_unreadable", "error"),
    ("FORMS_SITE", "another-site", "site_differs", "error"),
    ("FORMS_BROKER", "redis://127.0.0.1:1/0", "broker_unavailable", "error"),
    ("FORMS_BROKER", "redis://no port/", "broker_unavailable", "error"),
    ("FORMS_BASE_URL", "", "base_url_missing", "warning"),
    ("FORMS_AUDITOR", "", "auditor_missing", "warning"),
    ("FORMS_CREATORS", mapping.InvalidSetting("it is wrong"), "setting_invalid", "error"),
]


@pytest.mark.parametrize(("name", "value", "code", "severity"), SETTINGS_FAULTS)
def test_setting_at_fault_is_named(
    whole: None,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: Any,
    code: str,
    severity: str,
) -> None:
    monkeypatch.setattr(mapping, name, value)
    assert codes() == {code: severity}


def test_mails_without_a_sender_are_warned_of(whole: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(mapping, "FORMS_MAIL_FROM", "")
    settings.SERVER_EMAIL = None
    assert codes() == {"mail_from_missing": "warning"}


def test_omero_that_is_gone_is_named(whole: None, settings: Any) -> None:
    settings.SERVER_LIST = [["tcp://127.0.0.1", free_port(), "omero"]]
    assert codes() == {"omero_unavailable": "error"}


def test_frozen_omero_is_named_within_seconds(whole: None, forms_installed: OmeroServer) -> None:
    with forms_installed.frozen():
        began = time.monotonic()
        assert codes() == {"omero_unavailable": "error"}
        assert time.monotonic() - began < SOON


@pytest.mark.parametrize("databases", [{}, {"default": {"ENGINE": "django.db.backends.dummy"}}])
def test_no_database_is_named(whole: None, monkeypatch: pytest.MonkeyPatch, databases: dict[str, Any]) -> None:
    monkeypatch.setattr(django_settings, "DATABASES", databases)
    assert codes() == {"database_missing": "error"}


def test_database_that_was_not_migrated_is_named(whole: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_current", set())
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_args, **_kwargs: ["something"])
    assert codes() == {"not_migrated": "error"}


def test_database_of_a_version_before_the_first_release_is_named(whole: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_unreleased(monkeypatch)
    assert codes() == {"database_unreleased": "error"}


def test_key_that_is_no_key_is_named(whole: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "seal.pem"
    file.write_text("-----BEGIN NONSENSE-----")
    monkeypatch.setattr(mapping, "FORMS_SEAL_KEY", str(file))
    assert codes() == {"seal_key_unreadable": "error"}


@pytest.mark.parametrize("which", ["seal_key", "checkpoint_key"])
def test_key_that_others_can_read_is_warned_of(
    whole: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, which: str
) -> None:
    file, setting = tmp_path / "key.pem", f"FORMS_{which.upper()}"
    file.write_bytes(Path(getattr(mapping, setting)).read_bytes())
    file.chmod(0o644)
    monkeypatch.setattr(mapping, setting, str(file))
    assert codes() == {f"{which}_open": "warning"}
    file.chmod(0o600)
    assert codes() == {}


@pytest.fixture
def own_store(
    whole: None,
    root: Any,  # noqa: F811
    plan: Plan,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Plan:
    """A form master and store of this test's own, to be spoilt; the settings name them."""
    outcome = set_up(root, plan, nothing_set())
    monkeypatch.setattr(mapping, "FORMS_MASTER_USER", plan.master_user)
    monkeypatch.setattr(
        mapping,
        "FORMS_MASTER_PASSWORD",
        Secret(outcome.settings["omero.web.forms.master.password"]),
    )
    monkeypatch.setattr(mapping, "FORMS_SITE", outcome.settings["omero.web.forms.site"])
    monkeypatch.setattr(mapping, "FORMS_SEAL_KEY", outcome.settings["omero.web.forms.seal_key"])
    assert codes() == {}
    return plan


@contextmanager
def as_admin(lab: Lab) -> Iterator[Any]:
    with lab.as_user("root") as client:
        yield client.factory.getAdminService()


def test_store_that_is_not_private_is_named(own_store: Plan, lab: Lab) -> None:
    with as_admin(lab) as admin:
        group = admin.lookupGroup(own_store.store_group)
        admin.changePermissions(group, omero.model.PermissionsI("rwr---"))
    assert codes() == {"store_not_private": "error"}


def test_others_in_the_store_are_warned_of(own_store: Plan, lab: Lab) -> None:
    with as_admin(lab) as admin:
        admin.addGroups(admin.lookupExperimenter("outsider"), [admin.lookupGroup(own_store.store_group)])
    assert codes() == {"store_has_others": "warning"}


def test_master_in_other_groups_is_warned_of(own_store: Plan, lab: Lab) -> None:
    with as_admin(lab) as admin:
        admin.addGroups(admin.lookupExperimenter(own_store.master_user), [admin.lookupGroup("elsewhere")])
    assert codes() == {"master_in_other_groups": "warning"}


def test_admin_as_master_is_named(whole: None, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "FORMS_MASTER_USER", "admin")
    monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret("admin"))
    assert codes() == {"master_is_admin": "error"}


def test_another_omero_than_the_remembered_one_is_named(whole: None) -> None:
    Server.objects.create(uuid="another", remembered_at=timezone.now())
    assert codes() == {"other_database": "error"}


def test_records_that_wait_for_long_are_warned_of(whole: None) -> None:
    stream = Stream.objects.create(name="form/fwaiting")
    record = RecordRow.objects.create(
        stream=stream, number=1, kind="form.retired", payload=b"{}", previous="0" * 64,
        digest="1" * 64, seal="", key="", state=RecordState.PENDING, accepted_at=timezone.now(),
    )  # fmt: skip
    assert codes() == {}
    RecordRow.objects.filter(pk=record.pk).update(accepted_at=timezone.now() - timedelta(minutes=11))
    assert codes() == {"work_overdue": "warning"}


def test_stream_that_a_fork_stopped_is_an_alarm(whole: None) -> None:
    Stream.objects.create(name="submission/fforked/Dataset/3/9", stopped="fork")
    assert codes() == {"stream_stopped": "error"}
    assert "fforked, dataset 3" in ask.problems()[0].message


def test_pages_do_not_try_a_refused_password_again_and_again(whole: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "FORMS_MASTER_PASSWORD", Secret("wrong again"))
    tried: list[str] = []
    log_in = Wire.log_in

    def counted(*arguments: Any, **options: Any) -> Wire:
        tried.append("log-in")
        return log_in(*arguments, **options)

    monkeypatch.setattr(Wire, "log_in", counted)
    assert codes() == codes() == {"master_refused": "error"}
    assert len(tried) == 1


def test_evaluations_that_stopped_are_warned_of(whole: None) -> None:
    now = timezone.now()
    PolicyRow.objects.create(
        group_id=1, group_name="g", name="p", object_type="Dataset", requirement="none", start=now.date(),
        tell_member="never", created_at=now, updated_at=now,
    )  # fmt: skip
    assert codes() == {"evaluations_stopped": "warning"}
    run = Evaluation.objects.create(group_id=1, group_name="g", started_at=now - timedelta(hours=20), finished_at=now)
    assert codes() == {"evaluations_stopped": "warning"}
    LogCursor.objects.create(pk=1, read_at=now)
    assert codes() == {}
    Evaluation.objects.filter(pk=run.pk).update(started_at=now - timedelta(hours=28))
    assert codes() == {"evaluations_stopped": "warning"}


def test_existing_plugin_in_the_same_environment_is_explained(
    whole: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    metadata = tmp_path / "site" / "omero_forms-2.3.1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: omero-forms\nVersion: 2.3.1\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert codes() == {"other_plugin_installed": "error"}


def test_front_end_that_was_not_built_is_named(whole: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(forms_assets, "BUILT", tmp_path)
    assert codes() == {"frontend_missing": "error"}


def test_question_that_fails_does_not_hide_the_others(whole: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(ask, "_distributions", broken)
    monkeypatch.setattr(mapping, "FORMS_BASE_URL", "")
    assert codes() == {"not_known": "error", "base_url_missing": "warning"}


def run_doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    result = main(["doctor", *arguments])
    return result, capsys.readouterr().out


def test_doctor_asks_for_the_workers_too(whole: None, capsys: pytest.CaptureFixture[str]) -> None:
    result, printed = run_doctor(capsys)
    assert result == 1
    assert "No worker answers" in printed
    assert "omero-forms worker" in printed
    assert printed.endswith("1 error, 0 warnings.\n")


def test_doctor_says_where_each_process_counts_alone_what_a_person_sends(
    whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(counting(conf())) == []
    monkeypatch.setattr(mapping, "FORMS_BROKER", "filesystem:///var/lib/forms/broker")
    found = {one.code: one for one in ask.problems(with_workers=True)}
    assert found["rates_per_process"].severity == "warning"
    assert "omero.web.forms.rate_submissions" in found["rates_per_process"].message
    assert "rates_per_process" not in codes()


def test_doctor_says_where_a_redis_answers_but_may_not_count(
    whole: None, monkeypatch: pytest.MonkeyPatch, redis_server: str
) -> None:
    with Redis.from_url(redis_server) as client:
        client.acl_setuser(
            "worker", enabled=True, passwords=["+secret"], keys=["*"], categories=["+@all"], commands=["-eval"]
        )
        try:
            monkeypatch.setattr(mapping, "FORMS_BROKER", redis_server.replace("redis://", "redis://worker:secret@"))
            [told] = counting(conf())
        finally:
            client.acl_deluser("worker")
    assert (told.code, "EVAL" in (told.mend or "")) == ("rates_per_process", True)
    monkeypatch.setattr(mapping, "FORMS_BROKER", f"redis://127.0.0.1:{free_port()}/0")
    assert list(counting(conf())) == [], "that it does not answer is said already"


def test_doctor_names_the_files_that_others_can_read_and_how_to_close_them(
    whole: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each as its code says, with a line that can be run; nothing of the kind once it was."""
    (omerodir := tmp_path / "omero" / "etc" / "grid").mkdir(parents=True)
    database = tmp_path / "database"
    database.mkdir()
    files = {
        "agent_password_open": tmp_path / "agent password",
        "config_open": omerodir / "config.xml",
        "database_open": database / "forms.sqlite3-wal",
        "logs_open": tmp_path / "OMEROweb.log",
    }
    (database / "forms.sqlite3").touch(mode=0o600)
    for file in files.values():
        file.write_text("x")
        file.chmod(0o644)
    database.chmod(0o777)
    monkeypatch.setenv("OMERODIR", str(tmp_path / "omero"))
    monkeypatch.setattr(django_settings, "LOGDIR", str(tmp_path))
    monkeypatch.setattr(
        django_settings,
        "DATABASES",
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database / "forms.sqlite3")}},
    )
    monkeypatch.setattr(mapping, "FORMS_AGENT_PASSWORD_FILE", str(files["agent_password_open"]))
    found = {one.code: one for one in modes(conf())}
    assert set(found) == {*files, "folder_open"}
    for problem in found.values():
        assert problem.severity == "warning"
        subprocess.run(problem.mend.partition(";")[0], shell=True, check=True)
    assert list(modes(conf())) == []
    assert {stat.S_IMODE(file.stat().st_mode) for file in files.values()} == {0o600}


@pytest.mark.parametrize(
    ("user", "password", "code"),
    [
        ("", "", "agent_missing"),
        ("form-agent", "wrong", "agent_refused"),
        ("form-agent", "", "agent_password_missing"),
        ("viewer", "viewer", "agent_without_sudo"),
    ],
)
def test_doctor_names_what_is_wrong_with_the_form_agent(
    whole: None,
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    user: str,
    password: str,
    code: str,
) -> None:
    file = tmp_path / "password"
    file.write_text(password)
    monkeypatch.setattr(mapping, "FORMS_AGENT_USER", user)
    monkeypatch.setattr(mapping, "FORMS_AGENT_PASSWORD_FILE", str(file))
    _result, printed = run_doctor(capsys, "--json")
    assert code in {problem["code"] for problem in json.loads(printed)}


def test_every_problem_that_a_session_can_name_has_its_own_mend() -> None:
    """What the gateway raises as `setup_incomplete` must not fall back on a general hint."""
    import ast
    import inspect

    from omero_forms import conf
    from omero_forms.gateway import sessions

    named = set()
    for module, function in ((sessions, "incomplete"), (conf, "_incomplete")):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                match node.args[0]:
                    case ast.Constant(value=str(code)):
                        named.add(code)
    assert len(named) > 5
    assert named <= set(ask._MENDS)
