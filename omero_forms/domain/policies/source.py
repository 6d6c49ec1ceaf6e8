# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading and writing the YAML in which people keep policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from omero_forms.domain.yaml_text import ReadFile, read_yaml

WIDTH: Final = 120


def read_policy_yaml(text: str) -> ReadFile:
    """What a policy file holds. Raises `policy_invalid` as :func:`read_yaml` says."""
    return read_yaml(text, "policy_invalid")


class _Writer(yaml.SafeDumper):
    """Days are written as people write them: our reader takes no text for anything else because of them."""


_Writer.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # What some reader takes for the end of a line is escaped, or it would come back as a blank.
    style = '"' if len(f"{text}.".splitlines()) > 1 else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def write_policy_yaml(data: Mapping[str, Any]) -> str:
    """A file that :func:`read_policy_yaml` reads as the same. Values are text, whole numbers, lists and mappings."""
    return yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH)
