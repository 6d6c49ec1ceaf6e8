# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: what a verb gets, what a person is told, and the exit status."""

from __future__ import annotations

import argparse
import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from omero_forms import settings as forms_settings
from omero_forms.cli import main
from omero_forms.cli.login import add_login_arguments, user_session
from omero_forms.cli.main import make_parser, run_verb
from omero_forms.cli.output import Output
from omero_forms.cli.verb import Verb, all_verbs, no_arguments
from omero_forms.cli.wording import sentence
from omero_forms.conf import conf
from omero_forms.domain.error_catalogue import CATALOGUE
from omero_forms.domain.errors import FormsError, error
from tests.support import environment
from tests.support.servers import Lab, OmeroServer

ROOT = Path(__file__).resolve().parents[2]
VERBS = {
    "adopt-site", "answers", "assign", "audit", "beat", "bundle", "checkpoint", "damages", "diff", "digest", "doctor", "draft", "duplicate",
    "evaluate", "exemption", "export", "export-legacy", "impact", "import", "import-legacy", "keys", "lacking", "library", "list", "mail", "migrate", "orphans", "owners", "people",
    "policy", "publish", "rebuild", "redact", "remake-copies", "repair", "report", "restore", "retire", "setup", "sweep", "unassign", "verify", "versions", "worker",
}  # fmt: skip


def verb(run: Callable[[], int]) -> argparse.Namespace:
    return argparse.Namespace(forms_verb=Verb("test", "A verb of this test.", no_arguments, lambda _args, _out: run()))


def test_verbs_are_these_and_each_has_a_summary() -> None:
    verbs = all_verbs()
    assert {one.name for one in verbs} == VERBS
    assert all(one.summary.endswith(".") for one in verbs)


def test_old_name_of_a_verb_is_parsed_and_not_listed() -> None:
    parser = make_parser("omero-forms")
    assert parser.parse_args(["forms", "--json"]).forms_verb == parser.parse_args(["list", "--json"]).forms_verb
    listed = re.findall(r"^    ([a-z-]+)(?: |$)", parser.format_help(), re.MULTILINE)
    assert set(listed) == VERBS


def test_help_needs_no_omerodir_and_imports_neither_django_nor_ice() -> None:
    script = (
        "import sys; from omero_forms.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'django', 'omero', 'Ice', 'celery'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("OMERO")}
    done = subprocess.run([sys.executable, "-c", script], env=clean, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "doctor" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["no-such-verb"], ["doctor", "--no-such-option"]])
def test_wrong_call_gives_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: omero-forms")


def test_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"omero-web-forms {project['version']}\n"


def test_without_omerodir_it_says_what_is_needed() -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("OMERO")}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from omero_forms.cli import main; sys.exit(main())",
            "doctor",
        ],
        env=clean,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "OMERODIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_status_of_the_verb_is_the_status_of_the_command() -> None:
    assert run_verb(verb(lambda: 0), Output()) == 0
    assert run_verb(verb(lambda: 1), Output()) == 1


def test_catalogued_failure_is_a_sentence_and_its_places(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> int:
        problems = [{"pointer": "/properties/a", "message": "is no schema"}, {"message": "is too large"}, "plain"]
        raise error("schema_invalid", details={"problems": problems})

    assert run_verb(verb(fail), Output()) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        "The schema cannot be used for a form. Nothing was published.",
        "  /properties/a: is no schema",
        "  is too large",
        "  plain",
    ]


