# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the YAML in which people keep policies."""

from __future__ import annotations

from omero_forms.domain.yaml_text import ReadFile, read_yaml


def read_policy_yaml(text: str) -> ReadFile:
    """What a policy file holds. Raises `policy_invalid` as :func:`read_yaml` says."""
    return read_yaml(text, "policy_invalid")
