# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told of their own objects."""

from __future__ import annotations

from omero_forms.domain.digests.shapes import DigestItem, DigestRow, MemberDigest
from omero_forms.domain.policies.finding_status import FAILING, Status
from omero_forms.domain.policies.policy import Requirement
from omero_forms.domain.refs import ObjectType, object_page
from omero_forms.domain.texts import t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.finding_status import LOOKS
from omero_forms.mail.parts import SHOWN, MailSettings, MemberPart, Section
from omero_forms.mail.rows import Row, Statement
from omero_forms.mail.words import (
    counted,
    day,
    day_and_time,
    due_word,
    named,
    objects_of,
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
    subject = tn("{objects} needs metadata", "{objects} need metadata", count, objects=counted(count, types))
    lede = []
    if digest.was is not None and digest.was_on is not None:
        subject = t("{subject} (was {number})", subject=subject, number=f"{digest.was:,}")
        lede.append(t("{on_a_day} it was {number}.", on_a_day=past(digest.was_on, today), number=f"{digest.was:,}"))
    dues = sorted(row.due for row in digest.due_soon if row.due is not None)
    if dues:
        at_first = sum(due == dues[0] for due in dues)
        subject = t(
            "{subject}; {number} due {day}", subject=subject, number=f"{at_first:,}", day=due_word(dues[0], today)
        )
        lede.append(
            t("The next date is {day}, {in_days}.", day=day(dues[0]), in_days=relative(dues[0], today)),
        )
    whom = [
        t("{people} for {group}", people=listed([named(name) for name in group.owners]), group=named(group.name))
        for group in digest.groups
        if group.owners
    ]
    sections = _sections(digest, settings)
    shown = [row for section in sections for row in section.rows]
    only = shown[0] if len(shown) == 1 and count == 1 else None
    all_url = f"{settings.forms_url}mine/" if settings.forms_url and not only else ""
    return MemberPart(
        subject=subject,
        headline=tn(
            "{n} of your {objects} needs metadata",
            "{n} of your {objects} need metadata",
            count,
            objects=objects_of(types),
        ),
        lede=" ".join(lede),
        sections=sections,
        fixed=tuple(named(name) for name in digest.fixed[:SHOWN]),
        fixed_count=shown_of(len(digest.fixed[:SHOWN]), len(digest.fixed)),
        recommended=_recommended(digest),
        why=_why(digest, types, settings),
        whom=tuple(whom),
        button=only.action if only else t("Fill in all {number}", number=f"{count:,}"),
        button_url=only.url if only else all_url,
        all_url=all_url,
    )


def _why(digest: MemberDigest, types: set[ObjectType], settings: MailSettings) -> str:
    """Begins in the middle of a sentence."""
    groups = [named(group.name) for group in digest.groups]
    whose = _this(types) if digest.open_count == 1 else t("you own these {objects}", objects=objects_of(types))
    if not groups:
        return t("{you_own_them}.", you_own_them=whose)
    said = [
        tn(
            "{you_own_them}, and {groups} asks for these forms.",
            "{you_own_them}, and {groups} ask for these forms.",
            len(groups),
            you_own_them=whose,
            groups=listed(groups),
        )
    ]
    if len(groups) > 1:
        said.append(t("One mail covers all your groups."))
    newest = max(group.evaluated_at for group in digest.groups)
    said.append(t("Evaluated {day_and_time}.", day_and_time=day_and_time(newest, settings.zone)))
    return " ".join(said)


def _this(types: set[ObjectType]) -> str:
    match next(iter(types)) if len(types) == 1 else None:
        case ObjectType.PROJECT:
            return t("you own this project")
        case ObjectType.DATASET:
            return t("you own this dataset")
        case ObjectType.SCREEN:
            return t("you own this screen")
        case ObjectType.PLATE:
            return t("you own this plate")
        case ObjectType.IMAGE:
            return t("you own this image")
        case None:
            return t("you own this object")


def _recommended(digest: MemberDigest) -> str:
    """One line on what nobody has to do."""
    count = len(digest.recommended)
    if not count:
        return ""
    types = {ObjectType(kind) for kind, _id in digest.recommended}
    return tn(
        "{objects} of yours lacks metadata that is only recommended; its Forms panel says which.",
        "{objects} of yours lack metadata that is only recommended; the Forms panel of each says which.",
        count,
        objects=counted(count, types),
    )


def _sections(digest: MemberDigest, settings: MailSettings) -> tuple[Section, ...]:
    found = (
        (t("Newly failing"), digest.newly_failing, len(digest.newly_failing), False),
        (t("Due soon"), digest.due_soon, len(digest.due_soon), False),
        (t("Still open"), digest.still_open, digest.still_open_total, True),
    )
    return tuple(
        _section(title, rows, total, digest, settings, still=still) for title, rows, total, still in found if rows
    )


def _section(
    title: str,
    rows: tuple[DigestRow, ...],
    total: int,
    digest: MemberDigest,
    settings: MailSettings,
    *,
    still: bool,
) -> Section:
    shown = rows[:SHOWN]
    left = total - len(shown)
    return Section(
        title,
        t("{shown} of {total}", shown=len(shown), total=f"{total:,}") if still else shown_of(len(shown), total),
        tuple(_row(row, digest, settings, still=still) for row in shown),
        ""
        if still or not left
        else tn(
            "{n} more is not listed here; the page My data has them all.",
            "{n} more are not listed here; the page My data has them all.",
            left,
        ),
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
    return Statement(t(look.word), look.ink, _lacking_sentence(item))


def _lacking_sentence(item: DigestItem) -> str:
    """What is missing, form by form where answers are there already."""
    versions = dict(item.outdated_versions)
    empty = [named(name) for form_id, name in item.lacking if form_id not in versions]
    answered = [(named(name), versions[form_id]) for form_id, name in item.lacking if form_id in versions]
    sentences = []
    if len(item.lacking) > 1 and item.requirement is Requirement.ONE_OF:
        needed = listed([named(name) for _form_id, name in item.lacking])
        if not answered:
            if len(empty) == 2:
                return t("One of {forms} is needed; neither has answers.", forms=needed)
            return t("One of {forms} is needed; none of them has answers.", forms=needed)
        sentences.append(t("One of {forms} is needed.", forms=needed))
    if empty and item.requirement is not Requirement.ONE_OF:
        sentences.append(
            tn("{forms} has no answers.", "{forms} have no answers.", len(empty), forms=listed(empty))
            if item.status in FAILING
            else tn("{forms} has no answers yet.", "{forms} have no answers yet.", len(empty), forms=listed(empty))
        )
    elif empty and len(item.lacking) == 1:
        sentences.append(tn("{forms} has no answers.", "{forms} have no answers.", 1, forms=empty[0]))
    for name, version in answered:
        if item.status is Status.INVALID:
            sentences.append(
                t(
                    "The answers to {form}, version {version}, do not fit any version that counts.",
                    form=name,
                    version=version,
                )
            )
        else:
            sentences.append(
                t("{form} has answers for version {version}, which no longer counts.", form=name, version=version)
            )
    return " ".join(sentences)


def _when(row: DigestRow, digest: MemberDigest, *, still: bool) -> str:
    today = digest.period.today
    since = min((item.since for item in row.items if item.since is not None), default=None)
    if still and since is not None:
        days = (today - since).days
        if days > 0:
            return tn("Open for {n} day, since {day}", "Open for {n} days, since {day}", days, day=day(since))
    if row.due is None:
        return ""
    when = {"day": day(row.due), "in_days": relative(row.due, today)}
    return t("Was due {day}, {in_days}", **when) if row.status in FAILING else t("Due {day}, {in_days}", **when)


def _action(row: DigestRow) -> str:
    lacking = {form_id: named(name) for item in row.items for form_id, name in item.lacking}
    if len(lacking) == 1:
        return t("Fill in {form}", form=next(iter(lacking.values())))
    one_of = all(item.requirement is Requirement.ONE_OF for item in row.items)
    if len(row.items) == 1 and one_of:
        return t("Fill in one of them")
    return t("Fill in these forms")


def _object_url(row: DigestRow, settings: MailSettings) -> str:
    return object_page(settings.forms_url, row.object_type, row.object_id, row.form_id)
