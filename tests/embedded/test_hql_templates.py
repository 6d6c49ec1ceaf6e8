# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every query in the sources of the clients is understood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from omero_embedded.hql.translate import translate
from omero_embedded.permissions import Caller
from omero_embedded.store import Store
from tests.embedded import harvest

NO_QUERIES = {
    "(select size(f3.usedFiles) from Fileset f3 where f3.id = fs.id),": "the first half of one",
    "orderby info.deltaT": "refused by the real server too: no space in `order by`",
}
"""What the harvest finds and no server could run."""

MEMBER = Caller(5, "u", 1, "uuid", -1, 3, frozenset({1, 3, 4}), frozenset({4}), False, frozenset())
IN_ONE_GROUP = Caller(5, "u", 1, "uuid", 3, 3, frozenset({1, 3, 4}), frozenset({4}), False, frozenset())
ADMIN = Caller(0, "root", 1, "uuid", -1, 0, frozenset({0, 1}), frozenset(), True, frozenset({"ReadSession"}))


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    made = Store(None)
    yield made
    made.close()


def runnable() -> dict[str, str]:
    return {t: f for t, f in harvest.templates().items() if not any(text in t for text in NO_QUERIES)}


def test_the_harvest_finds_what_the_sources_hold() -> None:
    found = harvest.templates()
    assert len(found) >= 200
    assert len({t for t in found if "extract(epoch" in t}) >= 2
    assert all(any(text in t for t in found) for text in NO_QUERIES)


@pytest.mark.parametrize("caller", [MEMBER, IN_ONE_GROUP, ADMIN], ids=["member", "one-group", "admin"])
def test_every_query_of_the_clients_translates_to_sql_that_the_database_accepts(store: Store, caller: Caller) -> None:
    refused = {}
    for template, file in runnable().items():
        hql = harvest.filled(template)
        try:
            plan = translate(hql, caller)
            values = {use.key: "[1]" if use.many else 1 for use in plan.params}
            store.read().execute(f"EXPLAIN {plan.sql}", {**values, "limit": -1, "offset": 0})
        except Exception as error:
            refused[f"{file}: {hql}"] = repr(error)
    assert refused == {}
