# SPDX-License-Identifier: AGPL-3.0-or-later
"""What owners are told of their groups."""

from __future__ import annotations

from omero_forms.domain.digests.shapes import (
    UNREACHABLE,
    DigestGroup,
    FormLack,
    GroupSection,
    MemberRow,
    NotTold,
    OwnerDigest,
    not_told,
)
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.parts import SHOWN, SHOWN_TO_DO, GroupPart, MailSettings, MemberLine, column_width
from omero_forms.mail.words import (
    counted,
    day,
    day_and_time,
    named,
    noun,
    objects_of,
    one_line,
    past,
    shown_of,
)


def group_part(section: GroupSection, owner: OwnerDigest, settings: MailSettings) -> GroupPart:
    """Texts of what an owner is told of one of their groups."""
    today = owner.period.today
    group = section.group
    name = named(group.name)
    types = set(settings.group_types.get(group.id, {ObjectType.DATASET}))
    past_due = counted(section.past_due, types)
    members = len(section.above)
    lede = []
    if section.was is not None and section.was_on is not None:
        lede.append(t("{on_a_day} it was {number}.", on_a_day=past(section.was_on, today), number=f"{section.was:,}"))
    lede.append(_who_is_told(section, types))
    shown = section.above[:SHOWN]
    unreached = [row for row in (*section.above, *section.stuck) if row.not_told in UNREACHABLE]
    return GroupPart(
        subject=_subject(section, past_due),
        headline=tn(
            "{group}: {objects} is past due",
            "{group}: {objects} are past due",
            section.past_due,
            group=name,
            objects=past_due,
        ),
        lede=" ".join(lede),
        url=f"{settings.forms_url}dashboard/?group={group.id}" if settings.forms_url else "",
        above_title=t("Members above {number}", number=section.threshold),
        above=tuple(_member_line(row, section) for row in shown),
        above_count=shown_of(len(shown), members),
        more_above=_more_members(members - len(shown)),
        name_width=column_width([t("Member"), *map(_name, shown)]),
        stuck_title=tn("Past due for {n} day or more", "Past due for {n} days or more", section.stuck_days),
        stuck=tuple(_stuck_line(row, types) for row in section.stuck[:SHOWN]),
        stuck_count=shown_of(len(section.stuck[:SHOWN]), len(section.stuck)),
        others=_others(section, types),
        lacks=tuple(
            (
                _need(lack),
                t("{number} of {objects}", number=f"{lack.objects:,}", objects=counted(group.objects, types)),
            )
            for lack in section.lacks[:SHOWN]
        ),
        more_lacks=_more_forms(len(section.lacks) - SHOWN),
        several=_several(section, types),
        to_do=tuple(_to_do(row) for row in unreached[:SHOWN_TO_DO]),
        to_do_count=shown_of(len(unreached[:SHOWN_TO_DO]), len(unreached)),
        why=" ".join([_role(section, owner), _told_above(section), _members_mail(section)]),
        evaluated=_evaluated(group, types, settings),
    )


def _subject(section: GroupSection, past_due: str) -> str:
    name = named(section.group.name)
    said = t("{group}: {objects} past due", group=name, objects=past_due)
    if section.was is not None:
        said = t("{subject} (was {number})", subject=said, number=f"{section.was:,}")
    if section.above:
        above = tn(
            "{n} member above {number}", "{n} members above {number}", len(section.above), number=section.threshold
        )
    else:
        above = tn("some for {n} day or more", "some for {n} days or more", section.stuck_days)
    return t("{subject}; {who}", subject=said, who=above)


def _who_is_told(section: GroupSection, types: set[ObjectType]) -> str:
    """Which members are why the reader is told."""
    if section.above:
        return tn(
            "{n} of {members} has more than {number} {objects} past due; owners are told above that number.",
            "{n} of {members} have more than {number} {objects} past due; owners are told above that number.",
            len(section.above),
            members=_members(len(section.group.member_ids)),
            number=section.threshold,
            objects=objects_of(types),
        )
    return tn(
        "Nobody has more than {number} past due. Owners are also told when something stays past due for {n} day or more, as "
        "with {members}.",
        "Nobody has more than {number} past due. Owners are also told when something stays past due for {n} days or more, as "
        "with {members}.",
        section.stuck_days,
        number=section.threshold,
        members=_members(len(section.stuck)),
    )


def _role(section: GroupSection, owner: OwnerDigest) -> str:
    """Begins in the middle of a sentence."""
    if section.group.id in owner.as_admin:
        return t(
            "you are an admin of OMERO, and {group} has no other owner who can be reached by mail.",
            group=named(section.group.name),
        )
    return t("you own {group} in OMERO.", group=named(section.group.name))


def _told_above(section: GroupSection) -> str:
    """Of what owners are told at all."""
    if section.above or not section.stuck:
        return t(
            "The policies of the group tell owners of members with more than {number} objects past due.",
            number=section.threshold,
        )
    return tn(
        "Owners are told of what stays past due for {n} day, whatever the policies of the group say.",
        "Owners are told of what stays past due for {n} days, whatever the policies of the group say.",
        section.stuck_days,
    )


