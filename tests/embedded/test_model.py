# SPDX-License-Identifier: AGPL-3.0-or-later
"""The model that the server reflects from omero-py's classes."""

from __future__ import annotations

import omero.clients
import omero.model
import pytest

import omero
from omero_embedded.model import schema
from omero_embedded.model.reflect import (
    COLLECTION,
    DISCRIMINATORS,
    ENTITIES,
    LISTS,
    REFERENCE,
    REQUIRED_BY_DATABASE,
    UNIQUE,
    entity_named,
    enumeration_values,
    link_between,
    referencing,
)
from omero_embedded.store import Store


def test_every_class_of_omero_py_that_can_be_made_is_an_entity() -> None:
    classes = {
        name[:-1]
        for name, value in vars(omero.model).items()
        if name.endswith("I") and isinstance(value, type) and issubclass(value, omero.model.IObject)
    } - {"Link"}  # what no object is: the abstract class above all links
    assert classes == {name for name, entity in ENTITIES.items() if not entity.abstract}


def test_every_property_is_a_field_of_the_class_with_the_same_nullability() -> None:
    for entity in ENTITIES.values():
        if entity.abstract:
            continue
        fields = entity.python_class._field_info
        assert set(entity.properties) == set(fields._fields) - {"details"}
        for prop in entity.properties.values():
            assert prop.nullable == getattr(fields, prop.name).nullable, (entity.name, prop.name)


def test_every_collection_has_an_inverse_side_that_leads_back() -> None:
    for entity in ENTITIES.values():
        for prop in entity.collections:
            back = ENTITIES[prop.type].properties[prop.inverse]
            assert back.kind == REFERENCE
            assert entity.name in ENTITIES[back.type].descendants


def test_an_annotations_own_links_are_those_that_it_is_the_parent_of() -> None:
    assert ENTITIES["MapAnnotation"].properties["annotationLinks"].inverse == "parent"


def test_what_is_said_beside_the_reflection_names_real_properties() -> None:
    for name in LISTS | UNIQUE | REQUIRED_BY_DATABASE:
        entity, prop = name.split(".")
        assert prop in ENTITIES[entity].properties, name
    assert all(
        prop.index_column
        for entity in ENTITIES.values()
        for prop in entity.collections
        if f"{entity.name}.{prop.name}" in LISTS
    )
    assert all(ENTITIES[n.split(".")[0]].properties[n.split(".")[1]].kind == COLLECTION for n in LISTS)
    assert set(DISCRIMINATORS) <= set(ENTITIES)
    annotations = set(ENTITIES["Annotation"].descendants) - {"Annotation"}
    assert annotations <= set(DISCRIMINATORS)


@pytest.mark.parametrize(
    "spelling",
    [
        "Dataset",
        "DatasetI",
        "ome.model.containers.Dataset",
        "omero.model.Dataset",
        "::omero::model::Dataset",
    ],
)
def test_entities_are_known_by_all_names_that_clients_use(spelling: str) -> None:
    assert entity_named(spelling) is ENTITIES["Dataset"]


def test_names_of_nothing_are_unknown() -> None:
    assert entity_named("Nonsense") is None
    assert entity_named("dataset") is None


def test_links_are_found_by_their_ends() -> None:
    link = link_between("Dataset", "MapAnnotation")
    assert link is not None
    assert link.name == "DatasetAnnotationLink"
    assert link_between("Dataset", "Screen") is None


def test_who_refers_to_an_annotation_includes_all_links_and_none_twice() -> None:
    found = [(entity.name, prop.name) for entity, prop in referencing("MapAnnotation")]
    assert ("DatasetAnnotationLink", "child") in found
    assert ("AnnotationAnnotationLink", "parent") in found
    assert len(found) == len(set(found))


def test_enumerations_hold_the_values_that_clients_name() -> None:
    values = enumeration_values()
    assert {"uint8", "float", "complex"} <= set(values["PixelsType"])
    assert len(values["AdminPrivilege"]) == 15


def test_a_new_database_has_the_people_groups_and_enumerations_of_a_new_server() -> None:
    store = Store(None)
    conn = store.read()
    groups = conn.execute('SELECT id, "name" FROM "ExperimenterGroup" ORDER BY id').fetchall()
    assert groups == [(0, "system"), (1, "user"), (2, "guest")]
    assert conn.execute('SELECT "omeName" FROM "Experimenter" ORDER BY id').fetchall() == [
        ("root",),
        ("guest",),
    ]
    for entity in ENTITIES.values():
        if entity.enumeration:
            count = conn.execute(f'SELECT count(*) FROM "{entity.table}"').fetchone()[0]
            assert count > 0, entity.name
    store.close()


def test_every_column_of_the_model_is_in_the_schema() -> None:
    store = Store(None)
    for entity in ENTITIES.values():
        columns = {row[1] for row in store.read().execute(f'PRAGMA table_info("{entity.table}")')}
        assert {prop.column for prop in entity.columns} <= columns
        if not entity.is_global:
            assert set(schema.DETAIL_COLUMNS) <= columns
    store.close()


def test_a_database_file_is_the_same_database_when_it_is_opened_again(tmp_path: object) -> None:
    path = f"{tmp_path}/omero.db"
    first = Store(path)
    with first.transaction(None) as tx:
        oid = tx.insert("Dataset", {"name": "kept"}, owner=0, group=0)
    uuid = first.database_uuid
    first.close()
    again = Store(path)
    assert again.database_uuid == uuid
    assert again.read().execute('SELECT "name" FROM "Dataset" WHERE id = ?', (oid,)).fetchone() == ("kept",)
    again.close()


def test_ids_are_never_used_twice() -> None:
    store = Store(None)
    ids = []
    for _ in range(2):
        with store.transaction(None) as tx:
            ids.append(tx.insert("Dataset", {"name": "x"}, owner=0, group=0))
        with store.transaction(None) as tx:
            tx.delete("Dataset", [ids[-1]])
    assert ids[0] != ids[1]
    store.close()


def test_what_a_transaction_did_before_it_failed_is_undone() -> None:
    store = Store(None)

    def fail() -> None:
        with store.transaction(None) as tx:
            tx.insert("Dataset", {"name": "never"}, owner=0, group=0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.read().execute('SELECT count(*) FROM "Dataset"').fetchone() == (0,)
    assert store.read().execute('SELECT count(*) FROM "EventLog"').fetchone() == (0,)
    store.close()


def test_a_transaction_that_leaves_a_dangling_reference_is_refused() -> None:
    store = Store(None)
    with store.transaction(None) as tx:
        ds = tx.insert("Dataset", {"name": "x"}, owner=0, group=0)
        ann = tx.insert("MapAnnotation", {}, owner=0, group=0)
        tx.insert("DatasetAnnotationLink", {"parent": ds, "child": ann}, owner=0, group=0)
    with pytest.raises(omero.ValidationException), store.transaction(None) as tx:
        tx.delete("Annotation", [ann])
    assert store.read().execute('SELECT count(*) FROM "Annotation"').fetchone() == (1,)
    store.close()


def test_formats_are_what_the_real_servers_readers_are_called() -> None:
    store = Store(None)
    rows = store.read().execute('SELECT "value" FROM "Format"').fetchall()
    store.close()
    formats = [value for (value,) in rows]
    assert len(set(formats)) == len(formats) == 226
    assert {"ZeissCZI", "SlideBook7", "OMETiff", "Companion/OMETiff", "Fake", "Companion/Fake"} <= set(formats)
    companions = {value.removeprefix("Companion/") for value in formats if "/" in value}
    assert companions < set(formats)
