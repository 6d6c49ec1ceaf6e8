# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what: findings in, digests out.

Members are told of their own objects, by policies that tell members. Owners of a group are told, each once, when a
member has more than N distinct failing objects there, N being the least number that the group's policies name; that
owner's own objects count among them, and are told to the other owners too, or to the admins where no other owner can be
reached. Objects in grace and exempt ones do not count. Nothing goes to inactive and special users; who has no address
is named to the owners as not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from omero_forms.domain.digests.member import member_digest
from omero_forms.domain.digests.owner import Tallies
from omero_forms.domain.digests.scene import Scene
from omero_forms.domain.digests.shapes import MemberDigest, OwnerDigest, OwnFindings, Unreached


class Digests:
    """The digests of one period, made of one person's findings after the other's, so that never all are in memory.

    Those of `besides` are made in another period. With `readers` only theirs are made, of findings that may be theirs
    alone and those of the groups that `owner.groups_told_to` names; `told_already` are then those of the others who
    have their mail of this period.
    """

    def __init__(
        self,
        scene: Scene,
        *,
        readers: frozenset[int] | None = None,
        besides: frozenset[int] = frozenset(),
        told_already: Collection[int] = (),
    ) -> None:
        self._scene = scene
        self._readers = readers
        self._besides = besides
        self._told_now = set(told_already)
        self._tallies = Tallies(scene)
        self.unreached: list[Unreached] = []

    def members(self, people: Iterable[OwnFindings]) -> Iterator[MemberDigest]:
        """Those of members, in the order of `people`; who could not be told is in `unreached` afterwards.

        Findings are the current ones of all groups; compliant ones are needed only for objects told of before, to say
        that they are fixed. A finding of an unknown policy or group is left out. Pure: the same input gives the same
        digests.
        """
        policies, groups = self._scene.policies, self._scene.groups
        for one in people:
            own = [each for each in one.findings if each.policy_id in policies and each.group_id in groups]
            if not own:
                continue
            self._tallies.add(one.owner_id, own)
            digest, unreached = member_digest(self._scene, one.owner_id, own, one.told)
            if unreached is not None:
                self.unreached.append(unreached)
            if digest is not None and self._is_made(one.owner_id):
                self._told_now.add(one.owner_id)
                yield digest

    def owners(self) -> list[OwnerDigest]:
        """Those of owners, by person id, once all members' are made."""
        return [one for one in self._tallies.owner_digests(self._told_now) if self._is_made(one.person.id)]

    def _is_made(self, person_id: int) -> bool:
        return person_id not in self._besides and (self._readers is None or person_id in self._readers)
