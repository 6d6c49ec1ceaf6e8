# SPDX-License-Identifier: AGPL-3.0-or-later
"""From words to a mail: a folder of templates lays them out as subject, text and HTML.

A site may lay templates of its own in the place of ours, in a folder that `omero.web.template_dirs` names. No mail is
lost to one that fails: ours is taken then, and the log says why.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Template
from django.template.engine import Engine
from django.template.loader import get_template

from omero_forms.domain.texts import t
from omero_forms.mail.styles import STYLES
from omero_forms.mail.words import one_line

logger = logging.getLogger(__name__)

_STYLE = re.compile(r"\{\{ style\.(\w+) \}\}")
_OURS = Path(__file__).resolve().parent.parent / "templates"
PARTS = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, ready to be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder of templates makes of words; `own` are those of its templates that the site laid in the place of
    ours, `problems` says in sentences what is wrong with them. `mail` is None where they make none.
    """

    mail: Mail | None
    own: tuple[str, ...]
    problems: tuple[str, ...]


def lay_out(folder: str, words: Mapping[str, object]) -> Mail:
    """The mail that `subject.txt`, `body.txt` and `body.html` of a folder of templates make of its words.

    What a template extends asks for the styles as it does for words: those mails are rare.
    """
    said = Context(_all_words(words))
    return Mail(*(_tidy(part, _rendered(f"{folder}/{part}", said)) for part in PARTS))


def check(folder: str, words: Mapping[str, object]) -> Checked:
    """Lay words out as a mail, and say what is wrong with its templates: one that is none, one that fails, one that
    asks for a variable that there is not, or leaves the mail empty.
    """
    own = tuple(part for part in PARTS if _is_the_sites(f"{folder}/{part}"))
    said, problems = [], []
    for part in PARTS:
        watched, unknown = _Watched(_all_words(words)), _Unknown()
        try:
            text = _tidy(part, _watched_template(f"{folder}/{part}", unknown).render(watched))
        except Exception as fault:  # noqa: BLE001  a template may fail in any way
            problems.append(f"{folder}/{part}: {fault}")
            continue
        said.append(text)
        if not text.strip():
            problems.append(t("{template} leaves it empty.", template=f"{folder}/{part}"))
        problems.extend(
            t("{template}: there is no variable {name}.", template=f"{folder}/{part}", name=name)
            for name in sorted(
                watched.missed | {one for one in unknown.asked if one.split(".")[0] not in watched.missed}
            )
        )
    return Checked(Mail(*said) if len(said) == len(PARTS) else None, own, tuple(problems))


class _Watched(Context):
    """Notes what was asked for and is not there; Django would show nothing in its place."""

    def __init__(self, words: dict[str, object]) -> None:
        super().__init__(words)
        self.missed: set[str] = set()

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            self.missed.add(str(key))
            raise


class _Unknown(str):
    """What Django shows in the place of what it does not find, such as a part of a variable: nothing. It notes what."""

    __slots__ = ("asked",)
    asked: set[str]

    def __new__(cls) -> _Unknown:
        found = super().__new__(cls, "%s")
        found.asked = set()
        return found

    def __mod__(self, asked: object) -> str:
        self.asked.add(str(asked))
        return ""


def _watched_template(name: str, unknown: _Unknown) -> Template:
    engine = copy(Engine.get_default())
    engine.string_if_invalid = unknown
    return _styled(_source(name), engine)


def _all_words(words: Mapping[str, object]) -> dict[str, object]:
    return {**words, "rule": "-" * 70, "style": STYLES}


def _tidy(part: str, text: str) -> str:
    return one_line(text) if part == "subject.txt" else f"{text.strip()}\n" if part == "body.txt" else text


def _rendered(name: str, said: Context) -> str:
    try:
        if (rendered := _template(name).render(said)).strip():
            return rendered
        raise ValueError(t("{template} leaves it empty.", template=name))
    except Exception:
        # Where ours fails as well, it is the fault of ours.
        rendered = _ours(name).render(said)
        logger.exception("the site's own template %s fails, and ours is taken: omero-forms mail check says more", name)
        return rendered


def _is_the_sites(name: str) -> bool:
    """Whether the one that is found first is not ours."""
    return not any(path.is_relative_to(_OURS) for path in _found(name))


def _found(name: str) -> Iterator[Path]:
    for loader in Engine.get_default().template_loaders:
        for origin in loader.get_template_sources(name):
            path = Path(origin.name)
            with suppress(OSError):
                if path.is_file():
                    yield path.resolve()
                    return


@cache
def _template(name: str) -> Template:
    """With the styles written into it: they are the same in all mails, and a third of what each would look up."""
    return _styled(_source(name))


def _source(name: str) -> str:
    return str(get_template(name).template.source)  # type: ignore[attr-defined]


@cache
def _ours(name: str) -> Template:
    """With what it extends and includes, which a site may have laid another one over, too."""
    known = Engine.get_default()
    only_ours = Engine(dirs=[str(_OURS)], libraries=known.libraries, builtins=known.builtins)
    return _styled(only_ours.get_template(name).source, only_ours)


def _styled(source: str, engine: Engine | None = None) -> Template:
    return Template(_STYLE.sub(lambda found: STYLES[found[1]], source), engine=engine)