def test_policies_that_are_in_the_way_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise error("form_in_use", details={"policies": ["Every dataset"]})

    assert run_verb(verb(fail), Output()) == 1
    assert capsys.readouterr().err.splitlines()[1:] == ["  policy: Every dataset"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OperationalError("no such table: forms"), "omero-forms doctor"),
        (ImproperlyConfigured("no engine"), "omero-forms doctor"),
        (FileNotFoundError(2, "No such file or directory", "schema.json"), "schema.json: No such"),
        (ZeroDivisionError("of all things"), "ZeroDivisionError"),
    ],
)
def test_failure_that_was_not_foreseen_is_a_sentence_too_and_goes_to_the_log(
    fault: Exception,
    words: str,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> int:
        raise fault

    assert run_verb(verb(fail), Output()) == 1
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    assert "of all things" not in told
    assert str(fault) in caplog.text


def login_arguments(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_login_arguments(parser)
    return parser.parse_args(arguments)


def person_of(*arguments: str) -> str:
    with user_session(login_arguments(*arguments)) as session:
        return session.person.name


def test_person_logs_in_by_password_environment_or_session_key(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    where = ("-s", lab.server.host, "-p", str(lab.server.port))
    assert person_of("-u", "author", "-w", "author") == "author"
    assert person_of(*where, "-u", "author", "-w", "author") == "author"
    assert person_of("-k", lab.session_key("fellow")) == "fellow"
    monkeypatch.setenv("OMERO_PASSWORD", "leader")
    assert person_of("-u", "leader") == "leader"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say who you are"),
        (["-u", "author"], "Give the password"),
        (["-u", "author", "-w", "wrong"], "name or password is wrong"),
        (["-k", "no-such-session"], "this session has ended"),
    ],
)
def test_log_in_that_fails_says_why(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.delenv("OMERO_PASSWORD", raising=False)
    with pytest.raises(FormsError) as refused:
        person_of(*arguments)
    assert refused.value.code == "login_required"
    assert words in refused.value.message


def test_accounts_that_serve_us_cannot_log_in_to_do_anything(
    forms_installed: OmeroServer, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, password in (
        (conf().master_user, environment.MASTER_PASSWORD),
        (conf().agent_user, environment.AGENT_PASSWORD),
    ):
        with pytest.raises(FormsError) as refused:
            person_of("-u", name, "-w", password)
        assert refused.value.code == "forbidden"
    monkeypatch.setattr(forms_settings, "FORMS_PUBLIC_USER", "fellow")
    with pytest.raises(FormsError) as refused:
        person_of("-u", "fellow", "-w", "fellow")
    assert refused.value.code == "forbidden"


def omero_forms_plugin(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`omero forms`, through the command's own loader; the script itself refuses root."""
    script = "import sys; from omero.cli import argv; sys.exit(argv(['omero', 'forms', *sys.argv[1:]]))"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "OMERODIR": str(environment.OMERODIR), "OMERO_NO_ROOT_CHECK": "1"},
    )


def test_omero_command_has_the_same_verbs_and_statuses() -> None:
    shown = omero_forms_plugin("--help")
    assert shown.returncode == 0, shown.stderr
    assert all(name in shown.stdout for name in VERBS)
    failed = omero_forms_plugin("doctor")
    assert failed.returncode == 1
    # Its database has no tables yet; on PostgreSQL there is none.
    codes = ("omero_unavailable", "not_migrated", "database_unavailable")
    assert any(f"[{code}]" in failed.stdout for code in codes)
    assert "Traceback" not in failed.stderr


def test_migrate_makes_the_tables_and_can_be_repeated(tmp_path: Path) -> None:
    from demo.omerodir import environment as variables
    from demo.omerodir import make_omerodir, web_settings

    directory, database = tmp_path / "omero", tmp_path / "forms.sqlite3"
    make_omerodir(
        directory,
        web_settings(omero_port=1, database=database, static=None),
    )
    for _ in range(2):
        if database.exists():
            # As when OMERO.web was the first to open it.
            database.chmod(0o644)
        done = subprocess.run(
            [str(Path(sys.executable).parent / "omero-forms"), "migrate"],
            env=variables(directory),
            cwd=ROOT,
            capture_output=True,
            text=True,
            umask=0,
        )
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n"), done.stderr
        made = [database, directory / "etc/grid/config.xml", *(directory / "var/log").glob("*.log")]
        assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in made if file.stat().st_mode & 0o077} == {}
    assert database.stat().st_size > 0
    for verb in (one for one in all_verbs() if not one.needs_omero):
        assert "omero" not in modules_after([verb.name], variables(directory)), verb.name


def modules_after(arguments: list[str], env: dict[str, str]) -> set[str]:
    """What a process has imported that did a verb with success."""
    script = (
        "import sys; from omero_forms.cli import main; status = main(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_a_terminal_is_never_told_of_browsers_and_reloading() -> None:
    """Of what a verb can raise; the other codes belong to answers and requests that only a page or a program sends."""
    of_requests = {"key_reused", "csrf_failed", "method_not_allowed"}
    for code, entry in CATALOGUE.items():
        told = sentence(error(code))
        assert code in of_requests or not re.search("browser|Reload|page", told), entry
        assert sentence(error(code, message="Its own words.")) == "Its own words."
