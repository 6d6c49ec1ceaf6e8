# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles x group kinds x routes and verbs. A route that is not in the matrix fails it, so that none comes in without a
decision.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omero_forms.api.v1 import document
from omero_forms.models import PolicyRow
from omero_forms.services.forms.drafts import begin
from omero_forms.services.jobs.ask import ask as ask_for_job
from omero_forms.services.policies.exempt.ask import ExemptionRequest
from omero_forms.services.policies.exempt.ask import ask as ask_for_exemption
from tests.api.browser import PREFIX, Browser, body_of
from tests.support.servers import Lab, OmeroServer, open_session
from tests.support.world import FormInUse, FormsWorld

ROLES = ("author", "fellow", "leader", "outsider", "admin", "viewer", "sudoer", "nobody")
"""Those of the lab, an admin who may do nothing but open sessions of others, and who is not logged in."""
KINDS = ("private", "read_only", "read_annotate", "read_write", "elsewhere")
"""Groups of the four kinds with data of author's, and another one, with data of outsider's."""
ADMINS = frozenset({"admin", "viewer", "sudoer"})
UNTIL = datetime.now(UTC).date() + timedelta(days=30)
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

ANYBODY = dict.fromkeys(ROLES, 200) | {"nobody": 401}
READERS_OF = {
    # Who can see the dataset in a group of each kind.
    "private": {"author", "leader", *ADMINS},
    "read_only": {"author", "fellow", "leader", *ADMINS},
    "read_annotate": {"author", "fellow", "leader", *ADMINS},
    "read_write": {"author", "fellow", "leader", *ADMINS},
    "elsewhere": {"outsider", *ADMINS},
}
READING = {
    kind: {role: 200 if role in readers else 404 for role in ROLES} | {"nobody": 401}
    for kind, readers in READERS_OF.items()
}
# Members who may annotate, and owners of the group and admins on behalf.
SUBMITTING = {
    kind: {role: 201 if status == 200 else status for role, status in row.items()} for kind, row in READING.items()
}
SUBMITTING["read_only"] |= {"fellow": 403}
# Reports are for those who own the group, and for admins; others do not learn whether there is one.
REPORTS = dict.fromkeys(ROLES, 404) | dict.fromkeys({"leader", *ADMINS}, 200) | {"nobody": 401}

EVALUATING = {role: 202 if status == 200 else status for role, status in REPORTS.items()}

# Admins only, restricted ones as well: they read everything.
AUDIT = dict.fromkeys(ROLES, 403) | dict.fromkeys(ADMINS, 200) | {"nobody": 401}

# What proves and mends everything.
FULL_ADMINS = dict.fromkeys(ROLES, 403) | {"admin": 202, "nobody": 401}
OWN_JOB = dict.fromkeys(ROLES, 404) | {"admin": 200, "nobody": 401}
# Full admins only.
WHOLE = dict.fromkeys(ROLES, 403) | {"admin": 200, "nobody": 401}

# The form is an admin's. Its draft is seen by owners and every admin, and changed by those who may change groups.
SEEING = dict.fromkeys(ROLES, 403) | dict.fromkeys(ADMINS, 200) | {"nobody": 401}
CHANGING = dict.fromkeys(ROLES, 403) | {"admin": 200, "nobody": 401}
MAKING = dict.fromkeys(ROLES, 403) | {"admin": 201, "leader": 201, "nobody": 401}
BRINGING_IN = MAKING | {"admin": 200, "leader": 200}

# The form is offered in all groups: everybody can know of it. Of a group's forms its members, and admins.
LISTED = dict.fromkeys(KINDS, ANYBODY)
MEMBERS = dict.fromkeys(ROLES, 404) | dict.fromkeys({"author", "fellow", "leader", *ADMINS}, 200) | {"nobody": 401}
GROUP_FORMS = dict.fromkeys(KINDS, MEMBERS) | {
    "elsewhere": MEMBERS | dict.fromkeys({"author", "fellow", "leader"}, 404) | {"outsider": 200}
}
# Owners of the group decide, and admins who may change groups; members know of it.
OFFERING = {
    kind: {
        role: {"leader": status, "admin": 200}.get(role, 403) if status == 200 else status
        for role, status in row.items()
    }
    for kind, row in GROUP_FORMS.items()
}
PREVIEWING = {
    kind: {role: 422 if status == 200 else status for role, status in row.items()} for kind, row in OFFERING.items()
}
STALE = {
    kind: {role: 409 if status == 200 else status for role, status in row.items()} for kind, row in OFFERING.items()
}
# Owners of groups in theirs, and admins without restrictions.
REMAKING = dict.fromkeys(ROLES, 403) | {"admin": 202, "leader": 202, "nobody": 401}
# People are named to those who may make forms, or own one.
NAMING = dict.fromkeys(ROLES, 403) | {"admin": 200, "leader": 200, "nobody": 401}

