# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filling an OMERO with groups, people and data, by plain omero-py as its admin would script it.

Nothing of the plug-in is used here: the demo and the tests read back through this what the plug-in wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import omero.clients
import omero.sys
from omero.model import (
    AdminPrivilegeI,
    DatasetI,
    DatasetImageLinkI,
    ExperimenterGroupI,
    ExperimenterI,
    ImageI,
    PermissionsI,
    ProjectDatasetLinkI,
    ProjectI,
)
from omero.rtypes import rlong, rstring, rtime, unwrap

import omero


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a log-in; `password` in clear, since these are people of a demo."""

    id: int
    name: str
    full_name: str
    password: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where an OMERO answers over plain TCP on the loopback interface, and its root's password."""

    port: int
    root_password: str
    host: str = "tcp://127.0.0.1"

    @property
    def root(self) -> User:
        """The first admin."""
        return User(0, "root", "root root", self.root_password)

    @contextmanager
    def connect(self, user: User, *, group: int | None = None) -> Iterator[Client]:
        """A session of *user*, in *group* if one is named; closed at the end."""
        client = omero.client(self.host, self.port)
        try:
            factory = client.createSession(user.name, user.password)
            factory.detachOnDestroy()
            if group is not None:
                factory.setSecurityContext(ExperimenterGroupI(group, False))
            yield Client(client, factory)
        finally:
            client.closeSession()


@dataclass(frozen=True, slots=True)
class Client:
    """A plain omero-py client with a session."""

    client: Any
    factory: Any

    def rows(self, hql: str, values: Mapping[str, Any] | None = None, *, group: int = -1) -> list[list[Any]]:
        """What *hql* (a projection) answers, as plain values."""
        parameters = omero.sys.ParametersI()
        for name, value in (values or {}).items():
            if isinstance(value, list):
                parameters.addLongs(name, [rlong(item) for item in value])
            elif isinstance(value, int):
                parameters.addLong(name, rlong(value))
            else:
                parameters.addString(name, rstring(value))
        answer = self.factory.getQueryService().projection(hql, parameters, {"omero.group": str(group)})
        return [[unwrap(value) for value in row] for row in answer]

    def load(self, kind: str, number: int, *, group: int = -1) -> Any:
        """The object by type and id, as a client loads it; raises what OMERO raises."""
        return self.factory.getQueryService().get(kind, number, {"omero.group": str(group)})

    def save(self, thing: Any, *, group: int | None = None) -> Any:
        """Save one object and return it as saved."""
        context = {} if group is None else {"omero.group": str(group)}
        return self.factory.getUpdateService().saveAndReturnObject(thing, context)

    def map_rows(self, annotation: int) -> list[tuple[str, str]]:
        """The key-value pairs of a MapAnnotation, in their order."""
        loaded = self.load("MapAnnotation", annotation)
        return [(pair.name, pair.value) for pair in loaded.getMapValue()]

    def copies_on(self, kind: str, number: int, namespace: str) -> list[int]:
        """Ids of the MapAnnotations of *namespace* that are linked to one object and visible here."""
        hql = (
            f"select a.id from {kind}AnnotationLink l join l.child a "
            "where l.parent.id = :number and a.class = MapAnnotation and a.ns = :namespace order by a.id"
        )
        return [int(row[0]) for row in self.rows(hql, {"number": number, "namespace": namespace})]


