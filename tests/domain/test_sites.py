# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site and its copies: what has to agree, and how an address is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omero_forms.domain.records.parts import Told, site_parts
from omero_forms.domain.sites import Places, Site, SiteChange, is_site_name, new_site_name, site_address

SITE = Site("calm-otter-4f2a", "omero.example.org:4064")
AGREED = Places(SITE.name, SITE, SITE, SITE.address)
OTHER = replace(SITE, name="keen-wren-91c0")
ELSEWHERE = replace(SITE, address="staging.example.org:4064")


def test_places_that_say_the_same_agree():
    assert AGREED.differences == []
    assert not AGREED.is_unmade
    copy = replace(SITE, of="silver-fox-0001")
    assert replace(AGREED, database=copy, record=copy).differences == []


def test_a_database_that_knows_no_site_yet_contradicts_nothing():
    assert replace(AGREED, database=None).differences == []


@pytest.mark.parametrize(
    "changes",
    [
        {"setting": ""},
        {"setting": OTHER.name},
        {"database": OTHER},
        {"database": ELSEWHERE},
        {"record": OTHER},
        {"record": ELSEWHERE},
        {"record": None},
        {"record": None, "is_unproven": True},
        {"address": ELSEWHERE.address},
        {"database": OTHER, "setting": OTHER.name},
        {"database": None, "setting": ""},
        {"database": None, "address": ELSEWHERE.address},
        {"record": replace(SITE, address="")},
    ],
)
def test_whichever_place_says_something_else_is_named(changes):
    different = replace(AGREED, **changes)
    assert different.differences
    assert all(sentence.endswith(".") for sentence in different.differences)
    assert different.original in {SITE.name, OTHER.name}


def test_every_place_is_told_with_what_it_says():
    said = " ".join(Places("a-1", Site("b-2", "b:1"), Site("c-3", "c:1"), "d:1").differences)
    assert all(word in said for word in ("a-1", "b-2", "c-3", "b:1", "c:1", "d:1"))


@pytest.mark.parametrize(
    ("changes", "is_unmade"),
    [
        ({"setting": "", "database": None, "record": None}, True),
        ({"database": None, "record": None}, True),
        ({"record": None}, True),
        ({"record": None, "is_unproven": True}, False),
        ({"record": None, "database": OTHER}, False),
        ({"record": None, "address": ELSEWHERE.address}, False),
        ({"setting": "", "record": None}, False),
        ({"setting": ""}, False),
    ],
)
def test_set_up_has_to_run_where_there_is_no_record_and_nothing_else_is_wrong(changes, is_unmade):
    assert replace(AGREED, **changes).is_unmade is is_unmade


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("omero.example.org", 4064, "omero.example.org:4064"),
        ("OMERO.Example.org.", 4064, "omero.example.org:4064"),
        ("tcp://omero.example.org", 4063, "omero.example.org:4063"),
        ("ssl://omero.example.org:4064", 0, "omero.example.org:4064"),
        ("wss://omero.example.org:443/omero-ws", 4064, "omero.example.org:443"),
        ("localhost", 4064, "localhost:4064"),
        ("tcp://127.0.0.1", 14064, "localhost:14064"),
        ("::1", 4064, "localhost:4064"),
        ("[::1]", 4064, "localhost:4064"),
        ("2001:DB8::5", 4064, "[2001:db8::5]:4064"),
        ("tcp://[2001:db8::5]:4063", 4064, "[2001:db8::5]:4063"),
        ("10.0.0.5", 4064, "10.0.0.5:4064"),
        ("https://[broken", 4064, "[https://[broken]:4064"),
        ("", 4064, ":4064"),
    ],
)
def test_an_address_is_the_same_however_its_entry_is_written(host, port, address):
    assert site_address(host, port) == address


def test_a_name_is_random_and_readable():
    assert new_site_name(bytes(4)) == "amber-badger-0000"
    made = {new_site_name(bytes([one, 255 - one, one, 7])) for one in range(256)}
    assert len(made) == 256
    assert all(is_site_name(name) for name in made)
    with pytest.raises(ValueError, match="4 random bytes"):
        new_site_name(b"abc")


@pytest.mark.parametrize("text", ["", "Calm", "a b", "-a", "a-", "a--b", "a" * 65, "ä", "a\n"])
def test_what_is_no_name_of_a_site(text):
    assert not is_site_name(text)


@pytest.mark.parametrize("change", SiteChange)
def test_a_record_of_a_site_says_what_it_was_written_of(change):
    site = replace(SITE, of="silver-fox-0001" if change is SiteChange.COPY else "")
    parts = site_parts(site, change)
    assert parts.payload["change"] == change.value
    assert Told(parts.payload, parts.content).site == site
    assert Told(parts.payload, None).site == replace(site, address="")