# The dataset's owner asks for an exemption of it, and those who decide: owners of the group, and admins who may change
# groups. It is seen by who asked, by those owners and by all admins.
EXCUSING = {
    kind: {role: 403 if status == 200 else status for role, status in row.items()} | {"admin": 201}
    for kind, row in READING.items()
}
for row in EXCUSING.values():
    row |= {"leader": 201 if row["leader"] == 403 else row["leader"]}
EXCUSED = dict.fromkeys(ROLES, 404) | dict.fromkeys({"author", "leader", *ADMINS}, 200) | {"nobody": 401}
EXCUSED_IN = dict.fromkeys(KINDS, EXCUSED) | {
    "elsewhere": dict.fromkeys(ROLES, 404) | dict.fromkeys({"outsider", *ADMINS}, 200) | {"nobody": 401}
}
UNABLE = dict.fromkeys({"viewer", "sudoer"}, 403)

EVERY_KIND: dict[str, dict[str, dict[str, int]]] = {
    "GET session": dict.fromkeys(KINDS, ANYBODY),
    "POST ping": dict.fromkeys(KINDS, ANYBODY),
    "GET status": dict.fromkeys(KINDS, ANYBODY),
    "GET openapi.json": dict.fromkeys(KINDS, ANYBODY),
    # An admin's, who has no restrictions.
    "GET jobs/{id}": dict.fromkeys(KINDS, OWN_JOB),
    "DELETE jobs/{id}": dict.fromkeys(KINDS, OWN_JOB),
    "POST integrity/checkpoint": dict.fromkeys(KINDS, FULL_ADMINS),
    "POST integrity/legacy": dict.fromkeys(KINDS, FULL_ADMINS),
    "POST integrity/verify": dict.fromkeys(KINDS, FULL_ADMINS),
    "GET integrity": dict.fromkeys(KINDS, AUDIT),
    "GET objects/{type}/{id}": READING,
    "GET objects/{type}/{id}/forms/{form}": READING,
    "GET objects/{type}/{id}/forms/{form}/submissions": READING,
    "GET objects/{type}/{id}/badge": READING,
    "GET objects/{type}/{id}/bundle": READING,
    "POST objects/{type}/{id}/forms/{form}/submissions": SUBMITTING,
    "GET submissions/{id}": READING,
    "GET audit": dict.fromkeys(KINDS, AUDIT),
    "GET mails": dict.fromkeys(KINDS, AUDIT),
    # No such mail was refused.
    "POST mails/{id}/again": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    "GET preferences": dict.fromkeys(KINDS, ANYBODY),
    "PUT preferences": dict.fromkeys(KINDS, ANYBODY),
    "POST integrity/repair/plan": dict.fromkeys(KINDS, FULL_ADMINS),
    # There is no such plan.
    "POST integrity/repair": dict.fromkeys(KINDS, WHOLE | {"admin": 422}),
    "GET integrity/orphans": dict.fromkeys(KINDS, AUDIT),
    # The object of what was submitted is there.
    "GET integrity/orphans/history": dict.fromkeys(KINDS, AUDIT | dict.fromkeys(ADMINS, 404)),
    "GET integrity/redactions": dict.fromkeys(KINDS, AUDIT),
    "GET integrity/keys": dict.fromkeys(KINDS, AUDIT),
    "GET integrity/legacy": dict.fromkeys(KINDS, AUDIT),
    "GET integrity/repair": dict.fromkeys(KINDS, AUDIT),
    # Nothing is forked.
    "GET integrity/repair/fork": dict.fromkeys(KINDS, AUDIT | dict.fromkeys(ADMINS, 404)),
    # There is no such record, and no such redaction.
    "POST integrity/redactions": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    "POST integrity/redactions/{id}/approve": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    "GET evaluations": dict.fromkeys(KINDS, REPORTS),
    "GET evaluations/{group_id}": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "GET evaluations/{group_id}/runs": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "POST evaluations/{group_id}/runs": dict.fromkeys(KINDS, EVALUATING) | {"elsewhere": EVALUATING | {"leader": 404}},
    # Members see what is said of objects that they see.
    "GET reports/{group_id}/findings": GROUP_FORMS,
    "GET reports/{group_id}/lacking": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    # Of one's own objects, whoever one is.
    "GET mine": dict.fromkeys(KINDS, ANYBODY),
    "GET mine/next": dict.fromkeys(KINDS, ANYBODY),
    "GET mine/submissions": dict.fromkeys(KINDS, ANYBODY),
    # Of one's groups, of all for admins.
    "GET policies": LISTED,
    # Owners of a group, and admins who may change groups; terms that say nothing are refused.
    "POST policies": PREVIEWING,
    "POST policies/preview": PREVIEWING,
    "GET policies/{id}": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "PUT policies/{id}": PREVIEWING,
    # Others have changed it.
    "POST policies/{id}/end": STALE,
    "POST policies/{id}/archive": STALE,
    # All admins read what is required of many groups, those who may change groups set it; there is none yet.
    "GET site-policies": dict.fromkeys(KINDS, AUDIT),
    "POST site-policies": dict.fromkeys(KINDS, WHOLE | {"admin": 422}),
    "GET site-policies/{id}": dict.fromkeys(KINDS, AUDIT | dict.fromkeys(ADMINS, 404)),
    "PUT site-policies/{id}": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    "POST site-policies/{id}/end": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    "POST site-policies/{id}/archive": dict.fromkeys(KINDS, WHOLE | {"admin": 404}),
    # There is no such preview.
    "GET policies/preview/{id}": dict.fromkeys(KINDS, dict.fromkeys(ROLES, 404) | {"nobody": 401}),
    "GET reports/{group_id}/findings.csv": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "GET reports/{group_id}/findings.json": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "GET reports/{group_id}/campaigns": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "GET reports/{group_id}/campaigns.csv": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    "GET reports/{group_id}/kept": dict.fromkeys(KINDS, REPORTS) | {"elsewhere": REPORTS | {"leader": 404}},
    # None was kept.
    "GET kept-reports/{id}": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET kept-reports/{id}/report.csv": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET kept-reports/{id}/report.html": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET kept-reports/{id}/report.pdf": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET kept-reports/{id}/report.jsonl": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET reports/totals": dict.fromkeys(KINDS, REPORTS),
    "GET reports/totals.csv": dict.fromkeys(KINDS, REPORTS),
    "GET reports/history": dict.fromkeys(KINDS, REPORTS),
    "GET reports/history.csv": dict.fromkeys(KINDS, REPORTS),
    # No policy asks for the form.
    "GET reports/questions": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET reports/questions.csv": dict.fromkeys(KINDS, REPORTS | dict.fromkeys({"leader", *ADMINS}, 404)),
    "GET exemptions": dict.fromkeys(KINDS, ANYBODY),
    "POST exemptions": {
        kind: row | {"outsider" if kind == "elsewhere" else "author": 201} for kind, row in EXCUSING.items()
    },
    "GET exemptions/{id}": EXCUSED_IN,
    # Nobody on their own. The first who may decides: then it waits no more.
    "POST exemptions/{id}/decision": dict.fromkeys(KINDS, EXCUSED | UNABLE | {"author": 403, "admin": 409})
    | {"elsewhere": EXCUSED_IN["elsewhere"] | UNABLE | {"outsider": 403}},
    # It has ended after the first, for whom else may end it too.
    "POST exemptions/{id}/end": {kind: row | UNABLE for kind, row in EXCUSED_IN.items()},
    "GET forms": LISTED,
    "GET forms/{form}": LISTED,
    "GET forms/{form}/versions": LISTED,
    "GET forms/{form}/versions/{number}": LISTED,
    "GET forms/{form}/versions/{number}/changes": LISTED,
    "GET forms/{form}/export": LISTED,
    "GET groups": dict.fromkeys(KINDS, ANYBODY),
    "GET forms/{form}/answers.csv": LISTED,
    "GET groups/{group}/forms": GROUP_FORMS,
    "POST forms/{form}/duplicate": dict.fromkeys(KINDS, MAKING),
    # It is owned by others than was seen.
    "PUT forms/{form}/owners": dict.fromkeys(KINDS, CHANGING | {"admin": 409}),
    "POST forms/{form}/retire": dict.fromkeys(KINDS, CHANGING),
    "POST forms/{form}/restore": dict.fromkeys(KINDS, CHANGING),
    "PUT forms/{form}/offers/{group}/{type}": OFFERING,
    "DELETE forms/{form}/offers/{group}/{type}": OFFERING,
    "GET groups/{group}/copies": OFFERING,
    "POST forms/{form}/copies": dict.fromkeys(KINDS, REMAKING),
    "GET people": dict.fromkeys(KINDS, NAMING),
    "POST forms": dict.fromkeys(KINDS, MAKING),
    "POST forms/check": dict.fromkeys(KINDS, ANYBODY),
    "GET forms/import/template.csv": dict.fromkeys(KINDS, ANYBODY),
    "GET forms/import/template.xlsx": dict.fromkeys(KINDS, ANYBODY),
    "POST forms/import": dict.fromkeys(KINDS, BRINGING_IN),
    "GET forms/{form}/draft": dict.fromkeys(KINDS, SEEING),
    "GET forms/{form}/draft/states": dict.fromkeys(KINDS, SEEING),
    "GET forms/{form}/draft/states/{id}": dict.fromkeys(KINDS, SEEING),
    "GET forms/{form}/draft/changes": dict.fromkeys(KINDS, SEEING),
    "GET forms/{form}/draft/impact": dict.fromkeys(KINDS, SEEING),
    "GET forms/{form}/draft/demands": dict.fromkeys(KINDS, SEEING),
    "POST forms/{form}/draft/test": dict.fromkeys(KINDS, SEEING),
    "GET library": dict.fromkeys(KINDS, ANYBODY),
    "GET library/{entry}": dict.fromkeys(KINDS, ANYBODY),
    "POST library/{entry}/use": dict.fromkeys(KINDS, MAKING),
    # It was made in another way, which only who may see its draft is told.
    "GET forms/{form}/library": dict.fromkeys(KINDS, SEEING | dict.fromkeys(ADMINS, 404)),
    # It has one already; and a second version says what it changes.
    "POST forms/{form}/draft": dict.fromkeys(KINDS, CHANGING | {"admin": 409}),
    "POST forms/{form}/draft/publish": dict.fromkeys(KINDS, CHANGING | {"admin": 422}),
    "PUT forms/{form}/draft": dict.fromkeys(KINDS, CHANGING),
    "DELETE forms/{form}/draft": dict.fromkeys(KINDS, CHANGING),
}


