# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever the OpenAPI document allows to be sent, the answer is one that it announces; nothing ends as a fault of
ours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from ninja.responses import NinjaJSONEncoder
from schemathesis.specs.openapi.checks import positive_data_acceptance

from omero_forms.api import mine, reports, v1
from omero_forms.api.error_shapes import READ_ERRORS
from omero_forms.api.v1 import api
from tests.api.browser import TOKEN, Browser
from tests.api.test_matrix import EVERY_KIND
from tests.support.world import FormsWorld

EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "15"))
"""Requests for each route. `make soak` sends many more, and others each time."""


@cache
def document() -> dict[str, Any]:
    """The document as JSON has it."""
    return dict(json.loads(json.dumps(v1.document(), cls=NinjaJSONEncoder)))


@cache
def operations() -> Any:
    """All routes in schemathesis's terms, called through the whole of OMERO.web without a network."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    return schema


# The matrix names every route; asking the document here would make it wherever tests are collected.
@pytest.mark.parametrize("route", sorted(EVERY_KIND))
def test_every_answer_is_one_that_the_document_announces(
    world: FormsWorld, dataset: Callable[..., int], route: str
) -> None:
    form, target = world.form(), dataset()
    submission = world.submit("author", target, form).submission.pk
    session = Browser(world.lab, "leader").client.cookies["sessionid"].value
    real = {
        "type": "dataset",
        "id": submission if " submissions/" in route else target,
        "form": form.id,
        "group_id": world.lab.groups["read_annotate"],
        "group": world.lab.groups["read_annotate"],
        "number": 1,
    }
    seen: set[int] = set()
    method, path = route.split(" ")
    operation = operations()[f"/omero_forms/api/v1/{path}"][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize="OPENAPI_EXAMPLES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def explore(case: Any) -> None:
        # Every other one is about something that exists, or hardly any would come past the first check.
        if len(seen) % 2 == 0 or case.body is not None:
            case.path_parameters = {name: real.get(name, value) for name, value in (case.path_parameters or {}).items()}
        response = case.call(cookies={"sessionid": session, "csrftoken": TOKEN}, headers={"X-CSRFToken": TOKEN})
        seen.add(response.status_code)
        assert response.status_code != 500, response.content
        # What a form's own schema refuses, this document cannot say.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    explore()
    assert seen


def test_the_document_is_made_once_in_a_process(world: FormsWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    author = Browser(world.lab, "author")
    first = author.get("openapi.json").body
    monkeypatch.delattr(type(api), "get_openapi_schema")
    assert author.get("openapi.json").body == first == document()


def test_answers_of_one_shape_have_one_model_whatever_status_and_route() -> None:
    operations = [
        operation
        for router in (mine.router, reports.router)
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    models = [model for operation in operations for model in operation.response_models.values()]
    refusing = {operation.response_models[status] for operation in operations for status in READ_ERRORS}
    assert len(refusing) == 1
    assert len(set(models)) <= 1 + len(operations) < len(models)


def test_the_document_says_that_everything_needs_a_log_in() -> None:
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert operation["security"], operation
            assert "401" in operation["responses"]
