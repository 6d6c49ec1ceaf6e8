# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are brought in over the API: what is said of them, which drafts are begun, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from omero_forms import settings as forms_settings
from omero_forms.api import uploads
from omero_forms.domain.schemas.budgets import Budget
from omero_forms.kit import deadlines
from omero_forms.kit.counting import memory
from omero_forms.models import DraftState, FormDraft
from omero_forms.services.exchange import bring_in, offered
from omero_forms.services.exchange.uploads import read_uploaded
from tests.api.browser import Answer, Browser
from tests.ceilings import below_ceiling
from tests.support.world import FormsWorld

DRAFT = "http://json-schema.org/draft-07/schema#"
PATH = "forms/import"


def schema(title: str, **questions: Any) -> str:
    return json.dumps({"$schema": DRAFT, "title": title, "type": "object", "properties": questions})


STAIN = schema("Stain", dye={"$ref": "parts/dye.json"})
DYE = json.dumps({"$schema": DRAFT, "title": "Dye", "type": "string"})
DEPTH = schema("Depth", depth={"type": "float"}, width={"type": "float"})
FILES: dict[str, str | bytes] = {"set/stain.json": STAIN, "set/parts/dye.json": DYE, "set/depth.json": DEPTH}
MENDED = ["/properties/depth/type", "/properties/width/type"]


def zipped(files: dict[str, str | bytes]) -> bytes:
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return opened.getvalue()


@pytest.fixture
def admin(world: FormsWorld) -> Browser:
    return Browser(world.lab, "admin")


def told(answer: Answer) -> dict[str, tuple[str, bool]]:
    assert answer.status == 200, answer.body
    return {one["file"]: (one["state"], one["makes_form"]) for one in answer.body["files"]}


def test_checking_says_what_becomes_of_each_file_and_writes_nothing(world: FormsWorld, admin: Browser) -> None:
    before = world.everything()
    answer = admin.upload(PATH, FILES, check="1", yes="all")
    assert told(answer) == {
        "set/depth.json": ("mended", True), "set/parts/dye.json": ("accepted", False), "set/stain.json": ("accepted", True),
    }  # fmt: skip
    assert answer.body["drafts"] == []
    (depth,) = (one for one in answer.body["files"] if one["file"] == "set/depth.json")
    assert [one["pointer"] for one in depth["mended"]] == MENDED
    assert (depth["part"], depth["name"], depth["problems"]) == (False, "Depth", [])
    assert (world.everything(), FormDraft.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("yes", "names"),
    [
        ("", ["Stain"]),
        ("all", ["Depth", "Stain"]),
        (json.dumps({"set/depth.json": MENDED}), ["Depth"]),
        (json.dumps({"set/depth.json": MENDED[:1], "set/stain.json": []}), ["Stain"]),
        (json.dumps({"set/parts/dye.json": []}), []),
        ("{}", []),
    ],
)
def test_a_draft_is_begun_of_what_was_said_yes_to(admin: Browser, yes: str, names: list[str]) -> None:
    answer = admin.upload(PATH, FILES, yes=yes)
    assert answer.status == 200
    assert [one["name"] for one in answer.body["drafts"]] == names
    begun = {(one["form"], one["name"]) for one in answer.body["drafts"]}
    assert set(FormDraft.objects.values_list("form_id", "name")) == begun
    assert set(DraftState.objects.values_list("draft_id", "name")) == begun


def test_a_schema_that_is_no_object_is_wrapped_after_a_yes_to_it_by_name(admin: Browser) -> None:
    assert admin.upload(PATH, {"dye.json": DYE}, yes="all").body["drafts"] == []
    wrapped = admin.upload(PATH, {"dye.json": DYE}, yes=json.dumps({"dye.json": []}))
    assert [one["name"] for one in wrapped.body["drafts"]] == ["Dye"]
    assert list(json.loads(FormDraft.objects.get().schema)["properties"]) == ["value"]


