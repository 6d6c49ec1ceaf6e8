# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail about a campaign: to members what is left for them to do, to owners of its group how far it has got. Objects
are not named: those move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from omero_forms.domain.policies.campaigns import Moment
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.words import listed
from omero_forms.mail.words import counted, day, due_word, named, noun, one_line, relative

SHOWN = 10
"""So many people are named; the report has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignWords:
    """A campaign at one of its moments. `open_of` are full names and numbers of open objects, the most first."""

    policy: str
    group: str
    asks: str
    object_type: ObjectType
    moment: Moment
    deadline: date
    today: date
    objects: int
    open_of: Sequence[tuple[str, int]]

    @property
    def open(self) -> int:
        """How many objects are open, whosever they are."""
        return sum(number for _name, number in self.open_of)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the reader's own data and of the report, and the one that stops such mails; empty where none is."""

    mine: str = ""
    report: str = ""
    stop: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody is told of a campaign in one group: their `own` open objects (0 where they are not told of these),
    and how far it has got where they own the group.
    """

    campaign: CampaignWords
    own: int
    is_owner: bool


def campaign_words(name: str, shares: Sequence[Share], links: Links) -> dict[str, object]:
    """To somebody, of all groups in which the campaign concerns them: one, or several where it is site-wide."""
    campaign = shares[0].campaign
    own = sum(one.own for one in shares)
    owned = [one.campaign for one in shares if one.is_owner]
    number = own or sum(one.campaign.open for one in shares)
    types = {campaign.object_type}
    rows = [_Row(named(campaign.policy), campaign.asks)]
    if own:
        text = tn("{objects} is open.", "{objects} are open.", own, objects=counted(own, types))
        rows.append(_Row(t("Your data"), text))
    rows += [_Row(named(one.group), _of_group(one)) for one in owned[:SHOWN]]
    if (more := len(owned) - SHOWN) > 0:
        rows.append(_Row(tn("{n} other group", "{n} other groups", more), t("The report has all of them.")))
    groups = [named(one.campaign.group) for one in shares if one.own or not own]
    place = groups[0] if len(groups) == 1 else tn("{n} group", "{n} groups", len(groups))
    return {
        "subject": one_line(_subject(campaign, number)),
        "name": named(name),
        "lede": one_line(f"{_begin(campaign)} {_asked(campaign, own, number, place)}"),
        "rows": [_Row(one_line(row.heading), one_line(row.text)) for row in rows],
        "to_do": [
            *(
                [
                    t(
                        "Fill in the forms of your {objects}: the page My data leads you through them.",
                        objects=noun(types, own),
                    )
                ]
                if own
                else []
            ),
            *([t("Ask your members to fill in theirs: the report says whose they are.")] if owned else []),
        ],
        "mine_url": links.mine if own else "",
        "report_url": links.report if owned else "",
        "stop_url": links.stop if own else "",
        "why": one_line(_why(campaign, bool(own), [named(one.group) for one in owned])),
    }


_BEGINNINGS = {
    Moment.START: noop("The campaign “{policy}” has begun:"),
    Moment.HALF: noop("Half of the time of the campaign “{policy}” is over:"),
    Moment.WEEK: noop("The campaign “{policy}” ends soon:"),
}


def _begin(campaign: CampaignWords) -> str:
    return t(_BEGINNINGS[campaign.moment], policy=named(campaign.policy))


def _subject(campaign: CampaignWords, number: int) -> str:
    values = {"policy": named(campaign.policy), "objects": counted(number, {campaign.object_type})}
    if campaign.deadline == campaign.today:
        return tn(
            "{policy}: {objects} needs metadata today", "{policy}: {objects} need metadata today", number, **values
        )
    return tn(
        "{policy}: {objects} needs metadata by {day}",
        "{policy}: {objects} need metadata by {day}",
        number,
        **values,
        day=due_word(campaign.deadline, campaign.today),
    )


def _asked(campaign: CampaignWords, own: int, number: int, place: str) -> str:
    """Goes on after how the campaign stands."""
    values = {
        "group": place,
        "day": day(campaign.deadline),
        "in_days": relative(campaign.deadline, campaign.today),
        "objects": counted(number, {campaign.object_type}),
    }
    if own:
        return tn(
            "{objects} of yours in {group} needs metadata by {day}, {in_days}.",
            "{objects} of yours in {group} need metadata by {day}, {in_days}.",
            own,
            **values,
        )
    return tn(
        "{objects} in {group} needs metadata by {day}, {in_days}.",
        "{objects} in {group} need metadata by {day}, {in_days}.",
        number,
        **values,
    )


def _of_group(campaign: CampaignWords) -> str:
    types = {campaign.object_type}
    people = [
        t("{person} has {number}", person=named(name), number=f"{number:,}")
        for name, number in campaign.open_of[:SHOWN]
    ]
    others = len(campaign.open_of) - len(people)
    if others:
        people.append(tn("{n} other has the rest", "{n} others have the rest", others))
    return tn(
        "{n} of {objects} is open: {people}.",
        "{n} of {objects} are open: {people}.",
        campaign.open,
        objects=counted(campaign.objects, types),
        people=listed(people),
    )


def _why(campaign: CampaignWords, has_own: bool, owned: Sequence[str]) -> str:
    reasons = [
        *([t("the policy “{policy}” concerns your data", policy=named(campaign.policy))] if has_own else []),
        *([t("you own {group} in OMERO", group=_groups(owned))] if owned else []),
    ]
    return t(
        "{reasons}. There is one mail about a campaign at its start, one at half time and one a week before its end.",
        reasons=listed(reasons),
    )


def _groups(groups: Sequence[str]) -> str:
    return listed(groups) if len(groups) <= SHOWN else tn("{n} group", "{n} groups", len(groups))
