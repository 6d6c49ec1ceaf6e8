# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from omero_forms.domain.refs import (
    ObjectRef,
    ObjectType,
    assignment_stream,
    form_stream,
    namespace_of,
    submission_stream,
)


@pytest.mark.parametrize("text", ["dataset", "Dataset", "DATASET"])
def test_types_are_understood_in_any_case(text):
    assert ObjectType.from_text(text) is ObjectType.DATASET


@pytest.mark.parametrize("text", ["", "datasets", "experimenter", "well"])
def test_what_cannot_be_described_is_no_type(text):
    with pytest.raises(ValueError, match="unknown object type"):
        ObjectType.from_text(text)


def test_an_object_that_got_the_id_of_a_deleted_one_has_another_stream():
    before = ObjectRef("u", ObjectType.DATASET, 5, 100)
    after = ObjectRef("u", ObjectType.DATASET, 5, 900)
    assert submission_stream("f1", before) == "submission/f1/Dataset/5/100"
    assert submission_stream("f1", before) != submission_stream("f1", after)


def test_each_kind_of_stream_has_its_fixed_namespace():
    ref = ObjectRef("u", ObjectType.IMAGE, 1, 2)
    assert namespace_of(submission_stream("f1", ref)) == "omero-forms/submission"
    assert namespace_of(form_stream("f1")) == "omero-forms/form"
    assert namespace_of(assignment_stream("f1")) == "omero-forms/assignment"
