# SPDX-License-Identifier: AGPL-3.0-or-later
"""A published form in the lab, people's sessions, and what is stored where, read by other ways than it was written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import omero.cmd
import pytest
from django.db.models import Q
from django.utils import timezone

from omero_forms.conf import conf
from omero_forms.domain.records.acts import Via
from omero_forms.domain.records.format import Record
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway import records
from omero_forms.gateway.directory import GroupFacts
from omero_forms.gateway.sessions import UserSession, form_master, open_password_session
from omero_forms.models import (
    AskedForm,
    Assignment,
    CopyRow,
    Form,
    FormVersion,
    GateMark,
    GateTurn,
    PolicyRow,
    RecordRow,
    Stream,
    Submission,
)
from omero_forms.selectors.groups import find_group
from omero_forms.services.forms.assign import assign
from omero_forms.services.forms.publish import NewVersion, publish
from omero_forms.services.records.gate import check_site
from omero_forms.services.submissions.copy import copy_as_owner, copying_agent
from omero_forms.services.submissions.request import Accepted, SubmissionRequest
from omero_forms.services.submissions.submit import submit
from tests.support.servers import KINDS, Lab, OmeroServer

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Sample preparation",
    "type": "object",
    "required": ["sample"],
    "properties": {
        "sample": {"type": "string", "title": "Sample", "minLength": 2},
        "passages": {"type": "integer", "title": "Passages", "minimum": 0},
        "channels": {
            "type": "array",
            "title": "Channels",
            "items": {
                "type": "object",
                "title": "Channel",
                "properties": {"dye": {"type": "string", "title": "Dye"}},
            },
        },
    },
}
ANSWERS = {"sample": "HeLa", "passages": 3}
EVERYWHERE = tuple(KINDS)
"""Groups of all four kinds."""


@dataclass(frozen=True, slots=True)
class FormInUse:
    """A form that is offered to groups of the lab."""

    id: str
    name: str


@dataclass(slots=True)
class FormsWorld:
    """The lab, the forms in it, and open sessions of its people."""

    lab: Lab
    _sessions: ExitStack

    def user(self, name: str) -> UserSession:
        """A session of somebody of the lab."""
        server = self.lab.server
        password = server.root_password if name == "root" else name
        session = open_password_session(server.host, server.port, name, password)
        return self._sessions.enter_context(session)

    def publish(
        self, schema: dict[str, Any] | None = None, *, form_id: str | None = None, by: str = "admin"
    ) -> FormInUse:
        """Publish a form (or its next version) under a name of its own."""
        form = Form.objects.filter(id=form_id).first()
        name = form.name if form else f"Sample preparation {uuid.uuid4().hex[:6]}"
        new = NewVersion(name, "", json.dumps(schema or SCHEMA), "{}", "")
        return FormInUse(publish(self.user(by), new, form_id=form_id).form_id, name)

    def group(self, kind: str) -> GroupFacts:
        """One of the lab's groups."""
        return find_group(self.user("admin"), str(self.lab.groups[kind]))

    def form(self, *kinds: str, types: tuple[ObjectType, ...] = (ObjectType.DATASET,)) -> FormInUse:
        """A published form that is offered to groups, by default to the one in which `dataset` makes them.

        Each offer is a record that OMERO keeps; a test that goes to others than that group names EVERYWHERE.
        """
        form = self.publish()
        admin = self.user("admin")
        for kind in kinds or ("read_annotate",):
            assign(admin, form.id, find_group(admin, str(self.lab.groups[kind])), types)
        return form

    def require(self, name: str, kind: str, *forms: FormInUse, requirement: str = "all_of") -> None:
        """A policy of a group of the lab, as if a file of policies had been applied."""
        now = timezone.now()
        policy = PolicyRow.objects.create(
            group_id=self.lab.groups[kind],
            group_name=f"lab {kind}",
            name=name,
            object_type="Dataset",
            requirement=requirement,
            start=now.date(),
            tell_member="never",
            created_at=now,
            updated_at=now,
        )
        for position, form in enumerate(forms):
            row = Form.objects.get(id=form.id)
            AskedForm.objects.create(policy=policy, form=row, position=position, rule="any")

    def submit(self, who: str, dataset: int, form: FormInUse, **changes: Any) -> Accepted:
        """Submit as somebody, in their own session."""
        return submit(self.user(who), submission(dataset, form, **changes))

    def stored(self, stream: str) -> list[Record]:
        """The records of a stream in OMERO."""
        with form_master(conf()) as master:
            return [one.record for one in records.read_stream(master, stream)]

    def copies(self, who: str, dataset: int, form: FormInUse) -> list[tuple[str, list[tuple[str, str]]]]:
        """Owner and pairs of each copy on a dataset that somebody sees, by plain omero-py."""
        namespace = conf().kv_namespace + form.id
        with self.lab.as_user(who) as client:
            return [
                (_owner(client, one), client.map_rows(one)) for one in client.copies_on("Dataset", dataset, namespace)
            ]

    def later(self) -> None:
        """As if an hour had passed: leases have run out, and what was put off is due."""
        past = timezone.now() - timedelta(hours=1)
        Stream.objects.exclude(lease_until=None).update(lease_until=past)
        CopyRow.objects.exclude(lease_until=None).update(lease_until=past)
        RecordRow.objects.filter(state="pending").update(accepted_at=past, next_at=past)
        Submission.objects.exclude(next_at=None).update(next_at=past)
        GateTurn.objects.exclude(lease_until=None).update(lease_until=past)
        GateMark.objects.exclude(next_at=None).update(next_at=past)

    def annotations(self) -> int:
        """How many map annotations there are in all of OMERO."""
        with self.lab.as_user("root") as client:
            return int(client.rows("select count(a.id) from MapAnnotation a")[0][0])

    def everything(self) -> dict[str, int]:
        """Counts of all that a submission could leave anywhere."""
        tables = (Form, FormVersion, Assignment, Stream, RecordRow, Submission)
        counts = {table.__name__: table.objects.count() for table in tables}
        return {**counts, "annotations": self.annotations()}