def test_a_zip_is_read_as_the_folder_that_it_holds(admin: Browser) -> None:
    alone = admin.upload(PATH, {"set.zip": zipped(FILES)}, check="1")
    assert alone.body == admin.upload(PATH, FILES, check="1").body
    beside = admin.upload(PATH, {"set.zip": zipped(FILES), "dye.json": DYE}, check="1")
    assert told(beside).keys() == {"dye.json", *(f"set/{name}" for name in FILES)}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_file_that_can_be_brought_in(admin: Browser, ending: str) -> None:
    answer = admin.get(f"forms/import/template.{ending}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="form.{ending}"'
    assert told(admin.upload(PATH, {f"form.{ending}": answer.body}, check="1")) == {
        f"form.{ending}": ("accepted", True)
    }


def test_what_three_files_cost_is_bounded(world: FormsWorld, admin: Browser) -> None:
    # What opens a connection to the database is counted elsewhere, and the session needs none.
    assert admin.get("forms").status == 200
    with below_ceiling("bring files in"):
        assert len(admin.upload(PATH, FILES, yes="all").body["drafts"]) == 2


def test_each_upload_is_a_write_of_its_person(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms_settings, "FORMS_BROKER", "memory://")
    monkeypatch.setattr(forms_settings, "FORMS_RATE_WRITES", 2)
    memory.forget()
    assert [admin.upload(PATH, {"dye.json": DYE}, check="1").status for _ in range(3)] == [200, 200, 429]
    memory.forget()


BAD: dict[str, tuple[dict[str, str | bytes], dict[str, str], tuple[int, str]]] = {
    "no file": ({}, {}, (422, "request_invalid")),
    "a field that is none": ({"a.json": DYE}, {"wrap": "1"}, (422, "request_invalid")),
    "a check that is neither": ({"a.json": DYE}, {"check": "yes"}, (422, "request_invalid")),
    "a yes to nothing": ({"a.json": DYE}, {"yes": "[1]"}, (422, "request_invalid")),
    "a yes that is no JSON": ({"a.json": DYE}, {"yes": "{"}, (422, "request_invalid")),
    "a path out of the folder": ({"../a.json": DYE}, {}, (422, "import_unusable")),
    "an absolute path": ({"/etc/a.json": DYE}, {}, (422, "import_unusable")),
    "a path of another system": ({"C:a.json": DYE}, {}, (422, "import_unusable")),
    "one file twice": ({"x/a.json": DYE, "x/./a.json": DYE}, {}, (422, "import_unusable")),
    "a zip that is none": ({"a.zip": b"PK"}, {}, (422, "import_unusable")),
    "a zip that leads out of itself": ({"a.zip": zipped({"../a.json": DYE})}, {}, (422, "import_unusable")),
    "a zip that unpacks to too much": (
        {"a.zip": zipped({f"{number}.json": b" " * 2_000_000 for number in range(11)})}, {}, (422, "import_unusable"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_refused_and_writes_nothing(world: FormsWorld, admin: Browser, case: str) -> None:
    files, fields, expected = BAD[case]
    before = world.everything()
    answer = admin.upload(PATH, files, **{"yes": "all", **fields})
    assert answer.refusal == expected
    assert answer.body["error"]["details"]["problems"]
    assert (world.everything(), FormDraft.objects.count()) == (before, 0)


def test_limits_of_size_and_number_hold_for_uploads(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    large = admin.upload(PATH, {"a.json": DYE, "large.json": " " * (offered.MAX_FILE + 1)}, check="1")
    assert told(large) == {"a.json": ("accepted", True), "large.json": ("refused", False)}
    monkeypatch.setattr(uploads, "MAX_FILES", 3)
    many: dict[str, str | bytes] = {f"{number}.json": DYE for number in range(20)}
    assert admin.upload(PATH, many, check="1").refusal == (422, "import_unusable")
    monkeypatch.setattr(uploads, "MAX_BODY", 1_000)
    assert admin.upload(PATH, {"a.json": " " * 1_000}, check="1").refusal == (413, "body_too_large")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=", b"--x--"),
        ("multipart/form-data; boundary=\xff", b"--\xff--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("multipart/mixed; boundary=x", b"--x--"),
        ("multipart/form-data; boundary=x", b"PK"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\nends early'),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="yes"\r\n\r\n\xff\r\n--x--'),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 9_000 + b"\r\n\r\n\r\n--x--"),
    ],
)
def test_what_is_no_upload_is_refused(world: FormsWorld, admin: Browser, content_type: str, body: bytes) -> None:
    before = world.everything()
    assert admin.request("POST", PATH, body, content_type=content_type).refusal == (422, "request_invalid")
    assert world.everything() == before


def test_reading_ends_with_the_time_of_the_request(
    world: FormsWorld, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.everything()

    def slowly(files: Any) -> Any:
        found = read_uploaded(files)
        late[0] = deadlines.ANSWER_SECONDS
        return found

    late = [0.0]
    monkeypatch.setattr(bring_in, "read_uploaded", slowly)
    monkeypatch.setattr(bring_in, "Budget", lambda seconds: Budget(seconds, clock=lambda: late[0]))
    assert admin.upload(PATH, FILES, yes="all").refusal == (422, "import_unusable")
    assert (world.everything(), FormDraft.objects.count()) == (before, 0)
