# SPDX-License-Identifier: AGPL-3.0-or-later
"""Full-text search: its language, what belongs to an object, and how results come."""

from __future__ import annotations

import secrets

import omero.clients
import omero.model
import pytest
from omero.gateway import BlitzGateway
from omero.rtypes import rlong, rstring

import omero
from omero_embedded.services.lucene import Clauses, ParseError, Range, Term, built, parse, within


def word() -> str:
    """A word that nothing else has."""
    return "w" + secrets.token_hex(6)


# ---- the language --------------------------------------------------------------------------------


def clauses(text: str) -> tuple[list[str], list[str], list[str]]:
    found = parse(text, leading_wildcards=False)
    must, should, never = ([term.text for term in part] for part in (found.must, found.should, found.never))
    return must, should, never


@pytest.mark.parametrize(
    ("text", "must", "should", "never"),
    [
        ("a b", [], ["a", "b"], []),
        ("a OR b || c", [], ["a", "b", "c"], []),
        ("a AND b", ["a", "b"], [], []),
        ("a b && c", ["b", "c"], ["a"], []),
        ("+a b", ["a"], ["b"], []),
        ("a NOT b", [], ["a"], ["b"]),
        ("a -b !c", [], ["a"], ["b", "c"]),
        ("a AND NOT b", ["a"], [], ["b"]),
        ("a-b", [], ["a-b"], []),
    ],
)
def test_what_must_be_there_what_may_and_what_never(text, must, should, never):
    assert clauses(text) == (must, should, never)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("name:x", Term("name", "x")),
        ('tag:"a b"', Term("tag", "a b", True)),
        ('"a b"~2^3', Term(None, "a b", True, slop=2, boost=3.0)),
        ("x~", Term(None, "x", likeness=0.5)),
        ("x~0.1^4", Term(None, "x", likeness=0.1, boost=4.0)),
        (r"a\:b", Term(None, "a:b")),
        (
            "details.creationEvent.time:[20200101 TO 20200102]",
            Range("details.creationEvent.time", "20200101", "20200102"),
        ),
        ("(a AND b)^2", Clauses(must=[Term(None, "a"), Term(None, "b")], boost=2.0)),
        ("name:(a b)", Clauses(should=[Term("name", "a"), Term("name", "b")])),
    ],
)
def test_a_part_of_a_query_is_read_with_its_field_likeness_and_weight(text, read):
    assert parse(text, leading_wildcards=False).should == [read]


@pytest.mark.parametrize("text", ['"open', "a AND", "(b", "b)", "OR c", "name:", "[a", "a NOT", "*a", "a^b", "()"])
def test_what_cannot_be_parsed_is_refused(text):
    with pytest.raises(ParseError):
        parse(text, leading_wildcards=False)
    if text == "*a":
        parse(text, leading_wildcards=True)


@pytest.mark.parametrize(
    ("fields", "text", "query"),
    [
        ([], "a (b}", "a b"),
        ([], 'a AND b "c.d e"', '((a) AND (b)) "c.d e"'),
        (["name"], "a * b*", "name:a name:b*"),
        (["name", "description"], "a AND k:v", "((name:a description:a) AND (k:v))"),
        ([], "%", ""),
    ],
)
def test_what_people_type_becomes_a_query(fields, text, query):
    assert built(fields, text) == query


def test_days_are_added_to_a_query_with_the_last_one_whole():
    assert within("a", "20200101", "20200131", "t") == "(a) AND t:[20200101 TO 20200201]"
    assert within("", "20200101", "20200131", "t") == "t:[20200101 TO 20200201]"
    with pytest.raises(ParseError):
        within("a", "1.1.2020", "", "t")


# ---- over the wire -------------------------------------------------------------------------------


@pytest.fixture
def group(new_group):
    return new_group("rwr---")


@pytest.fixture
def client(omero_server, group, new_user):
    user = new_user(group)
    client = omero_server.client(user.name, user.password)
    yield client
    client.closeSession()


@pytest.fixture
def search(client):
    found = client.sf.createSearchService()
    found.onlyType("Dataset")
    yield found
    found.close()


def saved(client, obj) -> int:
    return client.sf.getUpdateService().saveAndReturnObject(obj).id.val


def dataset(client, name: str, *annotations) -> int:
    obj = omero.model.DatasetI()
    obj.name = rstring(name)
    for annotation in annotations:
        obj.linkAnnotation(annotation)
    return saved(client, obj)


def ids(search, text: str) -> list[int]:
    search.byFullText(text)
    return [obj.id.val for obj in search.results()] if search.hasNext() else []


def test_a_search_is_done_in_the_context_of_who_asks_for_results(omero_server, client, group):
    text = word()
    comment = omero.model.CommentAnnotationI()
    comment.textValue = rstring(text)
    oid = saved(client, comment)
    root = omero_server.client()
    found = root.sf.createSearchService()
    everywhere = {"omero.group": "-1"}
    try:
        found.onlyType("CommentAnnotation")
        found.byFullText(text)
        assert [obj.id.val for obj in found.results(everywhere)] == [oid]
        found.byFullText(text)
        assert not found.hasNext()
        query = root.sf.getQueryService()
        assert query.findAllByFullText("CommentAnnotation", text, None) == []
        assert [obj.id.val for obj in query.findAllByFullText("CommentAnnotation", text, None, everywhere)] == [oid]
    finally:
        found.close()
        root.closeSession()


