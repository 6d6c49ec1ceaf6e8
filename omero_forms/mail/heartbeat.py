# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to admins that says that the site works, or what does not. It names groups and nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.words import listed
from omero_forms.mail.words import day, day_and_time, one_line

SHOWN = 5
"""So many problems are said, and groups named; the doctor and the report have all."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the mail tells, in numbers; moments are None for what never was."""

    since: datetime
    groups: int
    late: int
    objects: int
    failing: int
    errors: int
    failed: tuple[str, ...]
    sent: int
    refused: int
    waiting: int
    not_reached: int
    stopped: int
    findings: int
    verified_at: datetime | None
    checkpoint_at: datetime | None
    pending: int
    jobs: int
    digest_made: bool
    version: str
    problems: Sequence[tuple[str, str]]
    """what is wrong, and how to mend it"""


def heartbeat_words(name: str, pulse: Pulse, following: date, zone: ZoneInfo, forms_url: str) -> dict[str, object]:
    """One mail of one period; the next one comes on the day `following`."""
    to_do = _to_do(pulse)
    works = "Forms need an admin" if to_do else "Forms work"
    return {
        "subject": one_line(
            f"{works}: {_counted(pulse.groups, 'group')} evaluated, {_counted(pulse.failing, 'object')} past due, "
            f"{_counted(pulse.sent, 'mail')} sent"
        ),
        "name": one_line(name),
        "lede": (
            f"{'Something needs a look.' if to_do else 'Everything works.'} This mail comes each period. "
            f"If none comes on {day(following)}, something is broken: omero-forms doctor says what."
        ),
        "rows": [
            ("Evaluated", _evaluated(pulse, zone)),
            (f"Mails since {day_and_time(pulse.since, zone)}", _mails(pulse)),
            (
                "Waiting",
                f"{_counted(pulse.waiting, 'mail')}, {_counted(pulse.pending, 'record')}, {_counted(pulse.jobs, 'job')}.",
            ),
            ("Integrity", _integrity(pulse, zone)),
            ("Version", f"{pulse.version}."),
        ],
        "to_do": to_do or ["Nothing."],
        "url": f"{forms_url}mails/" if forms_url else "",
        "why": "you are an admin of this OMERO.",
    }


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _evaluated(pulse: Pulse, zone: ZoneInfo) -> str:
    said = [
        f"{_counted(pulse.groups, 'group')} with policies, {_counted(pulse.objects, 'object')}: {pulse.failing:,} past due."
    ]
    if pulse.late:
        said.append(f"{_counted(pulse.late, 'group')} of them not since {day_and_time(pulse.since, zone)}.")
    if pulse.errors:
        said.append(f"{_counted(pulse.errors, 'object')} could not be checked.")
    return " ".join(said)


def _mails(pulse: Pulse) -> str:
    said = [f"{pulse.sent:,} sent, {pulse.refused:,} refused."]
    said.append(f"{_counted(pulse.not_reached, 'person').replace('persons', 'people')} could not be told.")
    said.append(f"Links in mails were used {_counted(pulse.stopped, 'time')} to pause or stop them.")
    return " ".join(said)


def _integrity(pulse: Pulse, zone: ZoneInfo) -> str:
    found = f"{_counted(pulse.findings, 'finding')} open." if pulse.findings else "Nothing is damaged."
    verified = (
        "All records were never verified."
        if pulse.verified_at is None
        else f"Verified {day_and_time(pulse.verified_at, zone)}."
    )
    made = (
        "There is no checkpoint."
        if pulse.checkpoint_at is None
        else f"Last checkpoint {day_and_time(pulse.checkpoint_at, zone)}."
    )
    return f"{found} {verified} {made}"


def _to_do(pulse: Pulse) -> list[str]:
    said = [one_line(f"{what} {how}") for what, how in pulse.problems[:SHOWN]]
    if len(pulse.problems) > SHOWN:
        said.append(f"{len(pulse.problems) - SHOWN} more: omero-forms doctor says all.")
    if not pulse.digest_made:
        said.append("The mails of this period could not be made so far. The workers' log says why.")
    if pulse.failed:
        named = listed([one_line(name) for name in pulse.failed[:SHOWN]])
        more = f" and {len(pulse.failed) - SHOWN} more groups" if len(pulse.failed) > SHOWN else ""
        said.append(f"The last evaluation of {named}{more} failed. The report says why.")
    return said