def _more_members(number: int) -> str:
    """That a list goes on, and where; empty where it does not."""
    if number <= 0:
        return ""
    return tn("{n} more member is in the group's report.", "{n} more members are in the group's report.", number)


def _more_forms(number: int) -> str:
    if number <= 0:
        return ""
    return tn("{n} more form is in the group's report.", "{n} more forms are in the group's report.", number)


REASONS = 3
"""So many reasons are said; the report has all of them."""


def _evaluated(group: DigestGroup, types: set[ObjectType], settings: MailSettings) -> str:
    """When the numbers were counted, what could not be checked and why, and whether a later run failed."""
    values = {
        "group": named(group.name),
        "day_and_time": day_and_time(group.evaluated_at, settings.zone),
        "number": f"{group.objects - group.errors:,}",
        "objects": counted(group.objects, types),
    }
    said = [
        t(
            "{group} was evaluated {day_and_time}, {number} of {objects} checked, {errors} could not be checked.",
            **values,
            errors=f"{group.errors:,}",
        )
        if group.errors
        else t("{group} was evaluated {day_and_time}, {number} of {objects} checked, no errors.", **values)
    ]
    said.extend(one_line(reason) for reason in group.reasons[:REASONS])
    more = len(group.reasons) - REASONS
    if more > 0:
        said.append(tn("There is {n} more reason.", "There are {n} more reasons.", more))
    if group.failed:
        said.append(t("A later evaluation failed: {reason}", reason=one_line(group.failed)))
    return " ".join(said)


def _members(number: int) -> str:
    """As "1 member", "9 members"."""
    return tn("{n} member", "{n} members", number)


def _members_mail(section: GroupSection) -> str:
    """What the members themselves get: a group's policies may tell them nothing."""
    if any(row.not_told is NotTold.POLICY for row in (*section.above, *section.stuck, *section.others)):
        return t("Members are not told by these policies, so please tell them yourself. None of them sees this mail.")
    return t("Members get their own mail; none of them sees this one.")


def _name(row: MemberRow) -> str:
    return named(row.person.full_name or row.person.name)


def _member_line(row: MemberRow, section: GroupSection) -> MemberLine:
    note = ""
    if row.newly_above:
        note = t("newly above {number}", number=section.threshold)
    elif row.last_time is not None and row.past_due > row.last_time:
        note = t("more than last time")
    told = day(row.told_on) if row.told_on else t("not told yet")
    if row.not_told is not None:
        told = not_told(row.not_told)
    until = row.person.preference.paused_until
    if row.not_told is NotTold.PAUSED and until is not None:
        told = t("paused until {day}", day=day(until))
    return MemberLine(
        name=_name(row),
        note=note,
        past_due=f"{row.past_due:,}",
        last_time=t("new") if row.last_time is None else f"{row.last_time:,}",
        in_grace=f"{row.in_grace:,}",
        told=told,
    )


def _stuck_line(row: MemberRow, types: set[ObjectType]) -> str:
    line = t(
        "{person}: {number} of {objects} past due",
        person=_name(row),
        number=f"{row.stuck:,}",
        objects=counted(row.past_due, types),
    )
    if row.not_told is not None:
        return f"{line}; {not_told(row.not_told)}"
    return (
        t("{person_and_objects}; told on {day}", person_and_objects=line, day=day(row.told_on)) if row.told_on else line
    )


def _others(section: GroupSection, types: set[ObjectType]) -> str:
    rows = [row for row in section.others if row.past_due]
    total = sum(row.past_due for row in rows)
    if not total:
        return ""
    if len(rows) > 10:
        return tn(
            "{n} more {objects} is past due, of {members} with {number} or fewer each.",
            "{n} more {objects} are past due, of {members} with {number} or fewer each.",
            total,
            objects=noun(types, total),
            members=_members(len(rows)),
            number=section.threshold,
        )
    people = [t("{person} has {number}", person=_name(row), number=f"{row.past_due:,}") for row in rows]
    return tn(
        "{n} more {objects} is past due: {people}.",
        "{n} more {objects} are past due: {people}.",
        total,
        objects=noun(types, total),
        people=listed(people),
    )


def _need(lack: FormLack) -> str:
    """A form, or those of which one is needed."""
    if not lack.alternatives:
        return named(lack.name)
    return t("One of {forms}", forms=listed([named(name) for name in (lack.name, *lack.alternatives)]))


def _several(section: GroupSection, types: set[ObjectType]) -> str:
    if not section.lack_several:
        return ""
    return tn(
        "{objects} lacks more than one of them, so they add up to more than {number}.",
        "{objects} lack more than one of them, so they add up to more than {number}.",
        section.lack_several,
        objects=counted(section.lack_several, types),
        number=f"{section.past_due:,}",
    )


def _to_do(row: MemberRow) -> str:
    if row.not_told is NotTold.BAD_ADDRESS:
        written, why = one_line(row.person.written_email), one_line(row.person.email_problem)
        return t(
            "{person} has an e-mail address in OMERO that cannot be used: “{address}”. {why} Tell them yourself, or ask an "
            "admin to correct it.",
            person=_name(row),
            address=written,
            why=why,
        )
    return t(
        "{person} has no e-mail address in OMERO, so nobody has told them. Tell them yourself, or ask an admin to add one.",
        person=_name(row),
    )
