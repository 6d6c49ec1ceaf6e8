# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from the command line, acting for a person whose log-in is given."""

from __future__ import annotations

import copy
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from omero_forms import settings as mapping
from omero_forms.cli import main
from omero_forms.conf import conf
from omero_forms.domain.submissions import CopyReason
from omero_forms.gateway import copies, records
from omero_forms.gateway.copies import CopyOutcome
from omero_forms.gateway.sessions import form_master
from omero_forms.models import Assignment, Form, FormVersion
from tests.services.records.tampering import next_record
from tests.support.ports import free_port
from tests.support.world import EVERYWHERE, SCHEMA, FormsWorld

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(world: FormsWorld, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("leader", "retire", "f…")`: status, output and errors of a verb."""

    def verb(who: str, *words: str) -> tuple[int, str, str]:
        server = world.lab.server
        log_in = ["-s", server.host, "-p", str(server.port), "-u", who, "-w", who]
        status = main([*words, *(log_in if who else [])])
        said = capsys.readouterr()
        return status, said.out, said.err

    return verb


@pytest.fixture
def schema(tmp_path: Path) -> str:
    """A file with a schema."""
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return str(path)


def test_a_form_is_published_offered_listed_and_taken_back(run: Run, schema: str) -> None:
    status, out, _ = run("leader", "publish", schema, "--message", "first", "--json")
    assert status == 0
    published = json.loads(out)
    form = published["form"]
    assert (published["version"], published["recorded"]) == (1, True)
    assert Form.objects.get().name == SCHEMA["title"]
    group = ("--group", "lab private", "--type", "dataset", "--type", "project")
    assert run("leader", "assign", form, *group)[0] == 0
    assert Assignment.objects.count() == 2
    [listed] = json.loads(run("", "list", "--json")[1])
    assert datetime.fromisoformat(listed["published_at"]).isoformat() == listed["published_at"]
    assert (listed["id"], listed["version"], len(listed["assignments"])) == (form, 1, 2)
    assert "offered to lab private for Dataset" in run("", "list")[1]
    assert run("", "forms") == run("", "list"), "its old name"
    assert run("leader", "unassign", form, *group)[0] == 0
    assert Assignment.objects.count() == 0
    assert run("leader", "retire", form, "--message", "done")[0] == 0
    assert Form.objects.get().state == "retired"
    assert run("leader", "restore", form)[0] == 0
    assert Form.objects.get().state == "published"


def test_publishing_tells_what_the_page_cannot_ask_and_which_defaults_do_not_fit(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    microscope = {"title": "Microscope", "enum": []}
    count = {"type": "number", "default": "5"}
    odd = {"title": "Odd", "type": "object", "properties": {"microscope": microscope, "n": count}}
    path.write_text(json.dumps(odd))
    status, out, _ = run("leader", "publish", str(path))
    assert status == 0
    assert out.splitlines()[1:] == [
        "Not asked in the page: Microscope (/properties/microscope). Its list of choices is empty.",
        "Check /properties/n/default: This default cannot be an answer. “5” is text. What is needed is a number.",
    ]
    told = json.loads(run("leader", "publish", str(path), "--name", "Odd 2", "--json")[1])
    assert [one["pointer"] for one in told["not_asked"]] == ["/properties/microscope"]
    assert [one["pointer"] for one in told["warnings"]] == ["/properties/n/default"]
    path.write_text(json.dumps({**odd, "required": ["microscope"]}))
    status, _, err = run("leader", "publish", str(path), "--name", "Odd 3")
    assert status != 0
    assert "/properties/microscope" in err
    assert "Nobody could answer this required question in the page." in err
    assert Form.objects.count() == 2


def test_the_next_version_keeps_the_name_unless_another_is_given(run: Run, schema: str) -> None:
    form = json.loads(run("admin", "publish", schema, "--name", "Mine", "--json")[1])["form"]
    status, out, _ = run("admin", "publish", schema, "--form", form, "--message", "again")
    assert (status, out.split()[:3]) == (0, [form, "version", "2:"])
    assert Form.objects.get().name == "Mine"
    assert [one.message for one in FormVersion.objects.order_by("number")] == ["", "again"]


def test_what_a_verb_does_is_recorded_as_done_by_a_command(run: Run, schema: str, world: FormsWorld) -> None:
    form = json.loads(run("leader", "publish", schema, "--json")[1])["form"]
    run("leader", "assign", form, "--group", "lab private", "--type", "dataset")
    recorded = [*world.stored(f"form/{form}"), *world.stored(f"assignment/{form}")]
    said = [(one.kind, one.payload_json()["via"], one.payload_json()["as"]) for one in recorded]
    assert said == [("form.published", "command", "form_owner"), ("assignment.assigned", "command", "group_owner")]


def test_a_form_that_a_newer_version_went_on_with_gets_no_version_by_this_one(
    run: Run, schema: str, world: FormsWorld
) -> None:
    form = json.loads(run("admin", "publish", schema, "--json")[1])["form"]
    newer = next_record(world.stored(f"form/{form}")[-1], "form.dreamt")
    with form_master(conf()) as master:
        records.append(master, newer)
    for words in (["publish", schema, "--form", form], ["retire", form]):
        status, _, told = run("admin", *words)
        assert status == 1
        assert "made by a newer version of the forms service" in told
    assert Form.objects.get().state == "published"
    assert world.stored(f"form/{form}")[-1] == newer


@pytest.mark.parametrize(
    ("who", "words", "told"),
    [
        ("author", ["publish", "SCHEMA"], "Ask an owner"),
        ("admin", ["publish", "missing.json"], "missing.json cannot be read: No such file"),
        ("admin", ["publish", "/"], "/ cannot be read: Is a directory"),
        (
            "admin",
            ["publish", "SCHEMA", "--name", ""],
            "Give it one with --name, or give its schema a title",
        ),
        ("admin", ["publish", "SCHEMA", "--name", "x" * 201], "/name: Write at most 200 characters."),
        ("admin", ["publish", "SCHEMA", "--form", "faaaaaaaaaaaaaaa"], "List the forms with"),
        ("admin", ["assign", "faaaaaaaaaaaaaaa", "--group", "lab private"], "no such thing"),
        ("admin", ["assign", "f", "--group", "No lab"], "no group with this name or id"),
        ("admin", ["assign", "f", "--group", "lab private", "--type", "well"], "object type"),
        ("admin", ["retire", "faaaaaaaaaaaaaaa"], "no such thing"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_gives_1(
    run: Run, schema: str, who: str, words: list[str], told: str
) -> None:
    status, out, errors = run(who, *(schema if word == "SCHEMA" else word for word in words))
    assert (status, out) == (1, "")
    assert told in errors
    assert not re.search("browser|[Rr]eload|page", errors), "a terminal has none"
    assert Form.objects.count() == 0


def test_an_omero_that_is_not_there_is_said_without_a_word_of_browsers(
    world: FormsWorld, schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody_listens = ["-s", "tcp://127.0.0.1", "-p", str(free_port()), "-u", "admin", "-w", "x"]
    assert main(["publish", schema, *nobody_listens]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("OMERO did not answer. Nothing was changed.")


FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "It is not JSON"),
    "no JSON": (b"{", "line 1, column 2"),
    "50,000 levels": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested too deeply"),
    "100,000 levels that do not end": (b"[" * 100_000, "nested too deeply"),
    "100,000 levels in a part": (b'{"type":"object","default":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
    "NaN": (b'{"type":"object","maxProperties":NaN}', "NaN"),
    "a number beyond all": (b'{"type":"object","maxProperties":' + b"9" * 5000 + b"}", "whole numbers beyond"),
    "U+0000": (b'{"type":"object","title":"a\\u0000"}', "U+0000"),
    "half a character": (b'{"type":"object","title":"\\ud800"}', "half of a character"),
    "a name given twice": (b'{"type":"object","type":"object"}', "a name is given twice"),
    "larger than a schema": (b'{"type":"object","description":"' + b"x" * 600_000 + b'"}', "larger than 512 kB"),
    "larger than any file": (b" " * 5_000_001, "larger than 5 MB"),
    "UTF-16": ('{"type":"object"}'.encode("utf-16"), "not UTF-8 text"),
    "a list": (b"[]", "is a JSON object"),
}


def test_no_file_of_a_schema_or_ui_schema_makes_a_verb_fail_in_another_way_than_with_a_sentence(
    run: Run, schema: str, tmp_path: Path
) -> None:
    file = tmp_path / "form.json"
    for name, (content, said) in FILES.items():
        file.write_bytes(content)
        for words in ([str(file)], [schema, "--ui", str(file)]):
            if words[0] == schema and name == "nothing":
                continue
            status, out, errors = run("admin", "publish", *words)
            assert (status, out) == (1, ""), name
            assert said in errors, f"{name}: {errors}"
    for words in (["publish", "/dev/zero"], ["publish", schema, "--ui", "/dev/zero"], ["policy", "apply", "/dev/zero"]):
        assert "larger than 5 MB" in run("admin", *words)[2]
    assert Form.objects.count() == 0


def test_what_is_no_text_is_no_argument(run: Run, schema: str) -> None:
    for words in (
        ["publish", schema, "--name", "\udcff"],
        ["publish", schema, "--message", "\udcff"],
        ["assign", "\udcff", "--group", "lab private"],
        ["assign", "f", "--group", "\udcff"],
        ["retire", "\udcff"],
        ["audit", "--person", "\udcff"],
        ["audit", "--event", "\udcff"],
    ):
        status, out, errors = run("admin", *words)
        assert (status, out) == (1, "")
        assert "is not UTF-8 text. Nothing was done." in errors, words
    for words in (
        ["audit", "--before", "9" * 30],
        ["audit", "--since", "0001-01-01T00:00+14:00"],
        ["audit", "--until", "9999-12-31"],
        ["audit", "--since", "2026-02-30"],
    ):
        status, _out, errors = run("admin", *words)
        assert "unexpected" not in errors, words
        assert status in {0, 1}


def test_a_name_that_is_taken_leads_to_the_next_version(run: Run, schema: str) -> None:
    form = json.loads(run("admin", "publish", schema, "--json")[1])["form"]
    status, _out, errors = run("admin", "publish", schema)
    assert status == 1
    assert "--form" in errors
    assert run("admin", "publish", schema, "--form", form)[0] == 0


def test_a_broken_schema_is_told_with_its_places(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"type": "object", "properties": {"a": {"type": "strin"}}}')
    status, _out, errors = run("admin", "publish", str(path), "--name", "Broken")
    assert status == 1
    assert "/properties/a" in errors


def test_a_sweep_without_work_says_so(run: Run) -> None:
    status, out, errors = run("", "sweep")
    assert (status, errors) == (0, "")
    assert out.startswith("0 streams recorded, 0 copies seen to")


def test_what_a_schema_would_change_and_break_is_told_before_it_is_published(
    run: Run, world: FormsWorld, tmp_path: Path, dataset: Callable[..., int]
) -> None:
    form = world.publish(by="leader")
    for group in ("lab read_annotate", "elsewhere"):
        assert run("admin", "assign", form.id, "--group", group)[0] == 0
    seen, unseen = dataset(), dataset("elsewhere", owner="outsider")
    for who, one, sample in (("author", seen, "HeLa"), ("outsider", unseen, "U2OS")):
        world.submit(who, one, form, answers={"sample": sample})

    def file(**sample: object) -> str:
        path = tmp_path / "next.json"
        changed = copy.deepcopy(SCHEMA)
        changed["properties"]["sample"] |= sample  # type: ignore[index]
        path.write_text(json.dumps(changed))
        return str(path)

    looser = file(minLength=1, title="Which sample?")
    assert run("leader", "diff", form.id, looser)[1].splitlines() == [
        "loosened: “Which sample?” may be 1 or more characters long now (was 2).",
        "reworded: “Which sample?” is the new title of “Sample”.",
    ]
    assert json.loads(run("leader", "impact", form.id, looser, "--json")[1]) == {
        "proved": True, "answers": 2, "breaking": [], "elsewhere": 0, "unread": 0,
    }  # fmt: skip
    tighter = file(pattern="^[0-9]+$")
    told = json.loads(run("leader", "impact", form.id, tighter, "--json")[1])
    rule = {"pointer": "/sample", "path": "Sample", "keyword": "pattern"}
    assert told == {
        "proved": False,
        "answers": 2,
        "breaking": [{"object": f"Dataset:{seen}", "submission": 1, "problems": [rule]}],
        "elsewhere": 1,
        "unread": 0,
    }
    said = run("leader", "impact", form.id, tighter)[1]
    assert "Of 2 objects with answers, 2 have some that this version would refuse." in said
    assert "HeLa" not in said
    assert "1 more for objects that you cannot see." in said
    assert run("fellow", "impact", form.id, tighter)[0] == 1
    assert run("fellow", "diff", form.id, tighter)[0] == 1
    assert FormVersion.objects.count() == 1


def test_a_form_is_given_copied_and_gone_on_with_from_the_command_line(run: Run, schema: str) -> None:
    form = json.loads(run("leader", "publish", schema, "--message", "first", "--json")[1])["form"]
    assert run("leader", "publish", schema, "--form", form, "--message", "second")[0] == 0
    lines = run("", "versions", form)[1].splitlines()
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", line) for line in lines] == [
        "2  DAY  Lena Leader: second",
        "1  DAY  Lena Leader: first",
    ]
    assert json.loads(run("", "versions", form, "--json")[1])[1]["message"] == "first"
    assert run("leader", "diff", form, "--from", "1", "--to", "2")[1] == "The questions are those of version 1.\n"
    assert json.loads(run("leader", "diff", form, "--from", "2", "--json")[1])["changes"] == []
    for wrong in ((), (schema, "--from", "1"), ("--from", "7")):
        assert run("leader", "diff", form, *wrong)[0] == 1
    assert run("leader", "draft", "begin", form, "--version", "1")[1] == f"{form} draft 1: {SCHEMA['title']}\n"
    assert run("leader", "draft", "begin", form)[0] == 1, "it has one"
    copied = json.loads(run("leader", "duplicate", form, "--json")[1])
    assert (copied["name"], copied["base_version"]) == (f"Copy of {SCHEMA['title']}", 0)
    assert run("leader", "owners", form)[1] == "leader  Lena Leader\n"
    assert run("leader", "people", "arno")[1] == "author  Arno Author\n"
    assert run("author", "people", "lena")[0] == 1
    assert run("leader", "owners", form, "--add", "author", "--add", "fellow", "--remove", "leader")[0] == 0
    assert {owner["name"] for owner in Form.objects.get(id=form).owners} == {"author", "fellow"}
    assert run("leader", "owners", form, "--set", "leader")[0] == 1, "it is theirs no more"
    assert [one["name"] for one in json.loads(run("fellow", "owners", form, "--set", "fellow", "--json")[1])] == [
        "fellow"
    ]
    for refused in (("--remove", "fellow"), ("--add", "nobody-there"), ("--set", "author", "--add", "leader")):
        assert run("fellow", "owners", form, *refused)[0] == 1
    assert [owner["name"] for owner in Form.objects.get(id=form).owners] == ["fellow"]


def test_the_list_can_be_that_of_one_group(run: Run, schema: str) -> None:
    form = json.loads(run("leader", "publish", schema, "--message", "first", "--json")[1])["form"]
    assert run("", "list", "--group", "lab private")[1] == "lab private is offered no form.\n"
    assert run("leader", "assign", form, "--group", "lab private")[0] == 0
    assert [one["id"] for one in json.loads(run("", "list", "--group", "lab private", "--json")[1])] == [form]


def test_a_form_is_drafted_changed_published_and_printed_again_from_the_command_line(run: Run, schema: str) -> None:
    status, out, _ = run("leader", "draft", "put", schema, "--name", "Slides", "--json")
    begun = json.loads(out)
    assert (status, begun["number"], begun["base_version"]) == (0, 1, 0)
    form = begun["form"]
    assert run("leader", "draft", "show", form)[1] == Path(schema).read_text()
    assert (
        run("leader", "draft", "put", schema, "--form", form, "--description", "Of slides")[1]
        == f"{form} draft 2: Slides\n"
    )
    assert run("leader", "draft", "put", schema, "--form", form, "--base", "1", "--name", "X")[0] == 1
    assert run("fellow", "draft", "show", form)[0] == 1
    assert json.loads(run("leader", "draft", "show", form, "--number", "1", "--json")[1])["description"] == ""
    answers = Path(schema).with_name("answers.json")
    answers.write_text('{"sample": 3}')
    status, said, _ = run("leader", "draft", "test", form, str(answers))
    assert (status, said.startswith("Sample: ")) == (1, True)
    answers.write_text('{"sample": "HeLa"}')
    status, said, _ = run("leader", "draft", "test", form, str(answers), "--json")
    assert (status, json.loads(said)) == (0, {"number": 2, "valid": True, "problems": []})
    answers.write_text("[]")
    assert run("leader", "draft", "test", form, str(answers))[0] == 1
    assert run("leader", "draft", "publish", form)[1] == f"{form} version 1: Slides\n"
    assert run("", "export", form)[1] == Path(schema).read_text()
    assert run("", "export", form, "--ui")[1] == "{}"
    assert json.loads(run("", "export", form, "--json")[1])["author"] == "leader"
    assert run("", "export", form, "--version", "2")[0] == 1
    assert run("leader", "draft", "put", schema, "--form", form, "--json")[0] == 0
    assert run("leader", "draft", "publish", form)[0] == 1, "a second version says what it changes"
    assert run("leader", "draft", "discard", form)[0] == 0
    assert run("leader", "draft", "show", form)[0] == 1


def test_a_bundle_is_written_whole_or_not_at_all(
    run: Run, world: FormsWorld, dataset: Callable[..., int], tmp_path: Path
) -> None:
    form, target = world.form(*EVERYWHERE), dataset("private")
    world.submit("author", target, form)
    path = tmp_path / "proof.zip"
    assert run("author", "bundle", f"dataset:{target}", "--output", str(path)) == (0, f"{path}\n", "")
    assert f"records/form/{form.id}/1.json" in zipfile.ZipFile(path).namelist()
    path.unlink()
    status, _, said = run("fellow", "bundle", f"Dataset:{target}", "--output", str(path))
    assert (status, list(tmp_path.iterdir())) == (1, [])
    assert "no such thing" in said
    for wrong in ("Dataset", "Dataset:0", "Well:1", "Dataset:x"):
        with pytest.raises(SystemExit) as left:
            run("author", "bundle", wrong)
        assert left.value.code == 2


def test_copies_of_another_layout_are_remade_and_it_is_said_how_many_and_why_not_the_others(
    run: Run, world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    form, target = world.form("private"), dataset("private")
    world.submit("author", target, form)
    monkeypatch.setattr(mapping, "FORMS_KV_LAYOUT", "legacy")
    group = ("--group", "lab private")
    assert run("author", "remake-copies", form.id, *group)[0] == 1
    assert run("leader", "remake-copies", form.id, "--group", "lab read_only") == (
        0,
        "There are no copies of another layout than legacy. Nothing was written.\n",
        "",
    )
    with monkeypatch.context() as refused:
        refused.setattr(copies, "load_and_write", lambda *_: CopyOutcome("nocopy", CopyReason.NOT_ANNOTATABLE))
        status, out, _ = run("leader", "remake-copies", form.id, *group, "--json")
    [why] = json.loads(out)["could_not"]
    assert (status, why["reason"], why["count"]) == (1, "not_annotatable", 1)
    status, out, err = run("leader", "remake-copies", form.id)
    assert (status, out, err) == (0, "Copies remade in the layout legacy: 1 of 1.\n", "1 of 1 copies\n")
    assert world.copies("author", target, form) == [("author", [("sample", "HeLa"), ("passages", "3")])]
