# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site in another language: its catalogue is read, given to browsers, and missed by nobody when it is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
from django.test import Client

from omero_forms.catalogue import ENGLISH, catalogue_problem, language, start_to_speak
from omero_forms.domain.texts import noop, t, tn, use
from omero_forms.selectors.diagnosis.host import catalogue as doctor
from tests.support.language import compiled
from tests.test_conf import put

GERMAN = {
    ("Nothing is open for {name}.",): ("Für {name} ist nichts offen.",),
    ("{n} dataset", "{n} datasets"): ("{n} Datensatz", "{n} Datensätze"),
}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use(NullTranslations())


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "de.mo"
    file.write_bytes(compiled(GERMAN, "de_DE"))
    put(monkeypatch, "catalogue", str(file))
    return file


def test_without_a_catalogue_everything_is_in_english() -> None:
    start_to_speak()
    assert t("Nothing is open for {name}.", name="Ada {n}") == "Nothing is open for Ada {n}."
    assert (tn("{n} dataset", "{n} datasets", 1), tn("{n} dataset", "{n} datasets", 1204)) == (
        "1 dataset",
        "1,204 datasets",
    )
    assert (noop("As it is"), t(""), language()) == ("As it is", "", ENGLISH)
    assert (catalogue_problem(), list(doctor())) == ("", [])


@pytest.mark.usefixtures("german")
def test_a_process_speaks_the_language_of_the_catalogue() -> None:
    start_to_speak()
    assert t("Nothing is open for {name}.", name="Ada") == "Für Ada ist nichts offen."
    assert [tn("{n} dataset", "{n} datasets", number) for number in (1, 2)] == ["1 Datensatz", "2 Datensätze"]
    assert t("What it lacks, {name}.", name="Ada") == "What it lacks, Ada."


def test_a_browser_gets_the_texts_under_an_address_of_their_own(german: Path, client: Client) -> None:
    told = language()
    answer = client.get(f"/omero_forms/texts/{told.digest}.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    script = answer.content.decode()
    texts = json.loads(script.removeprefix("globalThis.omeroFormsTexts=").removesuffix(";"))
    assert (texts["language"], texts["plurals"][:3], len(texts["plurals"])) == ("de-DE", "101", 200)
    assert texts["texts"] == {
        "Nothing is open for {name}.": "Für {name} ist nichts offen.",
        "{n} dataset": ["{n} Datensatz", "{n} Datensätze"],
    }
    assert client.get("/omero_forms/texts/0123456789abcdef.js").status_code == 404
    german.write_bytes(compiled({("One",): ("Eins",)}, "de"))
    assert language().digest != told.digest
    assert client.get(f"/omero_forms/texts/{told.digest}.js").status_code == 404


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "cannot be read: No such file or directory"), (b"", "no compiled"), (b"msgid", "no compiled"), (compiled(GERMAN)[:60], "no compiled")],
    ids=["missing", "empty", "not compiled", "cut off"],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_used_leaves_all_in_english_and_is_told(
    german: Path, content: bytes | None, why: str, client: Client
) -> None:
    german.unlink()
    if content is not None:
        german.write_bytes(content)
    start_to_speak()
    assert (tn("{n} dataset", "{n} datasets", 2), language()) == ("2 datasets", ENGLISH)
    assert client.get("/omero_forms/texts/.js").status_code == 404
    problem = catalogue_problem()
    assert str(german) in problem
    assert why in problem
    (told,) = doctor()
    assert (told.code, told.severity, problem in told.message) == ("catalogue_unusable", "warning", True)
