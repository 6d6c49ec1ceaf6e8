# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of all kinds with people in them, a form that is answered there, and what an OMERO does to objects and people.

Berta answers for Anna's datasets. Anna, Berta, Carl and Lena, who owns the groups, are in all of them; only Anna is in
"apart".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import omero.cmd
import omero.model
from omero.rtypes import rstring

from demo.lab import Client
from omero_forms.conf import conf
from omero_forms.domain.records.findings import Finding, Scope
from omero_forms.domain.refs import ObjectType
from omero_forms.kit.deadlines import Deadline
from omero_forms.models import Submission
from omero_forms.services.due import catch_up
from omero_forms.services.following.follow import follow
from omero_forms.services.integrity.verify import verify
from omero_forms.services.submissions.followed import look_at_noted
from omero_forms.services.submissions.rounds import compare_all, round_due
from tests.support.facility import LATER, Facility
from tests.support.servers import KINDS
from tests.support.waiting import wait_for
from tests.support.world import FormInUse

PEOPLE = ("anna", "berta", "carl", "lena")
COPY = [("Sample", "HeLa"), ("Passages", "3")]
Copies = list[tuple[str, list[tuple[str, str]]]]


class Moving:
    """What is done to datasets and people, and what is looked at afterwards."""

    def __init__(self, facility: Facility, web_login: Callable[[str], Any]) -> None:
        self.facility, self.web_login = facility, web_login
        self.lab = facility.world.lab
        for kind, permissions in KINDS.items():
            facility.group(kind, permissions)
        facility.group("apart")
        facility.person("anna", *KINDS, "apart")
        for name in ("berta", "carl"):
            facility.person(name, *KINDS)
        facility.person("lena", owner_of=tuple(KINDS))
        self.groups, self.people = facility.groups, facility.people
        self.form: FormInUse = facility.form(*KINDS)
        self.namespace = conf().kv_namespace + self.form.id
        self.now = LATER
        self.follow()
        compare_all(Deadline.after(60), self.now)

    # What workers do.

    def follow(self) -> int:
        """What a worker does every minute: read the log, and look at the copies that it concerns."""
        self.now += timedelta(minutes=2)
        follow(self.now)
        return look_at_noted(Deadline.after(60))

    def follow_and_sweep(self) -> None:
        """That, and the sweep of the next seconds."""
        self.follow()
        assert catch_up().stopped_by is None

    def compare(self) -> int:
        """The comparison of the next night; how many copies are not right."""
        self.now += timedelta(days=1)
        assert round_due(self.now)
        found = compare_all(Deadline.after(60), self.now)
        assert not round_due(self.now)
        return found

    def night(self) -> int:
        """That, and what the sweep does afterwards."""
        found = self.compare()
        assert catch_up().stopped_by is None
        return found

    # What people do.

    def dataset(self, group: str = "read_annotate", by: str = "berta") -> int:
        """A dataset of Anna's that somebody answered for, with a copy that is right."""
        one = self.facility.dataset("anna", group)
        self.answer(one, by)
        assert catch_up().stopped_by is None
        self.follow()
        return one

    def answer(self, dataset: int, by: str = "berta", **changes: Any) -> None:
        """Submit as somebody."""
        self.facility.submit(by, dataset, self.form, **changes)

    def as_user(self, who: str, group: str | None = None) -> Any:
        """A plain client of one of these people, or of root."""
        server = self.lab.server
        user = server.root if who == "root" else self.people[who]
        return server.connect(user, group=None if group is None else self.groups[group])

    def command(self, request: Any, who: str = "root") -> None:
        """A command that OMERO carries out, such as Chgrp2."""
        with self.as_user(who) as client:
            handle = client.factory.submit(request, {"omero.group": "-1"})
            answer = client.client.waitOnCmd(handle, loops=1200, ms=50)
            handle.close()
            assert not isinstance(answer, omero.cmd.ERR), answer

    def move(self, dataset: int, group: str, who: str = "anna") -> None:
        """To another group."""
        self.command(omero.cmd.Chgrp2(targetObjects={"Dataset": [dataset]}, groupId=self.groups[group]), who)

    def give(self, dataset: int, to: str) -> None:
        """To another owner, as an admin."""
        self.command(omero.cmd.Chown2(targetObjects={"Dataset": [dataset]}, userId=self.people[to].id))

    def delete(self, kind: str, one: int, who: str = "anna") -> None:
        """An object, an annotation or a link."""
        self.command(omero.cmd.Delete2(targetObjects={kind: [one]}), who)

    def edit(self, annotation: int, pairs: Iterable[tuple[str, str]], who: str = "berta", **columns: str) -> None:
        """Type something into a copy, by hand."""
        with self.as_user(who) as client:
            found = client.load("MapAnnotation", annotation)
            found.mapValue = [omero.model.NamedValue(*pair) for pair in pairs]
            for name, value in columns.items():
                setattr(found, name, rstring(value))
            client.save(found, group=int(found.details.group.id.val))

    def join(self, who: str, *groups: str) -> None:
        """As an admin, put somebody into groups."""
        self._membership("addGroups", who, groups)

    def leave(self, who: str, *groups: str) -> None:
        """As an admin, take somebody out of groups."""
        self._membership("removeGroups", who, groups)

    def _membership(self, change: str, who: str, groups: Iterable[str]) -> None:
        with self.as_user("root") as root:
            admin = root.factory.getAdminService()
            ids = {**self.groups, "user": admin.getSecurityRoles().userGroupId}
            there = [omero.model.ExperimenterGroupI(ids[group], False) for group in groups]
            getattr(admin, change)(omero.model.ExperimenterI(self.people[who].id, False), there)

    def change_group(self, group: str, name: str) -> None:
        """Call a group otherwise, as an admin."""
        with self.as_user("root") as root:
            admin = root.factory.getAdminService()
            found = admin.getGroup(self.groups[group])
            found.setName(rstring(name))
            admin.updateGroup(found)

    def change_person(self, who: str, first: str, last: str) -> None:
        """Call somebody otherwise, as an admin."""
        with self.as_user("root") as root:
            admin = root.factory.getAdminService()
            found = admin.getExperimenter(self.people[who].id)
            found.setFirstName(rstring(first))
            found.setLastName(rstring(last))
            admin.updateExperimenter(found)

    # What there is.

    def on(self, dataset: int) -> Copies:
        """Owner and pairs of what is on a dataset in the namespace of the form."""
        with self.as_user("root") as root:
            ids = root.copies_on("Dataset", dataset, self.namespace)
            return [(self._owner(root, one), root.map_rows(one)) for one in ids]

    def copy_id(self, described: int, kind: ObjectType = ObjectType.DATASET) -> int:
        """The copy on an object."""
        with self.as_user("root") as root:
            [one] = root.copies_on(kind.value, described, self.namespace)
            return one

    def link_id(self, dataset: int) -> int:
        """The link of the copy on a dataset."""
        with self.as_user("root") as root:
            hql = "select l.id from DatasetAnnotationLink l where l.parent.id = :d and l.child.ns = :ns"
            [[one]] = root.rows(hql, {"d": dataset, "ns": self.namespace})
            return int(one)

    def _owner(self, root: Client, annotation: int) -> str:
        hql = "select o.omeName from MapAnnotation a join a.details.owner o where a.id = :id"
        name = str(root.rows(hql, {"id": annotation})[0][0])
        return next((one for one, user in self.people.items() if user.name == name), name)

    def stranded(self, kind: ObjectType = ObjectType.DATASET) -> list[int]:
        """What is in the form's namespace anywhere, on no object of a type."""
        with self.as_user("root") as root:
            hql = (
                "select a.id from MapAnnotation a where a.ns = :ns "
                f"and (select count(l.id) from {kind.value}AnnotationLink l where l.child.id = a.id) = 0"
            )
            return [int(one) for (one,) in root.rows(hql, {"ns": self.namespace})]

    def newest(self, described: int, kind: ObjectType = ObjectType.DATASET) -> Submission:
        """The newest answers for an object."""
        found = Submission.objects.filter(form_id=self.form.id, object_type=kind.value, object_id=described)
        return found.order_by("-number")[0]

    def state(self, dataset: int) -> tuple[str, str]:
        """How the copy of the newest answers stands."""
        newest = self.newest(dataset)
        return newest.copy_state, newest.copy_reason

    def api(self, who: str, dataset: int) -> Any:
        """What somebody gets who opens the form of a dataset in the page."""
        path = f"/omero_forms/api/v1/objects/dataset/{dataset}/forms/{self.form.id}"
        return self.web_login(self.people[who].name).get(path)

    def readers(self, dataset: int) -> set[str]:
        """Who sees a dataset in OMERO."""
        found = set()
        for who in PEOPLE:
            with self.as_user(who) as client:
                if client.rows("select d.id from Dataset d where d.id = :d", {"d": dataset}):
                    found.add(who)
        return found

    def check(self, dataset: int, readers: Iterable[str], *, people: Iterable[str] = PEOPLE) -> None:
        """The history is whole, who may see the dataset reads all of it, and nobody else anything."""
        findings: list[Finding] = []
        verify(Scope(self.form.id, ObjectType.DATASET, dataset), findings.append)
        assert findings == []
        wanted = list(range(self.newest(dataset).number, 0, -1))
        with_access = set(readers)
        for who in people:
            answer = self.api(who, dataset)
            assert answer.status_code == (200 if who in with_access else 404), (who, answer.content[:300])
            if who in with_access:
                told = answer.json()
                assert [one["number"] for one in told["history"]] == wanted
                assert told["answers"] == {"sample": "HeLa", "passages": 3}
                newest = self.newest(dataset)
                assert (told["history"][0]["state"], told["history"][0]["state_reason"] or "") == (
                    newest.copy_state,
                    newest.copy_reason,
                )
        assert self.stranded() == []

    def settled(self, dataset: int, copies: Copies) -> None:
        """Followed until the copy is said to be right, and is what it should be: the indexer may take a moment."""

        def right() -> bool:
            self.follow_and_sweep()
            return self.on(dataset) == copies and self.state(dataset) == ("copied", "")

        wait_for(right, "the copy is right")
