# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms from public bug reports: published as an admin does, answered through the JSON API as the page does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omero_forms.domain.answers.validate import prepare
from omero_forms.domain.errors import FormsError
from omero_forms.domain.refs import ObjectType
from omero_forms.services.forms.assign import assign
from omero_forms.services.forms.publish import NewVersion, publish
from tests.api.browser import Browser, body_of
from tests.cases.files import CASES, Case, Given
from tests.cases.telling import assert_says_where, tell
from tests.support.world import FormsWorld


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_form_is_published_and_takes_the_right_answers_alone(
    world: FormsWorld, dataset: Callable[..., int], case: Case
) -> None:
    admin = world.user("admin")
    new = NewVersion(case.name, "", case.schema_text, case.ui_text, "")
    try:
        form = publish(admin, new).form_id
    except FormsError as refused:
        if case.publish == "ok":
            tell([f"expected a form, was refused at publishing: {refused.details}"])
        assert_says_where(refused.details["problems"], case.schema)
        return
    if case.publish == "refused":
        tell(["expected a refusal at publishing, got a form"])
    assign(admin, form, world.group("read_annotate"), (ObjectType.DATASET,))
    author = Browser(world.lab, "author")
    wrong = [_wrong(author, dataset(), form, given) for given in case.given]
    tell([each for each in wrong if each])


def _wrong(author: Browser, dataset: int, form: str, given: Given) -> str:
    """How what became of the answers differs from what should; empty where it does not."""
    where = f"objects/dataset/{dataset}/forms/{form}"
    posted = author.post(f"{where}/submissions", body_of(answers=given.answers))
    view = author.get(where).body
    which = f"answers {given.number}"
    if not given.is_right:
        if posted.status < 400:
            return f"{which}: expected a refusal, got {posted.status} and {view['answers']}"
        if posted.code not in {"answers_invalid", "answers_not_representable"}:
            return f"{which}: expected a refusal with problems, got {posted.refusal}"
        details = posted.body["error"]["details"]
        if not details.get("problems") and "pointer" not in details:
            return f"{which}: expected problems, got {details}"
        return "" if view["history"] == [] else f"{which}: expected nothing recorded"
    if posted.status not in {201, 202}:
        return f"{which}: expected 201, got {posted.status} {posted.body['error']}"
    if view["answers"] != prepare(given.answers):
        return f"{which}: expected {prepare(given.answers)}, got {view['answers']}"
    return ""
