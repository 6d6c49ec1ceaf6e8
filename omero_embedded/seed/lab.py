# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small facility: four labs of the four kinds of permissions, their people, projects, datasets and images.

Everybody's password is their login name. Nothing is sown where the labs are already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import omero.model
from omero.rtypes import rbool, rstring

from ..accounts import passwords, write
from ..backend import Backend
from ..files import put_planes
from ..imaging.settings import ChannelSettings, Settings, write_settings
from ..permissions import SYSTEM_CALLER, USER_GROUP
from ..store import Tx


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `email` may be None."""

    login: str
    first: str
    last: str
    email: str | None


@dataclass(frozen=True)
class Lab:
    """A group. The first of its owners leads; all people named are members."""

    name: str
    permissions: str
    description: str
    owners: tuple[str, ...]
    members: tuple[str, ...]
    projects: tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...]
    """(owner, project, ((dataset, number of images), ...))."""


class _Who(TypedDict):
    """Whose a row is, as Tx.insert wants it."""

    owner: int
    group: int


PEOPLE = (
    Person("ada", "Ada", "Brandt", "ada@lab.example"),
    Person("ben", "Ben", "Costa", "ben@lab.example"),
    Person("chloe", "Chloé", "Dubois", "chloe@lab.example"),
    Person("dan", "Dan", "Eriksen", "dan@lab.example"),
    Person("eva", "Eva", "Fischer", "eva@lab.example"),
    Person("femi", "Femi", "Gbadamosi", "femi@lab.example"),
    Person("gina", "Gina", "Hofer", None),
    Person("hugo", "Hugo", "Ibarra", "hugo@lab.example"),
)
LABS = (
    Lab(
        "Cell Imaging", "rwra--", "Read-annotate: members annotate each other's data", ("ada",), ("ben", "chloe"),
        (
            ("ben", "Mitosis 2026", (("HeLa H2B time lapse", 3), ("Nocodazole washout", 2), ("Empty plate scan", 0))),
            ("chloe", "Actin", (("Phalloidin controls", 2), ("Latrunculin series", 2))),
        ),
    ),
    Lab(
        "Neuro Lab", "rwr---", "Read-only: members see each other's data", ("dan", "ada"), ("eva", "femi"),
        (
            ("eva", "Hippocampus", (("CA1 slices", 2), ("CA3 slices", 1))),
            ("femi", "Organoids", (("Day 30", 2), ("Day 60", 2))),
        ),
    ),
    Lab(
        "Plant Biology", "rwrw--", "Read-write: members change each other's data", ("hugo",), ("gina", "ben"),
        (("gina", "Root tips", (("Col-0", 2), ("pin1 mutant", 1))),),
    ),
    Lab(
        "Clinical", "rw----", "Private: members see only their own data", ("dan",), ("eva",),
        (("eva", "Biopsies", (("Cohort 1", 2),)),),
    ),
)  # fmt: skip
SIZE = 96
CHANNELS = (("DAPI", (0, 0, 255, 255)), ("GFP", (0, 255, 0, 255)), ("mCherry", (255, 0, 0, 255)))


def sow(backend: Backend) -> None:
    """Make the facility, unless its first lab exists."""
    accounts = backend.accounts
    if accounts.group_named(LABS[0].name) is not None:
        return
    caller = SYSTEM_CALLER
    groups = {lab.name: write.create_group(backend.store, caller, _group(lab)) for lab in LABS}
    users: dict[str, int] = {}
    for person in PEOPLE:
        labs = [groups[lab.name] for lab in LABS if person.login in (*lab.owners, *lab.members)]
        users[person.login] = write.create_user(backend.store, caller, _experimenter(person), [*labs, USER_GROUP])
        passwords.set_password(backend.store, users[person.login], person.login)
    for lab in LABS:
        write.set_owners(backend.store, caller, groups[lab.name], [users[login] for login in lab.owners], True)
    accounts.forget()
    with backend.store.transaction(caller) as tx:
        for lab in LABS:
            _data(tx, lab, groups[lab.name], users)


def _group(lab: Lab) -> Any:
    group = omero.model.ExperimenterGroupI()
    group.name, group.description, group.ldap = (
        rstring(lab.name),
        rstring(lab.description),
        rbool(False),
    )
    group.details.permissions = omero.model.PermissionsI(lab.permissions)
    return group


def _experimenter(person: Person) -> Any:
    user = omero.model.ExperimenterI()
    user.omeName, user.ldap = rstring(person.login), rbool(False)
    user.firstName, user.lastName = rstring(person.first), rstring(person.last)
    user.email = None if person.email is None else rstring(person.email)
    return user


def _data(tx: Tx, lab: Lab, group: int, users: dict[str, int]) -> None:
    number = 0
    for login, project_name, datasets in lab.projects:
        who = _Who(owner=users[login], group=group)
        project = tx.insert("Project", {"name": project_name}, **who)
        for dataset_name, images in datasets:
            dataset = tx.insert("Dataset", {"name": dataset_name}, **who)
            tx.insert("ProjectDatasetLink", {"parent": project, "child": dataset}, **who)
            for index in range(images):
                number += 1
                name = f"{dataset_name.lower().replace(' ', '-')}_{index + 1:02}.tif"
                image = _image(tx, name, number, who)
                tx.insert("DatasetImageLink", {"parent": dataset, "child": image}, **who)


def _image(tx: Tx, name: str, number: int, who: _Who) -> int:
    """An image of three channels, with planes and rendering settings."""
    image = tx.insert("Image", {"name": name, "series": 0, "archived": False, "partial": False}, **who)
    pixels = tx.insert(
        "Pixels",
        {
            "image": image,
            "image_index": 0,
            "sizeX": SIZE,
            "sizeY": SIZE,
            "sizeZ": 1,
            "sizeC": len(CHANNELS),
            "sizeT": 1,
            "significantBits": 8,
            "sha1": "Pending...",
            "pixelsType": tx.store.enumeration("PixelsType", "uint8"),
            "dimensionOrder": tx.store.enumeration("DimensionOrder", "XYZCT"),
            "physicalSizeX": 0.1625,
            "physicalSizeX_unit": "MICROMETER",
            "physicalSizeY": 0.1625,
            "physicalSizeY_unit": "MICROMETER",
        },
        **who,
    )
    for index, (channel_name, rgba) in enumerate(CHANNELS):
        logical = tx.insert("LogicalChannel", {"name": channel_name}, **who)
        stats = tx.insert("StatsInfo", {"globalMin": 0.0, "globalMax": 255.0}, **who)
        colour = dict(zip(("red", "green", "blue", "alpha"), rgba, strict=True))
        tx.insert(
            "Channel",
            {
                "pixels": pixels,
                "pixels_index": index,
                "logicalChannel": logical,
                "statsInfo": stats,
                **colour,
            },
            **who,
        )
    put_planes(tx.conn, pixels, {(0, c, 0): _plane(number, c) for c in range(len(CHANNELS))})
    settings = Settings("rgb", 0, 0, [ChannelSettings(0.0, 255.0, rgba) for _, rgba in CHANNELS])
    write_settings(tx, pixels, settings, who["owner"], who["group"])
    return image


def _plane(number: int, channel: int) -> bytes:
    """Blurred round spots, other ones for each image and channel."""
    random = np.random.default_rng(1000 * number + channel)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    plane = random.normal(12, 4, (SIZE, SIZE))
    for _ in range(4 + channel * 3):
        at_x, at_y, radius = (
            random.uniform(8, SIZE - 8),
            random.uniform(8, SIZE - 8),
            random.uniform(3, 11),
        )
        plane += 190 * np.exp(-((x - at_x) ** 2 + (y - at_y) ** 2) / (2 * radius**2 / 2))
    return np.clip(plane, 0, 255).astype(np.uint8).tobytes()
