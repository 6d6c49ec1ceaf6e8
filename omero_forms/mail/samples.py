# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail of each folder of templates, about people who do not exist: by them templates are checked. It is Mon 23 Nov
2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from omero_forms.domain.digests.preferences import Slot
from omero_forms.domain.digests.shapes import (
    DigestGroup,
    DigestItem,
    DigestPerson,
    DigestRow,
    FormLack,
    GroupMention,
    GroupSection,
    MemberDigest,
    MemberRow,
    NotTold,
    OwnerDigest,
    Period,
)
from omero_forms.domain.log.checkpoints import Checkpoint
from omero_forms.domain.policies.campaigns import Moment
from omero_forms.domain.policies.finding_status import Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.records.damage_kinds import DamageKind
from omero_forms.domain.refs import ObjectType
from omero_forms.mail.campaign import CampaignWords, Links, Share, campaign_words
from omero_forms.mail.checkpoint import checkpoint_words
from omero_forms.mail.damage import DamageLine, damage_words
from omero_forms.mail.digest import digest_words
from omero_forms.mail.exemption import ExemptionWords, asked_words
from omero_forms.mail.heartbeat import Pulse, heartbeat_words
from omero_forms.mail.new_policies import NewPolicy, new_policy_words
from omero_forms.mail.parts import MailSettings

TODAY = date(2026, 11, 23)
PERIOD = Period(kind="weekly", key="2026-W48", today=TODAY, next=date(2026, 11, 30))
EVALUATED = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SETTINGS = MailSettings(
    forms_url="https://omero.example.org/omero_forms/",
    contact="forms@example.org",
    slot=Slot("weekly"),
    at=time(8),
    zone=ZoneInfo("Europe/Berlin"),
    group_types={53: {ObjectType.DATASET}},
)


def person(number: int, full_name: str, email: str = "x@example.org") -> DigestPerson:
    """An active user."""
    return DigestPerson(number, full_name.split(maxsplit=1)[0].lower(), full_name, email, active=True)


def row(
    number: int,
    name: str,
    status: Status,
    *lacking: tuple[str, str],
    group: str = "Membrane Traffic",
    requirement: Requirement = Requirement.ALL_OF,
    due: date | None = None,
    since: date | None = None,
    versions: tuple[tuple[str, int], ...] = (),
) -> DigestRow:
    """One object under one policy."""
    item = DigestItem(1, requirement, status, lacking, due, since, versions)
    return DigestRow(ObjectType.DATASET, number, name, 52, group, (item,))


LIVE, FIXED_CELLS = ("fliv", "Live-cell conditions"), ("ffix", "Fixed-cell preparation")
IMAGING, SAMPLE = ("fimg", "Imaging acquisition"), ("fsab", "Sample and antibodies")

NEWLY = row(
    20388,
    "2026-11-06_COS7_clathrin_TIRF_11",
    Status.MISSING,
    LIVE,
    FIXED_CELLS,
    requirement=Requirement.ONE_OF,
    due=date(2026, 11, 20),
    since=date(2026, 11, 21),
)
SOON = row(20433, "2026-11-13_HEK_Rab5_endosomes_14", Status.GRACE, IMAGING, due=date(2026, 11, 27))
STILL = row(
    20102,
    "2026-10-21_RPE1_laminB1_SIM_07",
    Status.OUTDATED,
    SAMPLE,
    group="Chromatin Dynamics",
    due=date(2026, 11, 3),
    since=date(2026, 11, 4),
    versions=(("fsab", 1),),
)


def member_digest(**changes: object) -> MemberDigest:
    """Clara's."""
    values: dict[str, object] = {
        "person": person(7, "Clara Lindqvist"),
        "period": PERIOD,
        "open_count": 3,
        "was": 5,
        "was_on": date(2026, 11, 16),
        "newly_failing": (NEWLY,),
        "due_soon": (SOON,),
        "still_open": (STILL,),
        "still_open_total": 1,
        "open_objects": {},
        "due_objects": {},
        "fixed": ("2026-11-06_COS7_clathrin_TIRF_09", "2026-11-06_COS7_clathrin_TIRF_10"),
        "recommended": (("Dataset", 1), ("Dataset", 2)),
        "groups": (
            GroupMention(52, "Membrane Traffic", ("Jonas Weber",), EVALUATED),
            GroupMention(53, "Chromatin Dynamics", ("Elena Rossi",), EVALUATED),
        ),
    }
    return MemberDigest(**{**values, **changes})  # type: ignore[arg-type]


def member_row(
    number: int,
    name: str,
    past_due: int,
    last_time: int | None,
    in_grace: int,
    told_on: date | None = TODAY,
    not_told: NotTold | None = None,
    *,
    newly_above: bool = False,
) -> MemberRow:
    """A line of the owner's table."""
    return MemberRow(person(number, name), past_due, last_time, in_grace, told_on, not_told, newly_above)


GROUP = DigestGroup(53, "Chromatin Dynamics", frozenset(range(9)), frozenset({1}), EVALUATED, 347)


