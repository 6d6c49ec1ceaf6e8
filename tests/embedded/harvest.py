# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the HQL in the sources of the installed omero-py and OMERO.web."""

from __future__ import annotations

import ast
import functools
import pathlib
import re

import omeroweb

import omero

HOLE = "{?}"
"""What stands for a part of a query that the source puts in at run time."""

_QUERY = re.compile(r"(?is)^(select\b.*\bfrom\b|from [A-Z])")
_HOLE = r"(?:%[sdi]|\{[\w?]*\})"

LINK = "DatasetAnnotationLink"

ENTITIES_BY_CONTEXT = (
    ("child_o.plate", "Well"),
    ("mapValue", "Map"),
    (".wells", "Plate"),
)
"""What to ask for where the entity is put in at run time: the first whose text occurs in the query, else Dataset."""


def _folded(node: ast.AST) -> str | None:
    """The text of a string expression, with holes where it is not constant; None for other expressions."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _folded(node.left), _folded(node.right)
        if left is None and right is None:
            return None
        return (HOLE if left is None else left) + (HOLE if right is None else right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _folded(node.left)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _folded(node.func.value)
    return None


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def generic_visit(self, node: ast.AST) -> None:
        text = _folded(node)
        if text is None:
            super().generic_visit(node)
            return
        line = " ".join(text.split())
        if _QUERY.match(line):
            self.found.append(line)


@functools.cache
def templates() -> dict[str, str]:
    """Every query template in the sources: {template: file it was first found in}."""
    found: dict[str, str] = {}
    for package in (omeroweb, omero):
        root = pathlib.Path(next(iter(package.__path__)))
        for path in sorted(root.rglob("*.py")):
            if "test" in path.parts or "site-packages" not in str(path):
                continue
            visitor = _Visitor()
            visitor.visit(ast.parse(path.read_text(encoding="utf-8")))
            for text in visitor.found:
                found.setdefault(text, str(path.relative_to(root.parent)))
    return found


def filled(template: str) -> str:
    """A template with something plausible in its holes."""
    entity = next((e for text, e in ENTITIES_BY_CONTEXT if text in template), "Dataset")
    link = re.search(rf"(?i)\bfrom {_HOLE} (?:as )?(\w+)", template)
    if link and re.search(rf"\b{link.group(1)}\.(parent|child)\b", template):
        template = re.sub(rf"(?i)\bfrom {_HOLE} (as )?{link.group(1)}\b", f"from {LINK} {link.group(1)}", template)
    template = re.sub(rf"(?i)\bfrom {_HOLE} as obl\b", f"from {LINK} as obl", template)
    template = re.sub(rf"\bclass=\s*{_HOLE}", "class=MapAnnotation", template)
    template = re.sub(rf"(?i)^select {_HOLE} ", "select 1 ", template)
    template = re.sub(rf", {_HOLE},", ", 1,", template)
    template = re.sub(r"(?i)\bwhere\s*$", "where 1 = 1", template)
    text = re.sub(rf"'{_HOLE}'", "'1'", template)
    text = re.sub(rf"(?i)\b(from|join) {_HOLE}(?= )", rf"\1 {entity}", text)
    text = re.sub(rf"{_HOLE}(?=AnnotationLink)", "Dataset", text)
    text = re.sub(rf"(=|in \(|<|>)\s*{_HOLE}", r"\1 1", text)
    text = re.sub(rf"\.{_HOLE}Links", ".projectLinks", text)
    text = re.sub(rf"\bwhere {_HOLE}(?= order| group|\)|$)", "where 1 = 1", text)
    return re.sub(_HOLE, "", text)
