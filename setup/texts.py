# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads from the code all that pages and mails say, and writes omero_forms/locale/omero_forms.pot: `make texts`.

Python says it by `t`, `tn` and `noop` of omero_forms/domain/texts.py, templates by the tag `t` of forms_text.py, the
front-end by `t` and `tn` of shared/texts.ts (frontend/texts.mjs reads it). Nobody imports what is read.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "omero_forms"
TABLES = (PACKAGE / "domain" / "answers" / "problem_words.json",)
POT = PACKAGE / "locale" / "omero_forms.pot"
NODE = Path(sys.prefix) / "node-bin"
"""There only where the machine has no Node that is new enough."""
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""The file changes only with what is said."""
HEAD = """\
# SPDX-License-Identifier: AGPL-3.0-or-later
# All that pages and mails of omero-forms say, made by `make texts`.
# How it becomes another language: docs/admin.md.
#"""

SAYS = {"t": 1, "noop": 1, "tn": 2}
"""So many texts begin the arguments of a call of each."""

# Two words, or one that begins a sentence.
_WORDS = re.compile(r"[^\W\d_]{2,}[,.:;?!]? +[^\W\d_]|^[A-Z][a-z]+[ ….?!:]|^[A-Z][a-z]+$")
_SENTENCE = re.compile(r"^\W*[A-Z{\0].*[^\W\d_{]{2,} .*(?:[.?!:]|\{\w+\})$", re.DOTALL)
_TAG = re.compile(r"""^t +(?:"([^"]*)"|'([^']*)')""")
_MARKUP = re.compile(r"<style.*?</style>|<!--.*?-->|<[^>]*>|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NO_WORDS = re.compile(r"<[^>]*>|&\w+;|^[a-z]+/[a-z]+;.*|\bOMERO(?:\.web)?\b")
"""Markup, kinds of content, and names that are the same in all languages."""
_READ = re.compile(r"""\b(?:alt|title|aria-label|placeholder)="([^"{]*[^\W\d_][^"{]*)\"""")
_FOR_PROGRAMS = {
    "ErrorEntry",
    "getLogger",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "critical",
    "compile",
    "ValueError",
    "TypeError",
}
"""Calls whose texts go into logs, patterns and faults of programs. `error(…)` without a receiver is the catalogue's."""
_DOCUMENTATION = {"description", "openapi_extra", "summary"}
"""What OpenAPI says of a thing, under these keys."""
_REASON = re.compile(r"# no text: \w")


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it stands; two, where a number chooses."""

    texts: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What goes to people past the catalogue."""

    path: str
    line: int
    text: str


@cache
def said() -> list[Said]:
    """Everything, in the order of the files. They are read once."""
    return [*in_python(), *in_templates(), *in_tables(), *in_the_front_end()]


def in_python() -> Iterator[Said]:
    """What modules say."""
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            number = SAYS.get(_name(node.func), 0) if isinstance(node, ast.Call) else 0
            if number and isinstance(node, ast.Call):
                texts = [_text(argument) for argument in node.args[:number]]
                if len(texts) == number and None not in texts:
                    yield Said(tuple(text for text in texts if text is not None), path_of(file))


def in_templates() -> Iterator[Said]:
    """What the tag says."""
    from django.template.base import Lexer, TokenType

    for file in templates():
        for token in Lexer(file.read_text(encoding="utf-8")).tokenize():
            found = _TAG.match(token.contents) if token.token_type is TokenType.BLOCK else None
            if found:
                yield Said((found[1] if found[1] is not None else found[2],), path_of(file))


def in_tables() -> Iterator[Said]:
    """What the server and the browser both read from a table: a text, or two where a number chooses."""
    for file in TABLES:
        waiting: list[Any] = [json.loads(file.read_text(encoding="utf-8"))]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                yield Said((part,), path_of(file))
            elif isinstance(part, list):
                yield Said(tuple(part), path_of(file))
            else:
                waiting.extend(value for key, value in part.items() if key not in {"$comment", "example"})


def in_the_front_end() -> Iterator[Said]:
    """What frontend/texts.mjs reads. Raises CalledProcessError where the front-end is not installed."""
    path = f"{NODE}{os.pathsep}{os.environ.get('PATH', '')}"
    made = subprocess.run(
        ["node", "texts.mjs"], cwd=ROOT / "frontend", check=True, capture_output=True, env={**os.environ, "PATH": path}
    )
    for one in json.loads(made.stdout):
        yield Said(tuple(one["texts"]), f"frontend/src/{one['path']}")


def templates() -> list[Path]:
    """Templates of pages and mails; those of Typst are filled by Python."""
    return sorted(file for file in (PACKAGE / "templates").rglob("*") if file.suffix in {".html", ".txt"})


def outside_in_templates(file: Path) -> list[Outside]:
    """Words between the tags, and in attributes that people read."""
    source = file.read_text(encoding="utf-8")
    found = [(match.start(1), match[1]) for match in _READ.finditer(source)]
    bare = _NO_WORDS.sub("\0", _MARKUP.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), source))
    found.extend((match.start(), match[0]) for match in re.finditer(r"[^\0\n]*[^\W\d_]{2,}[^\0\n]*", bare))
    return [Outside(path_of(file), source.count("\n", 0, at) + 1, text.strip()) for at, text in sorted(found)]


