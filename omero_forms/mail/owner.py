# SPDX-License-Identifier: AGPL-3.0-or-later
"""What owners are told of their groups."""

from __future__ import annotations

from omero_forms.domain.digests.shapes import (
    NOT_TOLD,
    UNREACHABLE,
    DigestGroup,
    FormLack,
    GroupSection,
    MemberRow,
    NotTold,
    OwnerDigest,
)
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.words import listed
from omero_forms.mail.parts import SHOWN, SHOWN_TO_DO, GroupPart, MailSettings, MemberLine
from omero_forms.mail.words import (
    counted,
    day,
    day_and_time,
    noun,
    one_line,
    past,
    shown_of,
)


def group_part(section: GroupSection, owner: OwnerDigest, settings: MailSettings) -> GroupPart:
    """Texts of what an owner is told of one of their groups."""
    today = owner.period.today
    group = section.group
    name = one_line(group.name)
    types = set(settings.group_types.get(group.id, {ObjectType.DATASET}))
    past_due = counted(section.past_due, types)
    members = len(section.above)
    above = f"{members} {'member' if members == 1 else 'members'} above {section.threshold}"
    if not members:
        above = f"some for {section.stuck_days} days or more"
    was = f" (was {section.was})" if section.was is not None else ""
    lede = []
    if section.was is not None and section.was_on is not None:
        lede.append(f"{past(section.was_on, today)} it was {section.was}.")
    if members:
        lede.append(
            f"{members} of {_members(len(group.member_ids))} "
            f"{'has' if members == 1 else 'have'} more than {section.threshold} {noun(types, 2)} "
            "past due; owners are told above that number."
        )
    else:
        lede.append(
            f"Nobody is above {section.threshold}, but {_members(len(section.stuck))} left something past due for "
            f"{section.stuck_days} days or more; then owners are told as well."
        )
    role = (
        "the group has no other owner who can be reached by mail, and you are an admin of OMERO"
        if group.id in owner.as_admin
        else f"you own {name} in OMERO"
    )
    shown = section.above[:SHOWN]
    unreached = [row for row in (*section.above, *section.stuck) if row.not_told in UNREACHABLE]
    return GroupPart(
        subject=f"{name}: {past_due} past due{was}; {above}",
        headline=f"{name}: {past_due} {'is' if section.past_due == 1 else 'are'} past due",
        lede=" ".join(lede),
        url=f"{settings.forms_url}dashboard/?group={group.id}" if settings.forms_url else "",
        above_title=f"Members above {section.threshold}",
        above=tuple(_member_line(row, section) for row in shown),
        above_count=shown_of(len(shown), members),
        more_above=_more(members - len(shown), "member is", "members are"),
        name_width=max((len(_name(row)) for row in shown), default=6),
        stuck_title=f"Past due for {section.stuck_days} days or more",
        stuck=tuple(_stuck_line(row, types) for row in section.stuck[:SHOWN]),
        stuck_count=shown_of(len(section.stuck[:SHOWN]), len(section.stuck)),
        others=_others(section, types),
        lacks=tuple(
            (_need(lack), f"{lack.objects:,} of {counted(group.objects, types)}") for lack in section.lacks[:SHOWN]
        ),
        more_lacks=_more(len(section.lacks) - SHOWN, "form is", "forms are"),
        several=_several(section, types),
        to_do=tuple(_to_do(row) for row in unreached[:SHOWN_TO_DO]),
        to_do_count=shown_of(len(unreached[:SHOWN_TO_DO]), len(unreached)),
        why=f"{role}, and its policies name {section.threshold} as the number above which owners "
        f"are told. {_members_mail(section)}",
        evaluated=_evaluated(group, types, settings),
    )


def _more(number: int, one: str, more: str) -> str:
    """That a list goes on, and where; empty where it does not."""
    return f"{number:,} more {one if number == 1 else more} in the group's report." if number > 0 else ""


REASONS = 3
"""So many reasons are said; the report has all of them."""


