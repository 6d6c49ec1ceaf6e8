# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the records of forms, assignments, submissions, sites and checkpoints hold, written and read.

Ids and all that has to stay go into the payload; what a person typed or named goes into the content.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from omero_forms.domain.records.format import Parts, Record
from omero_forms.domain.records.imported import CANNOT_BE_READ, Claim
from omero_forms.domain.refs import NamedObject, ObjectType, Person, RecordRange, RecordRef
from omero_forms.domain.sites import Site, SiteChange
from omero_forms.domain.times import time_from_text


def published_parts(
    *,
    form: str,
    name: str,
    description: str,
    version: int,
    schema: str,
    ui_schema: str,
    message: str,
    owners: Sequence[Person],
    sources: Sequence[Mapping[str, Any]] = (),
) -> Parts:
    """`form.published`: both schemas as text, exactly as they were given, and what was taken over."""
    in_order = sorted(owners, key=lambda owner: owner.id)
    return Parts(
        {"form": form, "version": version, "owners": [owner.id for owner in in_order]},
        {
            "name": name,
            "description": description,
            "schema": schema,
            "ui_schema": ui_schema,
            "message": message,
            **({"sources": [dict(one) for one in sources]} if sources else {}),
        },
        {"owners": [owner.name for owner in in_order]},
    )


def owners_parts(*, form: str, owners: Sequence[Person]) -> Parts:
    """`form.owners`: all owners from now on."""
    in_order = sorted(owners, key=lambda owner: owner.id)
    return Parts(
        {"form": form, "owners": [owner.id for owner in in_order]}, names={"owners": [owner.name for owner in in_order]}
    )


def state_parts(*, form: str, message: str) -> Parts:
    """`form.retired` and `form.restored`."""
    return Parts({"form": form}, {"message": message})


def assignment_parts(*, form: str, group_id: int, group_name: str, object_types: Iterable[ObjectType]) -> Parts:
    """`assignment.assigned` and `assignment.unassigned`: the types that the event adds or takes away."""
    types = sorted(object_type.value for object_type in set(object_types))
    return Parts({"form": form, "group": group_id, "object_types": types}, names={"group": group_name})


def submission_parts(
    *,
    form: str,
    version: int,
    version_digest: str,
    described: NamedObject,
    parent: NamedObject | None,
    group_id: int | None,
    group_name: str | None,
    owner: Person | None,
    message: str,
    answers: Mapping[str, Any],
) -> Parts:
    """`submission`: `version_digest` is the digest of the record that published the version answered to.

    Group, owner and parent are those that the object had when it was described; None where nobody knows, as of one that
    was gone before its history was imported.
    """
    return Parts(
        {
            "form": form,
            "version": version,
            "version_digest": version_digest,
            "object": described.ref.as_json(),
            "parent": None if parent is None else parent.ref.as_json(),
            "group": group_id,
            "owner": None if owner is None else owner.id,
        },
        {"answers": dict(answers), "message": message},
        {
            "object": described.name,
            "parent": None if parent is None else parent.name,
            "group": group_name,
            "owner": None if owner is None else owner.name,
        },
    )


def exemption_parts(
    *,
    group_id: int,
    group_name: str,
    policy: str,
    exemption: str,
    decision: str,
    objects: Sequence[NamedObject],
    selector: Mapping[str, Any] | None,
    forms: Iterable[str],
    until: date,
    asked_by: Person,
    is_own: bool,
    reason: str,
    message: str,
) -> Parts:
    """`exemption.decided`: on one of these objects, or of all that fit the selector. When it ends by itself, they are
    those that left. `is_own`: whoever asked for it decided, since nobody else could.
    """
    return Parts(
        {
            "group": group_id,
            "policy": policy,
            "exemption": exemption,
            "decision": decision,
            "objects": [one.ref.as_json() for one in objects],
            "forms": sorted(forms),
            "until": until.isoformat(),
            "asked_by": asked_by.id,
            "own": is_own,
        },
        {"reason": reason, "message": message, "selector": None if selector is None else dict(selector)},
        {"group": group_name, "asked_by": asked_by.name, "objects": [one.name for one in objects]},
    )


def site_parts(site: Site, change: SiteChange) -> Parts:
    """`site`: which of the copies of a site this is from now on."""
    return Parts({"site": site.name, "change": change.value, "of": site.of or None}, {"address": site.address})


def checkpoint_parts(note: str, added: Iterable[RecordRange]) -> Parts:
    """`checkpoint`: the signed note, verbatim, and what it is the first to count."""
    return Parts({"note": note, "added": [one.as_json() for one in added]})


def report_parts(
    *, group_id: int, group_name: str, period: Mapping[str, str], sha256: str, counts: Mapping[str, Any]
) -> Parts:
    """`report.kept`: the hash of the manifest of a group's report, and what it counted. The content names it."""
    return Parts(
        {"group": group_id, "period": dict(period), "sha256": sha256, "counts": dict(counts)},
        {"report": f"{group_name} {period['name']}"},
        {"group": group_name},
    )