def section(**changes: object) -> GroupSection:
    """Elena's group."""
    values: dict[str, object] = {
        "group": GROUP,
        "threshold": 3,
        "past_due": 74,
        "was": 79,
        "was_on": date(2026, 11, 16),
        "above": (
            member_row(2, "Ben Okafor", 31, 28, 6),
            member_row(3, "David Chen", 22, 26, 9),
            member_row(4, "Hugo Marin", 5, 2, 2, None, NotTold.NO_ADDRESS, newly_above=True),
        ),
        "stuck": (),
        "stuck_days": 28,
        "others": (
            member_row(5, "Anna Keller", 2, 2, 0),
            member_row(6, "Sofia Lund", 1, 1, 0),
        ),
        "lacks": (
            FormLack("fsab", "Sample and antibodies", 58),
            FormLack("fimg", "Imaging metadata", 31),
        ),
        "lack_several": 15,
        "policies": ("Imaging metadata", "Sample and antibodies"),
    }
    return GroupSection(**{**values, **changes})  # type: ignore[arg-type]


def owner_digest(*sections: GroupSection, as_admin: frozenset[int] = frozenset()) -> OwnerDigest:
    """Elena's."""
    return OwnerDigest(person(1, "Elena Rossi"), PERIOD, sections or (section(),), as_admin)


STOP = "https://omero.example.org/omero_forms/mail/WzcsImRpZ2VzdCJd.1xYzAb.c2lnbmF0dXJl/"


def _digest() -> dict[str, object]:
    """Of somebody who is told of their own objects and of a group, with something in each part."""
    stuck = replace(member_row(8, "Ivo Berg", 2, 2, 0), stuck=2)
    return {**digest_words(member_digest(), owner_digest(section(stuck=(stuck,))), SETTINGS), "stop_url": STOP}


def _damage() -> dict[str, object]:
    line = DamageLine(DamageKind.MISSING, "answers to Imaging acquisition", 3, 4711, EVALUATED, is_mended=True)
    return damage_words("Ada Admin", [line], SETTINGS.zone, SETTINGS.forms_url)


def _checkpoint() -> dict[str, object]:
    checkpoint = Checkpoint("omero.example.org/omero-forms", 1204, bytes(32))
    return checkpoint_words(checkpoint, EVALUATED, ["checkpoint-12.txt"], SETTINGS.zone, SETTINGS.contact)


def pulse(**changes: object) -> Pulse:
    """Of a site that needs an admin."""
    values: dict[str, object] = {
        "since": datetime(2026, 11, 16, 7, 0, tzinfo=UTC),
        "groups": 12,
        "late": 1,
        "objects": 3470,
        "failing": 74,
        "errors": 2,
        "failed": ("Chromatin Dynamics",),
        "sent": 31,
        "refused": 1,
        "waiting": 0,
        "not_reached": 2,
        "stopped": 1,
        "findings": 0,
        "verified_at": EVALUATED,
        "checkpoint_at": EVALUATED,
        "pending": 0,
        "jobs": 0,
        "digest_made": True,
        "version": "omero-web-forms 0.1.0",
        "problems": [("No worker answers.", "Start omero-forms worker.")],
    }
    return Pulse(**{**values, **changes})  # type: ignore[arg-type]


def _heartbeat() -> dict[str, object]:
    return heartbeat_words("Ada Admin", pulse(), date(2026, 11, 30), SETTINGS.zone, SETTINGS.forms_url)


def _policy() -> dict[str, object]:
    asks = "Every dataset needs Imaging metadata within 14 days."
    made = NewPolicy(
        "Imaging metadata", "Chromatin Dynamics", asks, "Ada Admin", f"{SETTINGS.forms_url}policies/?group=53"
    )
    return new_policy_words("Elena Rossi", [made], STOP)


def _campaign() -> dict[str, object]:
    """To an owner of the group who has open datasets of their own."""
    campaign = CampaignWords(
        policy="Backlog 2026",
        group="Chromatin Dynamics",
        asks="Every dataset needs Imaging metadata by Sun 31 Jan 2027.",
        object_type=ObjectType.DATASET,
        moment=Moment.START,
        deadline=date(2027, 1, 31),
        today=TODAY,
        objects=100,
        open_of=[("Ben Okafor", 31), ("Elena Rossi", 9)],
    )
    links = Links(f"{SETTINGS.forms_url}mine/", f"{SETTINGS.forms_url}dashboard/?group=53", STOP)
    return campaign_words("Elena Rossi", [Share(campaign, 9, is_owner=True)], links)


def _exemption() -> dict[str, object]:
    words = ExemptionWords(
        policy="Imaging metadata",
        group="Chromatin Dynamics",
        object_type=ObjectType.DATASET,
        count=4,
        until=date(2026, 12, 31),
        due=date(2027, 1, 14),
        reason="Antibody lot is being re-validated.",
        asked_by="Grace Novak",
    )
    return asked_words(words, url=f"{SETTINGS.forms_url}exemptions/", is_owner=True)


SAMPLES: Mapping[str, Callable[[], Mapping[str, object]]] = MappingProxyType(
    {
        "omero_forms/mail/auditor": _checkpoint,
        "omero_forms/mail/campaign": _campaign,
        "omero_forms/mail/damage": _damage,
        "omero_forms/mail/digest": _digest,
        "omero_forms/mail/exemption": _exemption,
        "omero_forms/mail/heartbeat": _heartbeat,
        "omero_forms/mail/policy": _policy,
    }
)
"""Words of a mail, by the folder of the templates that lay it out: all variables that those may use."""
