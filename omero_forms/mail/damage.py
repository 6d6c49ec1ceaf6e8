# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to the admins about records that were altered or removed: what, where, and what to do. It holds no
answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.records.damage_kinds import ADMIN_SENTENCES, DamageKind
from omero_forms.domain.texts import t, tn
from omero_forms.mail.words import day_and_time, named, one_line

SHOWN = 20
"""So many are listed; status and doctor count all."""


@dataclass(frozen=True, slots=True)
class DamageLine:
    """One damage. `where` names the history, `number` is 0 where it belongs to none of its records."""

    kind: DamageKind
    where: str
    number: int
    annotation_id: int
    noticed: datetime
    is_mended: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    what: str
    outcome: str


def damage_words(name: str, damages: list[DamageLine], zone: ZoneInfo, forms_url: str) -> dict[str, object]:
    """One mail about everything that was noticed at one time."""
    count = len(damages)
    open_ones = sum(not one.is_mended for one in damages)
    subject = (
        t("A record of the forms was touched in OMERO")
        if count == 1
        else tn("{n} record of the forms was touched in OMERO", "{n} records of the forms were touched in OMERO", count)
    )
    lede = t(
        "Somebody changed, removed or added records in the forms' private store, or what the forms database holds of them. "
        "Only admins of OMERO, and whoever runs the server, can do that."
    )
    return {
        "subject": one_line(subject),
        "name": named(name),
        "lede": lede,
        "rows": [_row(one, zone) for one in damages[:SHOWN]],
        "more": t("And {number} more: omero-forms doctor counts all.", number=count - SHOWN) if count > SHOWN else "",
        "to_do": _to_do(open_ones),
        "url": forms_url,
        "why": t("you are an admin of this OMERO. Each of these is told once."),
    }


def _row(one: DamageLine, zone: ZoneInfo) -> _Row:
    where = [one.where]
    if one.number:
        where.append(t("number {number}", number=one.number))
    if one.annotation_id:
        where.append(t("annotation {number} in OMERO", number=one.annotation_id))
    what = " ".join(filter(None, (t(ADMIN_SENTENCES[one.kind]), one.detail)))
    noticed = t("Noticed {day_and_time}.", day_and_time=day_and_time(one.noticed, zone))
    outcome = t("Nothing was lost: the history is whole again.") if one.is_mended else t("It is not restored so far.")
    return _Row(one_line(t(", ").join(where)), f"{what} {noticed}", outcome)


def _to_do(open_ones: int) -> list[str]:
    found = [
        t(
            "Find out who did it and why: OMERO's event log names the session of each change. The annotations above are left as "
            "they are, as evidence; do not remove them before."
        )
    ]
    if open_ones:
        found.append(
            t(
                "Where OMERO and the forms database are both damaged, look for a backup of the database from before, and keep "
                "the present one: omero-forms damages --open lists what is still open."
            )
        )
    found.append(
        t("If a second OMERO.web writes to the same OMERO, such as one restored from a backup, stop it first.")
    )
    return found
