# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told of their own objects."""

from __future__ import annotations

from omero_forms.domain.digests.shapes import DigestItem, DigestRow, MemberDigest
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType, object_page
from omero_forms.domain.words import listed
from omero_forms.mail.finding_status import LOOKS
from omero_forms.mail.parts import SHOWN, MailSettings, MemberPart, Section
from omero_forms.mail.rows import Row, Statement
from omero_forms.mail.words import (
    counted,
    day,
    day_and_time,
    due_word,
    noun,
    one_line,
    past,
    relative,
    shown_of,
)


def member_part(digest: MemberDigest, settings: MailSettings) -> MemberPart:
    """Subject and texts of what a member is told of their own objects."""
    today = digest.period.today
    rows = (*digest.newly_failing, *digest.due_soon, *digest.still_open)
    types = {row.object_type for row in rows} or {ObjectType.DATASET}
    count = digest.open_count
    verb = "needs" if count == 1 else "need"
    subject = f"{counted(count, types)} {verb} metadata"
    lede = []
    if digest.was is not None and digest.was_on is not None:
        subject += f" (was {digest.was})"
        lede.append(f"{past(digest.was_on, today)} it was {digest.was}.")
    dues = sorted(row.due for row in digest.due_soon if row.due is not None)
    if dues:
        at_first = sum(due == dues[0] for due in dues)
        subject += f"; {at_first} due {due_word(dues[0], today)}"
        lede.append(f"The next date is {day(dues[0])}, {relative(dues[0], today)}.")
    groups = [one_line(group.name) for group in digest.groups]
    whom = [
        f"{listed([one_line(name) for name in group.owners])} for {one_line(group.name)}"
        for group in digest.groups
        if group.owners
    ]
    ask = "ask" if len(groups) != 1 else "asks"
    these = f"this {noun(types, 1)}" if count == 1 else f"these {noun(types, 2)}"
    covers = " One mail covers all your groups." if len(groups) > 1 else ""
    newest = max((group.evaluated_at for group in digest.groups), default=None)
    evaluated = f" Evaluated {day_and_time(newest, settings.zone)}." if newest else ""
    sections = _sections(digest, settings)
    shown = [row for section in sections for row in section.rows]
    only = shown[0] if len(shown) == 1 and count == 1 else None
    return MemberPart(
        subject=subject,
        headline=f"{count:,} of your {noun(types, 2)} {verb} metadata",
        lede=" ".join(lede),
        sections=sections,
        fixed=tuple(one_line(name) for name in digest.fixed[:SHOWN]),
        fixed_count=shown_of(len(digest.fixed[:SHOWN]), len(digest.fixed)),
        recommended=_recommended(digest),
        why=f"you own {these}, and {listed(groups)} {ask} for these forms.{covers}{evaluated}"
        if groups
        else f"you own {these}.",
        whom=tuple(whom),
        button=only.action if only else "",
        button_url=only.url if only else "",
    )


def _recommended(digest: MemberDigest) -> str:
    """One line on what nobody has to do."""
    count = len(digest.recommended)
    if not count:
        return ""
    types = {ObjectType(kind) for kind, _id in digest.recommended}
    lacks = "lacks" if count == 1 else "lack"
    return f"{counted(count, types)} of yours {lacks} metadata that is only recommended; the Forms panel of each says which."


def _sections(digest: MemberDigest, settings: MailSettings) -> tuple[Section, ...]:
    found = (
        ("Newly failing", digest.newly_failing, len(digest.newly_failing)),
        ("Due soon", digest.due_soon, len(digest.due_soon)),
        ("Still open", digest.still_open, digest.still_open_total),
    )
    return tuple(_section(title, rows, total, digest, settings) for title, rows, total in found if rows)


def _section(
    title: str, rows: tuple[DigestRow, ...], total: int, digest: MemberDigest, settings: MailSettings
) -> Section:
    still = title == "Still open"
    shown = rows[:SHOWN]
    left = total - len(shown)
    return Section(
        title,
        f"{len(shown)} of {total:,}" if still else shown_of(len(shown), total),
        tuple(_row(row, digest, settings, still=still) for row in shown),
        ""
        if still or not left
        else f"{left:,} more are not listed here. In OMERO.web the Forms panel of each says what it needs.",
    )


def _row(row: DigestRow, digest: MemberDigest, settings: MailSettings, *, still: bool) -> Row:
    return Row(
        name=one_line(row.object_name),
        group=one_line(row.group_name),
        fill=LOOKS[row.status].fill,
        statements=tuple(_statement(item) for item in row.items),
        when=_when(row, digest, still=still),
        url=_object_url(row, settings),
        action=_action(row),
    )


def _statement(item: DigestItem) -> Statement:
    look = LOOKS[item.status]
    return Statement(look.word, look.ink, _lacking_sentence(item))


def _lacking_sentence(item: DigestItem) -> str:
    """What is missing, form by form where answers are there already."""
    versions = dict(item.outdated_versions)
    empty = [one_line(name) for form_id, name in item.lacking if form_id not in versions]
    answered = [(one_line(name), versions[form_id]) for form_id, name in item.lacking if form_id in versions]
    sentences = []
    if len(item.lacking) > 1 and item.requirement is Requirement.ONE_OF:
        needed = listed([one_line(name) for _form_id, name in item.lacking])
        if not answered:
            none = "neither has" if len(empty) == 2 else "none of them has"
            return f"One of {needed} is needed; {none} answers."
        sentences.append(f"One of {needed} is needed.")
    if empty and item.requirement is not Requirement.ONE_OF:
        yet = "" if item.status in FAILING else " yet"
        sentences.append(f"{listed(empty)} {'has' if len(empty) == 1 else 'have'} no answers{yet}.")
    elif empty and len(item.lacking) == 1:
        sentences.append(f"{empty[0]} has no answers.")
    for name, version in answered:
        if item.status is Status.INVALID:
            sentences.append(f"The answers to {name}, version {version}, do not fit any version that counts.")
        else:
            sentences.append(f"{name} has answers for version {version}, which no longer counts.")
    return " ".join(sentences)


def _when(row: DigestRow, digest: MemberDigest, *, still: bool) -> str:
    today = digest.period.today
    since = min((item.since for item in row.items if item.since is not None), default=None)
    if still and since is not None:
        days = (today - since).days
        if days > 0:
            return f"Open for {days} {'day' if days == 1 else 'days'}, since {day(since)}"
    if row.due is None:
        return ""
    word = "Was due" if row.status in FAILING else "Due"
    return f"{word} {day(row.due)}, {relative(row.due, today)}"


def _action(row: DigestRow) -> str:
    lacking = {form_id: one_line(name) for item in row.items for form_id, name in item.lacking}
    if len(lacking) == 1:
        return f"Fill in {next(iter(lacking.values()))}"
    one_of = all(item.requirement is Requirement.ONE_OF for item in row.items)
    if len(row.items) == 1 and one_of:
        return "Fill in one of them"
    return "Fill in these forms"


def _object_url(row: DigestRow, settings: MailSettings) -> str:
    return object_page(settings.forms_url, row.object_type, row.object_id, row.form_id)