def routes() -> list[str]:
    """Every route of the API, as its own document lists them."""
    prefix = "/omero_forms/api/v1/"
    return sorted(
        f"{method.upper()} {path.removeprefix(prefix)}"
        for path, methods in document()["paths"].items()
        for method in methods
    )


def test_every_route_is_in_the_matrix() -> None:
    assert routes() == sorted(EVERY_KIND)


@dataclass(frozen=True, slots=True)
class Place:
    """A dataset of one kind of group, with a form that is offered there and a submission of its owner."""

    kind: str
    group: int
    dataset: int
    form: FormInUse
    submission: int
    job: int
    policy: int
    exemption: str


@pytest.fixture
def place(request: pytest.FixtureRequest, world: FormsWorld, dataset: Callable[..., int]) -> Place:
    kind = str(request.param)
    owner = "outsider" if kind == "elsewhere" else "author"
    form, target = world.form(*KINDS), dataset(kind, owner)
    submission = world.submit(owner, target, form).submission.pk
    begin(world.user("admin"), form_id=form.id)
    job = ask_for_job("count", {}, by=world.user("admin").person)
    world.require("Matrix", kind, requirement="none")
    policy = PolicyRow.objects.values_list("pk", flat=True).get(name="Matrix")
    wanted = ExemptionRequest(policy_id=policy, object_ids=(target,), until=UNTIL, reason="Lost.")
    exemption = ask_for_exemption(world.user(owner), wanted)
    return Place(kind, world.lab.groups[kind], target, form, submission, job, policy, exemption)


