# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail to admins that says that the site works, or what does not. It names groups and nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from omero_forms.domain.texts import t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.words import day, day_and_time, named, one_line

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
    numbers = {"groups": _of_groups(pulse), "objects": _objects(pulse.failing), "mails": _mails_of(pulse.sent)}
    broken = t("If none comes on {day}, something is broken: omero-forms doctor says what.", day=day(following))
    return {
        "subject": one_line(
            t("Forms need an admin: {groups} evaluated, {objects} past due, {mails} sent", **numbers)
            if to_do
            else t("Forms work: {groups} evaluated, {objects} past due, {mails} sent", **numbers)
        ),
        "name": named(name),
        "lede": " ".join(
            [
                t("Something needs a look.") if to_do else t("Everything works."),
                t("This mail comes each period."),
                broken,
            ]
        ),
        "rows": [
            (t("Evaluated"), _evaluated(pulse, zone)),
            (t("Mails since {day_and_time}", day_and_time=day_and_time(pulse.since, zone)), _mails(pulse)),
            (
                t("Waiting"),
                t(
                    "{mails}, {records}, {jobs}.",
                    mails=_mails_of(pulse.waiting),
                    records=_records(pulse.pending),
                    jobs=_jobs(pulse.jobs),
                )
                if pulse.waiting or pulse.pending or pulse.jobs
                else t("Nothing."),
            ),
            (t("Integrity"), _integrity(pulse, zone)),
            (t("Version"), f"{pulse.version}."),
        ],
        "to_do": to_do or [t("Nothing.")],
        "url": f"{forms_url}mails/" if forms_url else "",
        "why": t("you are an admin of this OMERO."),
    }


def _groups(number: int) -> str:
    return tn("{n} group", "{n} groups", number)


def _of_groups(pulse: Pulse) -> str:
    """As "12 groups", or "11 of 12 groups" where one was not evaluated since the last such mail."""
    if not pulse.late:
        return _groups(pulse.groups)
    return t("{number} of {groups}", number=f"{pulse.groups - pulse.late:,}", groups=_groups(pulse.groups))


def _objects(number: int) -> str:
    return tn("{n} object", "{n} objects", number)


def _mails_of(number: int) -> str:
    return tn("{n} mail", "{n} mails", number)


def _records(number: int) -> str:
    return tn("{n} record", "{n} records", number)


def _jobs(number: int) -> str:
    return tn("{n} job", "{n} jobs", number)


def _evaluated(pulse: Pulse, zone: ZoneInfo) -> str:
    said = [
        t(
            "{groups} with policies, {objects}: {number} past due.",
            groups=_groups(pulse.groups),
            objects=_objects(pulse.objects),
            number=f"{pulse.failing:,}",
        )
    ]
    if pulse.late:
        since = day_and_time(pulse.since, zone)
        said.append(
            tn(
                "{n} group was not evaluated since {day_and_time}.",
                "{n} groups were not evaluated since {day_and_time}.",
                pulse.late,
                day_and_time=since,
            )
        )
    if pulse.errors:
        said.append(t("{objects} could not be checked.", objects=_objects(pulse.errors)))
    return " ".join(said)


def _left_out(pulse: Pulse) -> str:
    """Of nobody it can be said while the mails are not made."""
    if pulse.not_reached:
        return tn(
            "{n} person with objects past due was not told.",
            "{n} people with objects past due were not told.",
            pulse.not_reached,
        )
    return t("Nobody whom a policy tells of objects past due was left out.")


def _mails(pulse: Pulse) -> str:
    return " ".join(
        [
            t("{sent} sent, {refused} refused.", sent=f"{pulse.sent:,}", refused=f"{pulse.refused:,}"),
            *([_left_out(pulse)] if pulse.digest_made else []),
            tn(
                "A link in a mail was used once to pause or stop them.",
                "Links in mails were used {n} times to pause or stop them.",
                pulse.stopped,
            )
            if pulse.stopped
            else t("Nobody used a link in a mail to pause or stop them."),
        ]
    )


def _integrity(pulse: Pulse, zone: ZoneInfo) -> str:
    found = (
        tn("{n} finding open.", "{n} findings open.", pulse.findings) if pulse.findings else t("Nothing is damaged.")
    )
    verified = (
        t("The records were never all verified.")
        if pulse.verified_at is None
        else t("Verified {day_and_time}.", day_and_time=day_and_time(pulse.verified_at, zone))
    )
    made = (
        t("There is no checkpoint.")
        if pulse.checkpoint_at is None
        else t("Last checkpoint {day_and_time}.", day_and_time=day_and_time(pulse.checkpoint_at, zone))
    )
    return f"{found} {verified} {made}"


def _to_do(pulse: Pulse) -> list[str]:
    said = [one_line(f"{what} {how}") for what, how in pulse.problems[:SHOWN]]
    if len(pulse.problems) > SHOWN:
        said.append(t("{number} more: omero-forms doctor says all.", number=len(pulse.problems) - SHOWN))
    if not pulse.digest_made:
        said.append(t("The mails of this period could not be made so far. The workers' log says why."))
    # Those that failed are named below.
    if (late := pulse.late - len(pulse.failed)) > 0:
        said.append(
            tn(
                "{n} group was not evaluated, so what is said of it is out of date. The workers' log says why.",
                "{n} groups were not evaluated, so what is said of them is out of date. The workers' log says why.",
                late,
            )
        )
    if pulse.failed:
        names = [named(name) for name in pulse.failed[:SHOWN]]
        more = len(pulse.failed) - SHOWN
        groups = listed(names) if more <= 0 else listed([*names, tn("{n} more group", "{n} more groups", more)])
        said.append(t("The last evaluation of {groups} failed. The report says why.", groups=groups))
    return said