def _evaluated(group: DigestGroup, types: set[ObjectType], settings: MailSettings) -> str:
    """When the numbers were counted, what could not be checked and why, and whether a later run failed."""
    errors = f"{group.errors:,} could not be checked" if group.errors else "no errors"
    said = [
        f"{one_line(group.name)} was evaluated {day_and_time(group.evaluated_at, settings.zone)}, "
        f"{group.objects - group.errors:,} of {counted(group.objects, types)} checked, {errors}."
    ]
    said.extend(one_line(reason) for reason in group.reasons[:REASONS])
    more = len(group.reasons) - REASONS
    if more > 0:
        said.append(f"There {'is 1 more reason' if more == 1 else f'are {more} more reasons'}.")
    if group.failed:
        said.append(f"A later evaluation failed: {one_line(group.failed)}")
    return " ".join(said)


def _members(number: int) -> str:
    """As "1 member", "9 members"."""
    return f"{number:,} {'member' if number == 1 else 'members'}"


def _members_mail(section: GroupSection) -> str:
    """What the members themselves get: a group's policies may tell them nothing."""
    if any(row.not_told is NotTold.POLICY for row in (*section.above, *section.stuck, *section.others)):
        return "Members are not told by these policies, so please tell them yourself. None of them sees this mail."
    return "Members get their own mail; none of them sees this one."


def _name(row: MemberRow) -> str:
    return one_line(row.person.full_name or row.person.name)


def _member_line(row: MemberRow, section: GroupSection) -> MemberLine:
    note = ""
    if row.newly_above:
        note = f"newly above {section.threshold}"
    elif row.last_time is not None and row.past_due > row.last_time:
        note = "more than last time"
    told = day(row.told_on) if row.told_on else "not told yet"
    if row.not_told is not None:
        told = NOT_TOLD[row.not_told]
    until = row.person.preference.paused_until
    if row.not_told is NotTold.PAUSED and until is not None:
        told = f"paused until {day(until)}"
    return MemberLine(
        name=_name(row),
        note=note,
        past_due=str(row.past_due),
        last_time="new" if row.last_time is None else str(row.last_time),
        in_grace=str(row.in_grace),
        told=told,
    )


def _stuck_line(row: MemberRow, types: set[ObjectType]) -> str:
    line = f"{_name(row)}: {row.stuck:,} of {counted(row.past_due, types)} past due"
    if row.not_told is not None:
        return f"{line}; {NOT_TOLD[row.not_told]}"
    return f"{line}; told on {day(row.told_on)}" if row.told_on else line


def _others(section: GroupSection, types: set[ObjectType]) -> str:
    rows = [row for row in section.others if row.past_due]
    total = sum(row.past_due for row in rows)
    if not total:
        return ""
    verb = "is" if total == 1 else "are"
    more = f"{total} more {noun(types, total)} {verb} past due"
    if len(rows) > 10:
        return f"{more}, of {len(rows)} members with {section.threshold} or fewer each."
    return f"{more}: {listed([f'{_name(row)} has {row.past_due}' for row in rows])}."


def _need(lack: FormLack) -> str:
    """A form, or those of which one is needed."""
    if not lack.alternatives:
        return one_line(lack.name)
    return f"One of {listed([one_line(name) for name in (lack.name, *lack.alternatives)])}"


def _several(section: GroupSection, types: set[ObjectType]) -> str:
    if not section.lack_several:
        return ""
    verb = "lacks" if section.lack_several == 1 else "lack"
    return (
        f"{counted(section.lack_several, types)} {verb} more than one of them, so they add up to "
        f"more than {section.past_due}."
    )


def _to_do(row: MemberRow) -> str:
    if row.not_told is NotTold.BAD_ADDRESS:
        written, why = one_line(row.person.written_email), one_line(row.person.email_problem)
        return (
            f"{_name(row)} has an e-mail address in OMERO that cannot be used: “{written}”. {why} "
            "Tell them yourself, or ask an admin to correct it."
        )
    return (
        f"{_name(row)} has no e-mail address in OMERO, so nobody has told them. Tell them yourself, "
        "or ask an admin to add one."
    )
