# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever a schema and answers hold: they are refused with a code, or judged with sentences. Nothing else ever
happens.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omero_forms.domain.answers.diff import diff
from omero_forms.domain.answers.flatten import flatten
from omero_forms.domain.answers.validate import prepare, validate
from omero_forms.domain.canonical import check_representable
from omero_forms.domain.errors import FormsError
from omero_forms.domain.publishing.acceptance import AcceptedForm, accept_form
from omero_forms.domain.schemas.accept import accept_schema
from tests.domain.any_schemas import answers, forms

REFUSALS = {"schema_invalid", "ui_schema_invalid"}


def accepted(form: Any, ui: Any = None) -> AcceptedForm | None:
    text = json.dumps(form)
    try:
        return accept_form(text, json.dumps(ui or {}))
    except FormsError as refused:
        if refused.code not in REFUSALS:
            raise
        problems = refused.details["problems"]
        if not problems or not all(each["message"].endswith(".") for each in problems):
            raise
        return None


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(form=forms(), given_=answers, before=answers)
def test_any_form_is_refused_or_judges_any_answers(form, given_, before):
    made = accepted(form)
    if made is None:
        return
    told = [each.reason for each in made.not_asked] + [each.message for each in made.warnings]
    assert all(sentence.endswith((".", "?")) for sentence in told)
    check_representable(given_)
    for problem in validate(made.schema, prepare(given_)):
        assert problem.message.endswith((".", "?"))
        assert problem.path
        assert problem.keyword
    rows = flatten(made.schema, prepare(given_))
    assert all(isinstance(key, str) and isinstance(text, str) for key, text in rows)
    assert all(change.path for change in diff(made.schema, before, given_))


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(form=forms(), given_=answers)
def test_what_was_published_before_is_still_judged(form, given_):
    """Versions stay as they are, also those that would be refused by what was learnt later."""
    try:
        schema = accept_schema(json.dumps(form))
    except FormsError:
        return
    validate(schema, given_)
    flatten(schema, given_)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(form=forms(), ui=st.dictionaries(st.sampled_from(["a", "b", "items", "ui:order", "ui:widget", "ui:options"]), st.just("hidden") | st.just({"ui:widget": "hidden"}) | st.just({"ui:options": 5}) | answers, max_size=3))  # fmt: skip
def test_any_ui_schema_is_taken_with_any_form(form, ui):
    accepted(form, ui)
