# SPDX-License-Identifier: AGPL-3.0-or-later
"""The drafts of JSON Schema that forms are written in."""

from __future__ import annotations

from typing import Literal

DialectName = Literal["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"]
