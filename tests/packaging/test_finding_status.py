# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kind of finding is said in several places: each of them knows all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omero_forms.domain.policies.finding_status import RANK, Status
from omero_forms.mail.finding_status import LOOKS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "frontend" / "src"
STATUSES = {status.value for status in Status}


def test_mails_have_a_word_and_colours_for_every_status():
    assert set(LOOKS) == set(Status)


def test_mails_and_pages_call_a_status_by_the_same_word():
    text = (SOURCE / "shared" / "findingStatus.ts").read_text()
    words = dict(re.findall(r'^  (\w+): t\("([^"]+)"\),$', text, re.MULTILINE))
    assert words == {status.value: look.word for status, look in LOOKS.items()}


def test_pages_find_the_worst_status_as_the_server_does():
    text = (SOURCE / "shared" / "findingStatus.ts").read_text()
    [order] = re.findall(r"WORST_FIRST: Status\[\] = \[([^\]]+)\]", text)
    assert re.findall(r'"(\w+)"', order) == sorted((s.value for s in Status), key=lambda s: -RANK[Status(s)])


@pytest.mark.parametrize("part", ["ink", "fill", "bg", "line"])
def test_every_status_has_its_colours(part):
    tokens = (SOURCE / "styles" / "tokens.css").read_text()
    assert set(re.findall(rf"--of-(\w+)-{part}:", tokens)) >= STATUSES
    rules = (SOURCE / "styles" / "components" / "status.css").read_text()
    assert (
        set(re.findall(rf'^\[data-status="(\w+)"\] .*--s-{part}: var\(--of-\1-{part}\)', rules, re.MULTILINE))
        == STATUSES
    )


def test_group_owners_can_read_what_every_status_means():
    text = (ROOT / "docs" / "group-owner.md").read_text()
    table = text.split("| status | meaning |")[1].split("\n\n")[0]
    named = re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE)
    assert {name.removeprefix("in ") for name in named} == STATUSES