def redaction_parts(*, about: RecordRef, approver: Person | None, reason: str) -> Parts:
    """`redaction`: what it is about has no content from now on. `approver` is the second admin, where there is one."""
    return Parts(
        {"about": about.as_json(), "approver": None if approver is None else approver.id},
        {"reason": reason},
        {"approver": None if approver is None else approver.name},
    )


def resolution_parts(*, about: RecordRef, others: Collection[str], reason: str) -> Parts:
    """`fork.resolved`: of the records of one number `about` counts, and `others` do not."""
    return Parts({"about": about.as_json(), "others": sorted(others)}, {"reason": reason})


def key_added_parts(*, public_key: bytes, purpose: str, replaces: str | None, statement: str | None = None) -> Parts:
    """`key.added`: a key that seals or signs from now on. `statement` vouches for it where no key before it does."""
    return Parts({"public_key": public_key.hex(), "purpose": purpose, "replaces": replaces, "statement": statement})


def key_retired_parts(*, retired: str, log_size: int, reason: str) -> Parts:
    """`key.retired`: what is not among the first `log_size` records of the log does not count by that key."""
    return Parts({"retired": retired, "log_size": log_size}, {"reason": reason})


_ANSWERS = '{"answers":'
_JSON = json.JSONDecoder()


def answers_in(content: bytes | None) -> str | None:
    """The answers of proven content, as the very bytes that were sealed: their canonical form, where they stand first,
    as in all that versions up to now wrote. None where they do not.
    """
    written = "" if content is None else content.decode()
    if not written.startswith(_ANSWERS):
        return None
    _answers, end = _JSON.raw_decode(written, len(_ANSWERS))
    return written[len(_ANSWERS) : end]


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says whose payload is proven. `content` is None when it was redacted: then nothing is named."""

    payload: Mapping[str, Any]
    content: Mapping[str, Any] | None

    @classmethod
    def of(cls, record: Record) -> Self:
        """What that record says."""
        return cls(record.payload_json(), record.content_json())

    @property
    def author(self) -> Person | None:
        """None for what the service does by itself."""
        return self._person("author")

    @property
    def sudoer(self) -> Person | None:
        """Who opened the author's session for them."""
        return self._person("sudoer")

    @property
    def approver(self) -> Person | None:
        """The second admin of a redaction; None where there was only one, and of what is none."""
        return self._person("approver") if "approver" in self.payload else None

    @property
    def owners(self) -> list[Person]:
        """Those of a form."""
        ids = self.payload["owners"]
        names = self._names().get("owners") or [""] * len(ids)
        return [Person(one, name) for one, name in zip(ids, names, strict=True)]

    @property
    def asked_by(self) -> Person:
        """Who had asked for an exemption."""
        return Person(self.payload["asked_by"], self.name_of("asked_by"))

    @property
    def exempted(self) -> list[tuple[Mapping[str, Any], str]]:
        """The objects that an exemption is about, with what they were called."""
        objects = self.payload["objects"]
        names = self._names().get("objects") or [""] * len(objects)
        return list(zip(objects, names, strict=True))

    @property
    def sources(self) -> list[dict[str, Any]]:
        """What a form version took over; nothing where it was redacted."""
        return [] if self.content is None else list(self.content.get("sources", []))

    @property
    def claim(self) -> Claim | None:
        """Who and when it was by the source that it was imported from; None for what was not."""
        claimed = self.payload.get("claimed")
        return None if claimed is None else Claim.from_json(claimed, self.name_of("claimed"))

    @property
    def source_fault(self) -> str:
        """Why what was imported is not as it should be; empty where it is, or was redacted."""
        return "" if self.content is None else str(self.content.get("source", {}).get(CANNOT_BE_READ, ""))

    @property
    def time(self) -> datetime:
        """When it was accepted."""
        return time_from_text(self.payload["time"])

    @property
    def site(self) -> Site:
        """That of a `site`; where its content was redacted, the address is not known any more."""
        return Site(self.payload["site"], self.text("address"), self.payload["of"] or "")

    @property
    def added(self) -> list[RecordRange]:
        """What a checkpoint is the first to count, in the order of the tree."""
        return [RecordRange(*one) for one in self.payload["added"]]

    def text(self, name: str) -> str:
        """A text of the content, empty where it was redacted."""
        return "" if self.content is None else str(self.content[name])

    def name_of(self, field: str) -> str:
        """What the payload's field of that name was called; empty where it was redacted."""
        return self._names().get(field) or ""

    def _person(self, field: str) -> Person | None:
        one = self.payload[field]
        return None if one is None else Person(one, self.name_of(field))

    def _names(self) -> Mapping[str, Any]:
        return {} if self.content is None else self.content["names"]