@dataclass(slots=True)
class Builder:
    """Makes groups and people as root, and data as whoever shall own it."""

    server: Server
    made: list[str] = field(default_factory=list)

    def group(self, name: str, permissions: str) -> int:
        """A group with *permissions* such as `rwr---`; its id."""
        group = ExperimenterGroupI()
        group.setName(rstring(name))
        group.setLdap(omero.rtypes.rbool(False))
        group.details.permissions = PermissionsI(permissions)
        with self.server.connect(self.server.root) as root:
            number = int(root.factory.getAdminService().createGroup(group))
        self.made.append(f"group {name} ({permissions})")
        return number

    def user(
        self,
        name: str,
        full_name: str,
        groups: Sequence[int],
        *,
        password: str,
        email: str = "",
        owner_of: Sequence[int] = (),
    ) -> User:
        """Somebody in *groups* (the first is the default group); also owner of those in *owner_of*."""
        experimenter = new_experimenter(name, full_name, email)
        with self.server.connect(self.server.root) as root:
            admin = root.factory.getAdminService()
            members = [ExperimenterGroupI(group, False) for group in groups]
            user_group = ExperimenterGroupI(admin.getSecurityRoles().userGroupId, False)
            number = int(
                admin.createExperimenterWithPassword(
                    experimenter, rstring(password), members[0], [*members, user_group]
                )
            )
            for group in owner_of:
                admin.setGroupOwner(ExperimenterGroupI(group, False), ExperimenterI(number, False))
        return User(number, name, full_name, password, email)

    def admin(
        self,
        name: str,
        full_name: str,
        *,
        password: str,
        email: str = "",
        privileges: Sequence[str] | None = None,
    ) -> User:
        """An admin: a full one, or (with *privileges*, possibly none) a restricted one."""
        experimenter = new_experimenter(name, full_name, email)
        with self.server.connect(self.server.root) as root:
            service = root.factory.getAdminService()
            if privileges is None:
                roles = service.getSecurityRoles()
                groups = [ExperimenterGroupI(roles.userGroupId, False)]
                system = ExperimenterGroupI(roles.systemGroupId, False)
                number = service.createExperimenterWithPassword(
                    experimenter, rstring(password), system, [system, *groups]
                )
            else:
                granted = []
                for privilege in privileges:
                    item = AdminPrivilegeI()
                    item.setValue(rstring(privilege))
                    granted.append(item)
                number = service.createRestrictedSystemUserWithPassword(experimenter, granted, rstring(password))
        return User(int(number), name, full_name, password, email)

    def dataset(
        self,
        owner: User,
        group: int,
        name: str,
        *,
        project: int | None = None,
        images: int = 0,
        image_name: str = "{:03d}.tif",
    ) -> int:
        """A dataset of *owner* in *group* with so many images, in *project* if one is given; its id."""
        dataset = DatasetI()
        dataset.setName(rstring(name))
        with self.server.connect(owner, group=group) as client:
            number = int(client.save(dataset, group=group).getId().getValue())
            if project is not None:
                link = ProjectDatasetLinkI()
                link.setParent(ProjectI(project, False))
                link.setChild(DatasetI(number, False))
                client.save(link, group=group)
            links = []
            for index in range(images):
                image = ImageI()
                image.setName(rstring(image_name.format(index + 1)))
                image.setAcquisitionDate(rtime(1_760_000_000_000 + index * 90_000))
                link = DatasetImageLinkI()
                link.setParent(DatasetI(number, False))
                link.setChild(image)
                links.append(link)
            if links:
                client.factory.getUpdateService().saveArray(links, {"omero.group": str(group)})
        return number

    def project(self, owner: User, group: int, name: str) -> int:
        """A project of *owner* in *group*; its id."""
        project = ProjectI()
        project.setName(rstring(name))
        with self.server.connect(owner, group=group) as client:
            return int(client.save(project, group=group).getId().getValue())


def new_experimenter(name: str, full_name: str, email: str) -> Any:
    """An Experimenter that is not saved yet."""
    first, _, last = full_name.partition(" ")
    experimenter = ExperimenterI()
    experimenter.setOmeName(rstring(name))
    experimenter.setFirstName(rstring(first))
    experimenter.setLastName(rstring(last or first))
    experimenter.setLdap(omero.rtypes.rbool(False))
    if email:
        experimenter.setEmail(rstring(email))
    return experimenter
