# SPDX-License-Identifier: AGPL-3.0-or-later
"""The digest: what one person is told of their objects, and of the groups they own, in one mail.

It names objects, forms and dates, and links to the page where each can be mended. It holds no answers.
"""

from __future__ import annotations

from omero_forms.domain.digests.shapes import MemberDigest, OwnerDigest, Period
from omero_forms.domain.texts import t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.member import member_part
from omero_forms.mail.owner import group_part
from omero_forms.mail.parts import SHOWN_GROUPS, GroupPart, MailSettings, MemberPart
from omero_forms.mail.words import day, named, on_days


def digest_words(member: MemberDigest | None, owner: OwnerDigest | None, settings: MailSettings) -> dict[str, object]:
    """The words of what a person is told in one mail, as member, owner, or both. Raises ValueError for neither."""
    digest = member or owner
    if digest is None:
        raise ValueError("a mail needs something to tell")
    own = member_part(member, settings) if member else None
    sections = owner.sections if owner else ()
    groups = tuple(group_part(one, owner, settings) for one in sections[:SHOWN_GROUPS]) if owner else ()
    return {
        "name": named(digest.person.full_name or digest.person.name),
        "subject": _subject(own, groups, len(sections)),
        "own": own,
        "groups": groups,
        "more_groups": _more_groups(len(sections) - len(groups)),
        "report_url": f"{settings.forms_url}dashboard/" if settings.forms_url else "",
        "preview": own.lede if own else groups[0].lede,
        "whys": [part.why for part in (own, *groups) if part is not None],
        "preferences_url": f"{settings.forms_url}preferences/" if settings.forms_url else "",
        "often": _how_often(digest.period, settings),
        "exempt": t("where the forms of the object are, with a reason and a last day.") if own else "",
        "whom": _whom(own, groups, settings),
    }


def _more_groups(number: int) -> str:
    if number <= 0:
        return ""
    return tn(
        "{n} more of your groups has members who need a reminder; the report has them all.",
        "{n} more of your groups have members who need a reminder; the report has them all.",
        number,
    )


def _subject(own: MemberPart | None, groups: tuple[GroupPart, ...], total: int) -> str:
    parts = [own.subject] if own else []
    if total > 2:
        parts.append(t("{number} of your groups have members who need a reminder", number=total))
    else:
        parts.extend(group.subject for group in groups)
    return "; ".join(parts)


def _how_often(period: Period, settings: MailSettings) -> str:
    return t(
        "{on_days}, only when something is open. The next one would be on {day}.",
        on_days=on_days(settings.slot, settings.at),
        day=day(period.next),
    )


def _whom(own: MemberPart | None, groups: tuple[GroupPart, ...], settings: MailSettings) -> str:
    asked = [*(own.whom if own else ()), *([settings.contact] if settings.contact else ())]
    evaluated = [group.evaluated for group in groups]
    sentence = f"{listed(asked, 'or', comma=True)}." if asked else t("an owner of the group, or an admin of OMERO.")
    return " ".join([sentence, *evaluated])
