# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accepting, recording and copying submissions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest

from omero_forms.conf import conf
from omero_forms.domain.errors import FormsError
from omero_forms.domain.records.verify import check_chain, verify
from omero_forms.domain.refs import submission_stream
from omero_forms.gateway.sessions import form_agent
from omero_forms.kit.crash_points import visited
from omero_forms.kit.software import software
from omero_forms.models import RecordRow, Submission
from omero_forms.selectors.keyring import keyring
from omero_forms.services.forms.publish import retire
from omero_forms.services.submissions.submit import submit
from tests.support.world import ANSWERS, EVERYWHERE, FormsWorld, submission


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(FormsError) as refused:
        call()
    return refused.value.code


def test_answers_are_recorded_with_seal_and_copied_to_the_object(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    outcome = world.submit("author", target, form, message="first")
    record = outcome.submission.record
    assert (record.state, outcome.submission.copy_state) == ("recorded", "copied")
    stream = submission_stream(form.id, outcome.loaded.ref)
    [stored] = world.stored(stream)
    assert verify(stored, keyring()) == []
    payload, content = stored.payload_json(), stored.content_json()
    assert content is not None
    assert content["answers"] == ANSWERS
    assert (payload["author"], content["names"]["author"]) == (world.lab.author.id, "author")
    assert (content["message"], payload["version"], payload["sudoer"]) == ("first", 1, None)
    assert (payload["as"], payload["via"], payload["software"]) == ("annotator", "api", software())
    [(owner, pairs)] = world.copies("fellow", target, form)
    assert owner == "author"
    assert dict(pairs)["Sample"] == "HeLa"


def test_nobody_but_the_form_master_can_load_the_record_by_id(world: FormsWorld, dataset: Callable[..., int]) -> None:
    outcome = world.submit("author", dataset(), world.form())
    annotation = outcome.submission.record.annotation_id
    assert annotation is not None
    for name in ("author", "leader", "fellow", "outsider"):
        with world.lab.as_user(name) as client:
            assert client.rows("select a.id from MapAnnotation a where a.id = :id", {"id": annotation}) == []
            with pytest.raises(Exception, match=r"(?i)security|cannot read|permission|ValidationException"):
                client.load("MapAnnotation", annotation)


def test_submissions_of_one_object_are_numbered_and_chained(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    outcomes = [
        world.submit("author", target, form, base=number, answers={"sample": f"S{number}"}) for number in range(3)
    ]
    assert [one.submission.number for one in outcomes] == [1, 2, 3]
    stored = world.stored(submission_stream(form.id, outcomes[0].loaded.ref))
    assert check_chain(stored) == []
    assert [(one.content_json() or {})["answers"]["sample"] for one in stored] == ["S0", "S1", "S2"]
    [(_owner, pairs)] = world.copies("author", target, form)
    assert dict(pairs)["Sample"] == "S2"


def test_the_same_key_again_answers_with_the_same_submission(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target, key = world.form(), dataset(), uuid.uuid4()
    first = world.submit("author", target, form, client_key=key)
    before = world.everything()
    again = world.submit("author", target, form, client_key=key)
    assert again.submission.pk == first.submission.pk
    assert world.everything() == before


def test_the_same_key_at_the_same_moment_answers_with_the_same_submission(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target, key = world.form(), dataset(), uuid.uuid4()
    first: list[Submission] = []

    def faster(reached: str) -> None:
        """A repetition of the request that looked its key up later, and is accepted before."""
        if reached == "checked" and not first:
            first.append(Submission())
            first[0] = world.submit("author", target, form, client_key=key).submission

    with visited(faster):
        again = world.submit("author", target, form, client_key=key).submission
    assert again.pk == first[0].pk
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(("base", "number"), [(None, 3), (1, None)])
def test_who_is_overtaken_between_the_look_and_the_number_follows_on_it_or_is_stale(
    world: FormsWorld, dataset: Callable[..., int], base: int | None, number: int | None
) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    overtaken: list[bool] = []

    def faster(reached: str) -> None:
        if reached == "checked" and not overtaken:
            overtaken.append(True)
            world.submit("fellow", target, form, base=1)

    with visited(faster):
        if number is None:
            assert code_of(lambda: world.submit("author", target, form, base=base)) == "stale_base"
        else:
            made = world.submit("author", target, form, base=base).submission
            assert (made.number, made.record.state) == (number, "recorded")
            assert check_chain(world.stored(made.record.stream.name)) == []


def test_the_same_key_for_other_answers_is_refused(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target, key = world.form(), dataset(), uuid.uuid4()
    world.submit("author", target, form, client_key=key)
    before = world.everything()
    again = lambda: world.submit("author", target, form, client_key=key, answers={"sample": "no"})  # noqa: E731
    assert code_of(again) == "key_reused"
    assert world.everything() == before


def test_a_key_belongs_to_its_user(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target, key = world.form(), dataset(), uuid.uuid4()
    first = world.submit("author", target, form, client_key=key)
    second = world.submit("fellow", target, form, client_key=key, base=1)
    assert (first.submission.number, second.submission.number) == (1, 2)


def test_second_editor_gets_a_diff_instead_of_overwriting(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    before = world.everything()
    with pytest.raises(FormsError) as refused:
        world.submit("fellow", target, form, answers={"sample": "HEK", "passages": 3})
    assert refused.value.code == "stale_base"
    details = json.loads(json.dumps(refused.value.details))
    assert details["base"] == 1
    assert details["head"]["author"]["name"] == "author"
    assert [(one["pointer"], one["before"], one["after"]) for one in details["changes"]] == [("/sample", "HeLa", "HEK")]
    assert world.everything() == before


def test_base_any_appends_after_whatever_came_between(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    assert world.submit("fellow", target, form, base=None).submission.number == 2


def test_answers_to_a_version_that_was_replaced_meanwhile_come_in_and_say_so(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    world.publish(form_id=form.id)
    old = world.submit("author", target, form, version=1)
    new = world.submit("author", target, form, version=2, base=1)
    assert (old.submission.version.number, old.newer_version) == (1, 2)
    assert (new.submission.version.number, new.newer_version) == (2, None)


def test_a_retired_form_takes_no_answers(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    retire(world.user("admin"), form.id, message="replaced")
    before = world.everything()
    assert code_of(lambda: world.submit("author", target, form)) == "form_retired"
    assert world.everything() == before


def test_the_group_of_the_object_decides_which_forms_apply(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form = world.form("read_annotate")
    world.submit("author", dataset("read_annotate"), form)
    refused = dataset("read_write")
    assert code_of(lambda: world.submit("author", refused, form)) == "form_not_assigned"


@pytest.mark.parametrize(
    ("kind", "who", "code"),
    [
        ("private", "author", None),
        ("private", "fellow", "not_found"),
        ("private", "leader", None),
        ("private", "admin", None),
        ("private", "viewer", None),
        ("read_only", "fellow", "may_not_submit"),
        ("read_only", "leader", None),
        ("read_annotate", "fellow", None),
        ("read_annotate", "outsider", "not_found"),
        ("read_write", "fellow", None),
    ],
)
def test_who_may_annotate_may_submit_and_owners_and_admins_on_behalf(
    world: FormsWorld, dataset: Callable[..., int], kind: str, who: str, code: str | None
) -> None:
    form, target = world.form(*EVERYWHERE), dataset(kind)
    if code is None:
        submitted = world.submit(who, target, form).submission
        assert (submitted.author_name, submitted.record.state) == (who, "recorded")
        return
    before = world.everything()
    assert code_of(lambda: world.submit(who, target, form)) == code
    assert world.everything() == before


def test_without_the_setting_nobody_submits_on_behalf(
    world: FormsWorld, dataset: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from omero_forms import settings as forms_settings

    form, target = world.form(*EVERYWHERE), dataset("read_only")
    monkeypatch.setattr(forms_settings, "FORMS_ON_BEHALF", False)
    assert code_of(lambda: world.submit("viewer", target, form)) == "may_not_submit"


def test_what_is_accepted_is_sealed_once_and_never_renumbered(world: FormsWorld, dataset: Callable[..., int]) -> None:
    form, target = world.form(), dataset()
    world.submit("author", target, form)
    record = RecordRow.objects.get(submission__form_id=form.id)
    [stored] = world.stored(record.stream.name)
    assert (stored.digest, stored.seal, stored.payload) == (
        record.digest,
        record.seal,
        bytes(record.payload),
    )
    assert Submission.objects.count() == 1


def test_a_session_that_somebody_else_opened_names_them_in_the_record(
    world: FormsWorld, dataset: Callable[..., int]
) -> None:
    form, target = world.form(), dataset()
    with (
        form_agent(conf()) as agent,
        agent.as_user(world.lab.author.id, "lab read_annotate") as opened_by_agent,
    ):
        outcome = submit(opened_by_agent, submission(target, form))
    [stored] = world.stored(outcome.submission.record.stream.name)
    payload, content = stored.payload_json(), stored.content_json()
    assert content is not None
    assert (payload["author"], content["names"]["author"]) == (world.lab.author.id, "author")
    assert (payload["sudoer"], content["names"]["sudoer"]) == (agent.person.id, "form-agent")
    assert outcome.submission.sudoer == {"id": agent.person.id, "name": "form-agent"}