def ask(route: str, browser: Browser, place: Place) -> Any:
    """The route's answer about the place."""
    method, path = route.split(" ")
    path = address(path, place)
    if method == "GET":
        return browser.get(path)
    if path == "forms/import":
        return browser.upload(
            path, {"stain.json": json.dumps({"type": "object", "properties": {"dye": {}}})}, yes="all"
        )
    if method == "DELETE" and path.endswith("draft"):
        # What was put before.
        return browser.request("DELETE", f"{path}?base=2")
    return browser.request(method, path, _body(path, method, place))


def _body(path: str, method: str, place: Place) -> dict[str, Any]:
    if "submissions" in path:
        return body_of(base="any", client_key=str(uuid.uuid4()))
    drafted: dict[str, Any] = {"name": "Drafted", "schema": "{}"}
    bodies: dict[str, dict[str, Any]] = {
        "forms": drafted,
        "use": {},
        "owners": {"owners": [], "base": []},
        "check": {"schema": "{}"},
        "publish": {"base": 1},
        "test": {"answers": {}},
        "redactions": {"stream": "integrity", "number": 1, "reason": "A name."},
        "approve": {},
        "exemptions": {"policy": place.policy, "objects": [place.dataset], "until": str(UNTIL), "reason": "Broken."},
        "decision": {"decision": "approved"},
        "preferences": {"cadence": "weekly", "weekday": 3, "paused_until": None, "new_policy": True},
        "repair": {"plan": "0" * 64},
        "preview": {"group": place.group, "terms": {}},
        "policies": {"group": place.group, "terms": {}},
        "site-policies": {"groups": None, "terms": {}},
        "end": {} if path.startswith("exemptions") else {"base": 77},
        "archive": {"base": 77},
    }
    last = path.rpartition("/")[2]
    if path.startswith("policies/") and method == "PUT":
        return {"terms": {}, "base": 77}
    if path.startswith("site-policies/") and method == "PUT":
        return {"terms": {}, "groups": None, "base": 77}
    return {**drafted, "base": 1} if (method, last) == ("PUT", "draft") else bodies.get(last, {})


