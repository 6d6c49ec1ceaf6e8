# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which YAML files are LinkML schemas, and what they hold."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping

from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.importing.linkml.vocabulary import SHELVES, Definition, Module
from omero_forms.domain.schemas import budgets
from omero_forms.domain.texts import noop, t
from omero_forms.domain.yaml_text import NOTHING_CHANGED, read_yaml

_LOOKS_LIKE_ONE = re.compile(r"^(?:classes|slots|enums|types)[ \t]*:", re.MULTILINE)
_NAMED = re.compile(r"^(?:id|name|prefixes|default_prefix|imports|default_range)[ \t]*:", re.MULTILINE)
_QUOTELESS = re.compile(
    r"^([ \t]*(?:-[ \t]+)?(?:description|title|comments|definition|value):[ \t]+)([^\s'\"|>&*!%@`{\[#].*:[ \t].*)$",
    re.MULTILINE,
)
"""A text with a colon in it, which YAML takes for the name of a value."""

_COLON = noop("A description holds a colon, which YAML does not take without quotes; it is read as text.")

_UNKEPT = noop("It cannot be kept exactly: {reason}.")


def is_yaml(file: str) -> bool:
    """Whether a file is YAML by its name."""
    return posixpath.splitext(file.lower())[1] in {".yaml", ".yml"}


def _looks_like_linkml(text: str) -> bool:
    """Whether a YAML file may be a LinkML schema, without reading it."""
    return _LOOKS_LIKE_ONE.search(text) is not None and _NAMED.search(text) is not None


def linkml_modules(texts: Mapping[str, str]) -> dict[str, Module]:
    """The LinkML schemas among YAML files. One that cannot be read has problems."""
    found: dict[str, Module] = {}
    for file, text in texts.items():
        if not _looks_like_linkml(text):
            continue
        module = _module(file, text)
        if module.problems or _is_linkml(module.data):
            found[file] = module
    return found


def _module(file: str, text: str) -> Module:
    try:
        return Module(file, _read(text))
    except FormsError as fault:
        quoted = _QUOTELESS.sub(lambda found: found[1] + json.dumps(found[2].rstrip(), ensure_ascii=False), text)
        if quoted != text:
            try:
                return Module(file, _read(quoted), mended=[t(_COLON)])
            except FormsError:
                pass
        problems = [(each["pointer"], each["message"]) for each in fault.details.get("problems", ())]
        return Module(file, {}, problems or [("", fault.message.removesuffix(f" {t(NOTHING_CHANGED)}"))])


def _read(text: str) -> Definition:
    data = read_yaml(text, "import_unusable", each=budgets.check).data
    try:
        check_representable(data)
    except FormsError as fault:
        place = {"pointer": fault.details["pointer"], "message": t(_UNKEPT, reason=fault.details["reason"])}
        raise error("import_unusable", details={"problems": [place]}) from None
    return data if isinstance(data, dict) else {}


def _is_linkml(data: Definition) -> bool:
    return any(isinstance(data.get(shelf), dict) for shelf in SHELVES)