def _owner(client: Any, annotation: int) -> str:
    hql = "select o.omeName from MapAnnotation a join a.details.owner o where a.id = :id"
    return str(client.rows(hql, {"id": annotation})[0][0])


def copy_by_agent(submission_id: int) -> None:
    """Have the copy of a submission written or repaired, as a worker does."""
    with copying_agent() as agent:
        copy_as_owner(agent, submission_id)


def submission(dataset: int, form: FormInUse, **changes: Any) -> SubmissionRequest:
    """What a browser would send, with changes."""
    values: dict[str, Any] = {
        "object_type": ObjectType.DATASET,
        "object_id": dataset,
        "form_id": form.id,
        "version": 1,
        "base": 0,
        "client_key": uuid.uuid4(),
        "answers": ANSWERS,
        "message": "",
        "via": Via.API,
    }
    return SubmissionRequest(**{**values, **changes})


@pytest.fixture
def world(lab: Lab, forms_installed: OmeroServer, transactional_db: None) -> Iterator[FormsWorld]:
    """The lab with the forms set up in it, and an empty database. OMERO forgets what is recorded of its groups, whose
    histories go by their ids: each test begins them anew.
    """
    with ExitStack() as sessions:
        yield FormsWorld(lab, sessions)
    if Stream.objects.filter(Q(name__startswith="policy/") | Q(name__startswith="report/")).exists():
        _delete_records(lab, "policy", "report")


@pytest.fixture
def log(world: FormsWorld) -> Iterator[FormsWorld]:
    """A world whose OMERO holds no checkpoints of other tests, which count records that no database has any more."""
    _delete_records(world.lab, "checkpoint")
    with form_master(conf()) as master:
        check_site(master)
    yield world
    _delete_records(world.lab, "checkpoint")


def _delete_records(lab: Lab, *kinds: str) -> None:
    """Of streams of these kinds, out of OMERO."""
    with lab.as_user("root") as client:
        hql = "select a.id from MapAnnotation a where a.ns = :namespace"
        ids = [int(row[0]) for kind in kinds for row in client.rows(hql, {"namespace": f"omero-forms/{kind}"})]
        if ids:
            handle = client.factory.submit(omero.cmd.Delete2(targetObjects={"Annotation": ids}), {"omero.group": "-1"})
            client.client.waitOnCmd(handle, loops=1200, ms=50)
            handle.close()


@pytest.fixture
def dataset(lab: Lab) -> Callable[..., int]:
    """`dataset("private")` is a new dataset of author in that group."""

    def make(kind: str = "read_annotate", owner: str = "author", images: int = 0) -> int:
        return lab.dataset(owner, kind, f"Dataset {uuid.uuid4().hex[:6]}", images=images)

    return make