def outside_in_python(file: Path, *, sentences_only: bool) -> list[Outside]:
    """Texts that no `t`, `tn` or `noop` says: whatever has words, or only messages and what is a sentence.

    A line, or the one above it, may give the reason: `# no text: the name of a column in a file`.
    """
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    found = []
    tree = ast.parse(source)
    messages = _messages(tree)
    for node, text in _strings(tree):
        anything_counts = node in messages or not sentences_only
        if not (_WORDS if anything_counts else _SENTENCE).search(_NO_WORDS.sub("\0", text)):
            continue
        near = lines[max(node.lineno - 2, 0) : node.end_lineno]
        if not any(_REASON.search(line) for line in near):
            found.append(Outside(path_of(file), node.lineno, text))
    return found


def _messages(tree: ast.AST) -> set[ast.expr]:
    """What is given to people as a message, however short: what `wrong_at` is given, and whatever is called so."""
    found: set[ast.expr] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.update(keyword.value for keyword in node.keywords if keyword.arg == "message")
            if _name(node.func) == "wrong_at":
                found.update([*node.args[1:], *(keyword.value for keyword in node.keywords)])
        elif isinstance(node, ast.Dict):
            found.update(
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "message"
            )
    return found


def _strings(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Literals and f-strings that are neither docstrings nor arguments of what says them or is for programs."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in SAYS:
                waiting.extend([*node.args[SAYS[name] :], *(keyword.value for keyword in node.keywords)])
                continue
            if name in _FOR_PROGRAMS and not (name == "error" and isinstance(node.func, ast.Name)):
                continue
        if isinstance(node, ast.Dict):
            waiting.extend(
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if not (isinstance(key, ast.Constant) and key.value in _DOCUMENTATION)
            )
            waiting.extend(key for key in node.keys if key is not None)
            continue
        if isinstance(node, ast.keyword) and node.arg in _DOCUMENTATION:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            waiting.extend(part for part in node.values if not isinstance(part, ast.Constant))
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _text(argument: ast.expr) -> str | None:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def modules() -> list[Path]:
    """All that can say something."""
    return sorted(
        file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts and "static" not in file.parts
    )


def path_of(file: Path) -> str:
    """From the top of the project, with slashes."""
    return file.relative_to(ROOT).as_posix()


def catalogue(all_said: Sequence[Said]) -> Catalog:
    """All texts with the files that say them: no lines, so that it changes only with what is said."""
    made = Catalog(
        project="omero-forms",
        version="",
        fuzzy=False,
        header_comment=HEAD,
        creation_date=NEVER,
        msgid_bugs_address="",
        charset="utf-8",
    )
    files: dict[tuple[str, ...], set[str]] = {}
    for one in all_said:
        files.setdefault(one.texts, set()).add(one.path)
    for texts, paths in sorted(files.items()):
        made.add(texts if len(texts) > 1 else texts[0], locations=[(path, 0) for path in sorted(paths)])
    return made


def template() -> bytes:
    """The file for translators."""
    file = BytesIO()
    write_po(file, catalogue(said()), include_lineno=False, width=100)
    return file.getvalue()


def main() -> None:
    """Write it."""
    POT.parent.mkdir(exist_ok=True)
    POT.write_bytes(template())


if __name__ == "__main__":
    main()