def address(path: str, place: Place) -> str:
    """The path of a route about the place."""
    # What is offered for images besides is taken back again.
    path = path.replace("{type}", "image" if "offers" in path else "dataset").replace("{form}", place.form.id)
    path = path.replace("{entry}", "dublin-core-data-set")
    path = path.replace("{group_id}/lacking", f"{place.group}/lacking?form={place.form.id}")
    path = f"{path}?form={place.form.id}" if path.startswith("reports/questions") else path
    path = path.replace("{group_id}", str(place.group)).replace("states/{id}", "states/1")
    path = path.replace("{group}", str(place.group)).replace("{number}", "1")
    path = f"{path}?stream=submission/a" if path.endswith("orphans/history") else path
    path = f"{path}?stream=submission/a&number=1" if path.endswith("repair/fork") else path
    path = "people?search=a" if path == "people" else path
    path = path.replace("preview/{id}", f"preview/{place.job}")
    ids = {
        "submissions": place.submission,
        "jobs": place.job,
        "policies": place.policy,
        "exemptions": place.exemption,
    }
    return path.replace("{id}", str(ids.get(path.partition("/")[0], place.dataset)))


@pytest.fixture
def browsers(world: FormsWorld) -> dict[str, Browser]:
    """By role."""
    lab = world.lab
    if "sudoer" not in lab.users:
        lab.users["sudoer"] = lab.build.admin("sudoer", "Sue Sudoer", password="sudoer", privileges=["Sudo"])
    return {role: Browser(None if role == "nobody" else lab, role) for role in ROLES}


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_each_role_gets_what_the_matrix_says(place: Place, browsers: dict[str, Browser]) -> None:
    answers = {route: {role: ask(route, browsers[role], place) for role in ROLES} for route in EVERY_KIND}
    got = {route: {role: answer.status for role, answer in row.items()} for route, row in answers.items()}
    assert got == {route: by_kind[place.kind] for route, by_kind in EVERY_KIND.items()}
    headers = [answer.headers for row in answers.values() for answer in row.values()]
    kept = {(one["Cache-Control"], one["X-Content-Type-Options"]) for one in headers}
    assert kept == {("no-store", "nosniff")}


