# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups with policies, people in them, and evaluations some days from now.

A dataset made today is never past due today, so that evaluations here take place a few days later.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from omero.cmd import Chgrp2
from omero.rtypes import rstring

from demo.lab import User
from omero_forms.domain.policies.applied import Applied
from omero_forms.domain.refs import ObjectType
from omero_forms.gateway.sessions import UserSession, open_password_session
from omero_forms.models import Evaluation, Finding
from omero_forms.selectors.groups import find_group
from omero_forms.services.evaluations.evaluate import RunResult, evaluate_group
from omero_forms.services.forms.assign import assign
from omero_forms.services.policies.apply import apply_policies
from tests.support.world import FormInUse, FormsWorld

_DAY = timezone.localdate() + timedelta(days=3)
LATER = datetime(_DAY.year, _DAY.month, _DAY.day, 12, tzinfo=UTC)
"""At noon, when it is the same day for the site as in UTC: in the last hours of a day it is not."""


@dataclass(slots=True)
class Facility:
    """Fresh groups and people for one test, beside the lab."""

    world: FormsWorld
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:6])
    groups: dict[str, int] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def group(self, name: str, permissions: str = "rwra--") -> int:
        """A new group; its id."""
        self.groups[name] = self.world.lab.build.group(f"{name} {self.suffix}", permissions)
        return self.groups[name]

    def person(self, name: str, *member_of: str, owner_of: tuple[str, ...] = (), email: str | None = None) -> User:
        """Somebody in some of the groups, with an address unless `email` is empty."""
        user_name = f"{name}-{self.suffix}"
        address = f"{user_name}@example.org" if email is None else email
        groups = [self.groups[one] for one in (*member_of, *owner_of)]
        self.people[name] = self.world.lab.build.user(
            user_name,
            f"{name.title()} Person",
            groups,
            password=user_name,
            email=address,
            owner_of=[self.groups[one] for one in owner_of],
        )
        return self.people[name]

    def session(self, name: str) -> UserSession:
        """A session of one of them."""
        server, user = self.world.lab.server, self.people[name]
        return open_password_session(server.host, server.port, user.name, user.name)

    def dataset(self, owner: str, group: str, name: str = "", images: int = 0) -> int:
        """A dataset of somebody."""
        return self.world.lab.build.dataset(
            self.people[owner],
            self.groups[group],
            name or f"Data {uuid.uuid4().hex[:6]}",
            images=images,
        )

    def move(self, who: str, dataset: int, group: str) -> None:
        """Move a dataset to another of the groups, as somebody may with their own."""
        request = Chgrp2(targetObjects={"Dataset": [dataset]}, groupId=self.groups[group])
        with self.world.lab.server.connect(self.people[who]) as client:
            client.client.submit(request, 600, 100)

    def rename_group(self, group: str, name: str) -> None:
        """Let one of the groups be called otherwise."""
        with self.world.lab.as_user("root") as root:
            admin = root.factory.getAdminService()
            found = admin.getGroup(self.groups[group])
            found.setName(rstring(name))
            admin.updateGroup(found)

    def datasets(self, owner: str, group: str, count: int) -> list[int]:
        """Several datasets of somebody."""
        return [self.dataset(owner, group) for _ in range(count)]

    def form(self, *groups: str, types: tuple[ObjectType, ...] = (ObjectType.DATASET,)) -> FormInUse:
        """A published form that is offered to the groups."""
        form = self.world.publish()
        self.assign(form, *groups, types=types)
        return form

    def assign(
        self,
        form: FormInUse,
        *groups: str,
        types: tuple[ObjectType, ...] = (ObjectType.DATASET,),
    ) -> None:
        """Offer a form to groups."""
        admin = self.world.user("admin")
        for group in groups:
            assign(admin, form.id, find_group(admin, str(self.groups[group])), types)

    def policy(self, group: str, *forms: FormInUse, **changes: Any) -> dict[str, Any]:
        """A policy as a YAML file would say it."""
        return {
            "name": "Metadata",
            "group": self.groups[group],
            "object_type": "Dataset",
            "requirement": "all_of" if forms else "none",
            "forms": [{"form": form.id} for form in forms],
            "start": "2026-01-01",
            **changes,
        }

    def apply(self, *policies: dict[str, Any], by: str = "admin") -> Applied:
        """Apply policies as somebody of the lab, or of these people."""
        if by not in self.people:
            return apply_policies(self.world.user(by), {"policies": list(policies)})
        with self.session(by) as user:
            return apply_policies(user, {"policies": list(policies)})

    def evaluate(self, group: str, now: datetime = LATER) -> RunResult:
        """Evaluate a group some days from now."""
        return evaluate_group(group_id=self.groups[group], now=now)

    def findings(self, group: str) -> dict[int, Finding]:
        """Open findings of a group by object id; fails when an object has several."""
        rows = list(Finding.objects.filter(group_id=self.groups[group], closed_at__isnull=True))
        by_object = {row.object_id: row for row in rows}
        assert len(by_object) == len(rows)
        return by_object

    def statuses(self, group: str) -> dict[int, str]:
        """Status of each object of a group."""
        return {one: row.status for one, row in self.findings(group).items()}

    def evaluation(self, group: str) -> Evaluation:
        """The group's newest evaluation."""
        return Evaluation.objects.filter(group_id=self.groups[group]).order_by("-pk")[0]

    def submit(self, who: str, dataset: int, form: FormInUse, **changes: Any) -> Any:
        """Submit as one of these people."""
        from omero_forms.services.submissions.submit import submit
        from tests.support.world import submission

        with self.session(who) as user:
            return submit(user, submission(dataset, form, **changes))


@pytest.fixture
def facility(world: FormsWorld) -> Facility:
    """Groups, people, policies and evaluations."""
    return Facility(world)
