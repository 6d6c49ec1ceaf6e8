# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people, groups and data of one demo: other names in each run, and numbers that are known, so that mails can be
foretold.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from demo.lab import Builder, Server, User

FIRST = (
    "Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Katya", "Liam", "Mei", "Noor",
    "Oskar", "Priya", "Quentin", "Rosa", "Sami", "Tamsin", "Umar", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe",
)  # fmt: skip
LAST = (
    "Abel", "Brandt", "Conti", "Duarte", "Eriksen", "Fofana", "Grimm", "Haddad", "Ito", "Jensen", "Kaya", "Lindqvist", "Moreau",
    "Novak", "Okafor", "Petrov", "Quist", "Rahman", "Santos", "Tanaka", "Usman", "Vance", "Weber", "Xu", "Yilmaz", "Zeller",
)  # fmt: skip
TOPICS = (
    "Endocytosis",
    "Mitosis",
    "Axon growth",
    "Wound healing",
    "Light response",
    "Biofilm",
    "Gastrulation",
    "Autophagy",
)
CONDITIONS = (
    "control",
    "siRNA_07",
    "DMSO",
    "nocodazole",
    "heat_shock",
    "mutant_C12",
    "rescue",
    "starved",
)


@dataclass(slots=True)
class Dataset:
    """A dataset and whose it is."""

    id: int
    name: str
    owner: User


@dataclass(slots=True)
class Group:
    """A group, its owners, its members, their datasets."""

    id: int
    name: str
    permissions: str
    owners: list[User] = field(default_factory=list)
    members: list[User] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)

    def of(self, owner: User) -> list[Dataset]:
        """The datasets of one person in this group."""
        return [dataset for dataset in self.datasets if dataset.owner.id == owner.id]


@dataclass(slots=True)
class Cast:
    """Everybody in the demo.

    Group a requires nothing; b one form of every dataset; c one of two forms. `researcher` (in b) fills a form, `tidy`
    (in b) has one dataset and fills it too; `both` is in b and c; `silent` (in b) has no e-mail address. In c, `busy`
    has more than three datasets, `both` exactly three.
    """

    manager: User
    a: Group
    b: Group
    c: Group
    researcher: User
    tidy: User
    silent: User
    both: User
    busy: User

    @property
    def users(self) -> dict[int, User]:
        """By id."""
        groups = (self.a, self.b, self.c)
        people = [person for group in groups for person in (*group.owners, *group.members)]
        return {person.id: person for person in (self.manager, *people)}


class Seeder:
    """Makes a Cast in an OMERO server, by plain omero-py as root, and as the owners of the data."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.build = Builder(server)
        self.chance = chance
        self.first = chance.sample(FIRST, len(FIRST))
        self.last = chance.sample(LAST, len(LAST))
        self.topics = chance.sample(TOPICS, len(TOPICS))
        self.suffix = f"{chance.randrange(36**2):02d}"

    def person(self, groups: list[Group], *, owns: list[Group] | None = None, email: bool = True) -> User:
        """Somebody new."""
        first, last = self.first.pop(), self.last.pop()
        name = f"{first[0]}{last}".lower()
        user = self.build.user(
            name,
            f"{first} {last}",
            [group.id for group in groups],
            password=self.password(),
            email=f"{name}@lab.example.org" if email else "",
            owner_of=[group.id for group in owns or []],
        )
        for group in groups:
            (group.owners if group in (owns or []) else group.members).append(user)
        return user

    def password(self) -> str:
        """Something that can be typed."""
        return f"{self.chance.choice(CONDITIONS).split('_')[0].lower()}-{self.chance.randrange(1000, 10000)}"

    def group(self, permissions: str) -> Group:
        """A group that is named after nobody who is in it."""
        name = f"{self.last.pop()} lab"
        return Group(self.build.group(name, permissions), name, permissions)

    def data(self, owner: User, group: Group, count: int) -> None:
        """A project with so many datasets, each with some images."""
        topic = self.topics[0]
        self.topics = [*self.topics[1:], topic]
        project = self.build.project(owner, group.id, topic)
        short = topic.split()[0][:5].upper()
        for number, condition in enumerate(self.chance.sample(CONDITIONS, count), start=1):
            name = f"{short}_{self.chance.randrange(2601, 2612)}{number:02d}_{condition}"
            dataset = self.build.dataset(
                owner,
                group.id,
                name,
                project=project,
                images=self.chance.randint(1, 4),
                image_name=f"{name}_{{:03d}}.czi",
            )
            group.datasets.append(Dataset(dataset, name, owner))

    def cast(self) -> Cast:
        """Everybody and everything."""
        first, last = self.first.pop(), self.last.pop()
        name = f"{first[0]}{last}".lower()
        manager = self.build.admin(name, f"{first} {last}", password=self.password(), email=f"{name}@core.example.org")
        a, b, c = self.group("rw----"), self.group("rwra--"), self.group("rwr---")
        self.person([a], owns=[a])
        self.data(self.person([a]), a, 2)
        self.person([b], owns=[b])
        researcher, tidy, silent = self.person([b]), self.person([b]), self.person([b], email=False)
        both = self.person([b, c])
        self.person([c], owns=[c])
        self.person([c], owns=[c])
        busy = self.person([c])
        self.data(researcher, b, self.chance.randint(2, 3))
        self.data(tidy, b, 1)
        self.data(silent, b, self.chance.randint(1, 2))
        self.data(both, b, self.chance.randint(1, 3))
        self.data(both, c, 3)
        self.data(busy, c, self.chance.randint(4, 6))
        return Cast(manager, a, b, c, researcher, tidy, silent, both, busy)