@pytest.mark.parametrize("place", ["read_only"], indirect=True)
def test_a_verb_that_a_route_does_not_have_is_refused_to_everybody_and_head_is_get(
    world: FormsWorld, place: Place, browsers: dict[str, Browser]
) -> None:
    before = world.everything()
    by_path: dict[str, set[str]] = {}
    for route in EVERY_KIND:
        method, path = route.split(" ")
        by_path.setdefault(path, set()).update({"GET", "HEAD"} if method == "GET" else {method})
    for path, taken in by_path.items():
        here = address(path, place)
        for role, browser in browsers.items():
            for verb in sorted(set(VERBS) - taken - {"HEAD"}):
                answer = browser.request(verb, here, {})
                assert answer.refusal == (405, "method_not_allowed"), f"{verb} {path} as {role}"
                assert answer.headers["Allow"] == ", ".join(sorted(taken))
        for role in ("author", "outsider", "nobody"):
            head = browsers[role].client.head(PREFIX + here)
            expected = EVERY_KIND[f"GET {path}"][place.kind][role] if "GET" in taken else 405
            assert (head.status_code, head.getvalue()) == (expected, b""), f"HEAD {path} as {role}"
    assert world.everything() == before


@pytest.mark.parametrize("place", ["private"], indirect=True)
def test_what_one_may_not_know_of_looks_like_what_does_not_exist(world: FormsWorld, place: Place) -> None:
    outsider = Browser(world.lab, "outsider")
    for there, not_there in (
        (f"objects/dataset/{place.dataset}", "objects/dataset/99999999"),
        (f"submissions/{place.submission}", "submissions/99999999"),
        (f"evaluations/{place.group}", "evaluations/99999999"),
    ):
        assert outsider.get(there).body == outsider.get(not_there).body


@pytest.mark.parametrize("place", ["private"], indirect=True)
@pytest.mark.parametrize("account", ["master", "agent", "guest"])
def test_accounts_that_serve_us_can_use_nothing(world: FormsWorld, place: Place, account: str) -> None:
    from omero_forms.conf import conf
    from tests.support.environment import AGENT_PASSWORD, MASTER_PASSWORD

    names = {
        "master": (conf().master_user, MASTER_PASSWORD, 403),
        "agent": (conf().agent_user, AGENT_PASSWORD, 403),
        "guest": ("guest", "guest", 401),
    }
    name, password, status = names[account]
    with session_of(world.lab, name, password) as key:
        browser = Browser(world.lab, key=key)
        assert {route: ask(route, browser, place).status for route in EVERY_KIND} == dict.fromkeys(EVERY_KIND, status)


def session_of(lab: Lab, name: str, password: str) -> Any:
    """The key of a session of an account that is not of the lab."""
    from contextlib import contextmanager

    from demo.lab import User

    @contextmanager
    def opened() -> Iterator[str]:
        client, key = open_session(lab.server, User(0, name, name, password))
        with ExitStack() as stack:
            stack.callback(client.closeSession)
            yield key

    return opened()


def test_the_public_user_is_not_logged_in(world: FormsWorld) -> None:
    browser = Browser(world.lab, "author")
    session = browser.client.session
    session["connector"] = {**session["connector"], "is_public": True}
    session.save()
    assert browser.get("session").refusal == (401, "login_required")


def test_the_public_users_own_session_is_refused_too(
    world: FormsWorld, monkeypatch: pytest.MonkeyPatch, forms_installed: OmeroServer
) -> None:
    from omero_forms import settings as forms_settings

    monkeypatch.setattr(forms_settings, "FORMS_PUBLIC_USER", "fellow")
    assert Browser(world.lab, "fellow").get("session").refusal == (401, "login_required")