def test_annotations_are_found_by_values_keys_and_names(client, search):
    key, value, number, ns, file_name, stem = word(), word(), secrets.randbelow(10**12), word(), word(), word()
    pairs = omero.model.MapAnnotationI()
    pairs.mapValue = [omero.model.NamedValue(key, value)]
    counted = omero.model.LongAnnotationI()
    counted.longValue = rlong(number)
    tag = omero.model.TagAnnotationI()
    tag.textValue, tag.ns = rstring(stem), rstring(ns)
    attached = omero.model.FileAnnotationI()
    attached.file = omero.model.OriginalFileI()
    attached.file.name = attached.file.path = rstring(file_name)
    oid = dataset(client, "plain", pairs, counted, tag, attached)
    for text in (
        key, value, f"{key}:{value}", f"has_key:{key}", f"annotation:{value}", str(number), f"annotation:{number}",
        stem, f"tag:{stem}", ns, f"annotation.ns:{ns}", file_name, f"file.name:{file_name}",
    ):  # fmt: skip
        assert ids(search, text) == [oid], text
    for text in (f"{value}:{key}", f"has_key:{value}", f"tag:{value}", f"name:{stem}"):
        assert ids(search, text) == [], text
    search.onlyType("MapAnnotation")
    assert len(ids(search, key)) == len(ids(search, f"has_key:{key}")) == 1
    search.onlyType("TagAnnotation")
    assert len(ids(search, ns)) == 1


def test_objects_are_found_by_owner_and_group_too(client, search):
    oid = dataset(client, word())
    context = client.sf.getAdminService().getEventContext()
    assert ids(search, context.userName.replace("-", " AND ")) == [oid]
    assert ids(search, f'details.group.name:"{context.groupName}"') == [oid]


def test_words_that_are_alike_are_found(client, search):
    text = word()
    oid = dataset(client, text)
    assert ids(search, f"{text[:-5]}~0.1") == [oid]
    assert ids(search, f"{text[:-1]}x~") == [oid]
    assert ids(search, f"{text[:-1]}") == []


def test_what_weighs_more_comes_first(client, search):
    one, other = word(), word()
    first, second = dataset(client, one), dataset(client, other)
    both = dataset(client, f"{one} {other}")
    assert ids(search, f"{one}^10 OR {other}^1") == [both, first, second]
    assert ids(search, f"{one}^1 OR {other}^10") == [both, second, first]


def test_a_wildcard_stays_within_its_word(client, search):
    text = word()
    oid = dataset(client, f"{text} tail")
    assert ids(search, f"{text[:5]}*") == ids(search, f"{text[:5]}*{text[-1]}") == [oid]
    assert ids(search, f"{text[:5]}*tail") == []
    with pytest.raises(omero.ApiUsageException, match="leading wildcard"):
        search.byFullText(f"*{text[3:]}")
    search.setAllowLeadingWildcard(True)
    assert ids(search, f"*{text[3:]}") == [oid]


def test_results_come_in_pages(client, search):
    text = word()
    oids = [dataset(client, f"{text} {n}") for n in range(20)]
    search.setBatchSize(15)
    search.byFullText(text)
    assert [[obj.id.val for obj in search.results()] for _ in range(2)] == [oids[:15], oids[15:]]
    assert not search.hasNext()
    with pytest.raises(omero.ApiUsageException):
        search.results()
    page = omero.sys.ParametersI().page(0, 15)
    query = client.sf.getQueryService()
    assert len(query.findAllByFullText("Dataset", text, page)) == 15
    conn = BlitzGateway(client_obj=client)
    assert [len(list(conn.searchObjects(["Dataset"], text, batchSize=15, page=n))) for n in (0, 1, 2)] == [15, 5, 0]


def test_searches_are_done_one_after_the_other(client, search):
    one, other = word(), word()
    first, second = dataset(client, one), dataset(client, other)
    search.byFullText(one)
    search.byFullText(other)
    assert search.activeQueries() == 2
    assert [search.next().id.val, search.activeQueries(), search.next().id.val] == [first, 1, second]


def test_what_was_made_on_other_days_is_not_found(client, search):
    text = word()
    oid = dataset(client, text)
    for start, end, expected in (("20200101", "", [oid]), ("", "20200101", []), ("20200101", "20300101", [oid])):
        search.byLuceneQueryBuilder("", start, end, "details.creationEvent.time", text)
        assert [obj.id.val for obj in (search.results() if search.hasNext() else [])] == expected


def test_what_cannot_be_searched_for_is_refused(client, search):
    for text in ("", "*", "a AND"):
        with pytest.raises(omero.ServerError):
            search.byFullText(text)
    search.byLuceneQueryBuilder("", "", "", "", "%")
    assert not search.hasNext()
    search.onlyTypes(["Dataset", "Image"])
    with pytest.raises(omero.ApiUsageException, match="single type"):
        search.byFullText("a")
    assert search.activeQueries() == 0
