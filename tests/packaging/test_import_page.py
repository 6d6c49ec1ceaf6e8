# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that brings files in, and the service that reads them, mean the same files."""

from __future__ import annotations

import re
from pathlib import Path

from omero_forms.domain.importing.files import ENDINGS
from omero_forms.services.exchange.offered import MAX_ALL

PAGE = Path(__file__).parents[2] / "frontend/src/designer/bringin/picked.ts"


def test_the_page_sends_every_kind_of_file_that_can_be_brought_in() -> None:
    listed = re.search(r"ENDINGS[^=]*= \[(.*)\];", PAGE.read_text())
    assert listed
    assert set(re.findall(r'"([^"]+)"', listed[1])) >= {*ENDINGS, ".zip"}


def test_the_page_refuses_what_the_service_would_refuse_for_its_size() -> None:
    limit = re.search(r"MOST_BYTES = ([\d_]+);", PAGE.read_text())
    assert limit
    assert int(limit[1]) == MAX_ALL
