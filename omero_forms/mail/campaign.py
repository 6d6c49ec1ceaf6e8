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
from omero_forms.domain.words import listed
from omero_forms.mail.words import counted, day, due_word, noun, one_line, relative

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


def campaign_words(name: str, campaign: CampaignWords, own: int, links: Links, *, is_owner: bool) -> dict[str, object]:
    """To somebody with `own` open objects (0 where they are not told of these), who owns the group or does not."""
    number, whose = (own, "of yours ") if own else (campaign.open, "")
    types = {campaign.object_type}
    when = due_word(campaign.deadline, campaign.today)
    until = when if when == "today" else f"until {when}"
    rows = [_Row(campaign.policy, campaign.asks)]
    if own:
        rows.append(_Row("Your data", f"{counted(own, types)} {_is(own)} open."))
    if is_owner:
        rows.append(_Row(campaign.group, _of_group(campaign)))
    return {
        "subject": one_line(f"{campaign.policy}: {counted(number, types)} {_need(number)} metadata {until}"),
        "name": one_line(name),
        "lede": one_line(
            f"{_begin(campaign)}: {counted(number, types)} {whose}in {campaign.group} {_need(number)} metadata by "
            f"{day(campaign.deadline)}, {relative(campaign.deadline, campaign.today)}."
        ),
        "rows": [_Row(one_line(row.heading), one_line(row.text)) for row in rows],
        "to_do": [
            *([f"Fill in the forms of your {noun(types, own)}: your page of data leads through them."] if own else []),
            *(["Ask your members to fill in theirs: the report says whose they are."] if is_owner else []),
        ],
        "mine_url": links.mine if own else "",
        "report_url": links.report if is_owner else "",
        "stop_url": links.stop if own else "",
        "why": one_line(_why(campaign, bool(own), is_owner)),
    }


def _begin(campaign: CampaignWords) -> str:
    name = f"“{campaign.policy}”"
    return {
        Moment.START: f"The campaign {name} has begun",
        Moment.HALF: f"Half of the time of the campaign {name} is over",
        Moment.WEEK: f"The campaign {name} ends soon",
    }[campaign.moment]


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _of_group(campaign: CampaignWords) -> str:
    types = {campaign.object_type}
    people = [f"{name} ({number:,})" for name, number in campaign.open_of[:SHOWN]]
    others = len(campaign.open_of) - len(people)
    if others:
        people.append(f"{others:,} {'other' if others == 1 else 'others'}")
    number = f"{campaign.open:,} of {counted(campaign.objects, types)}"
    return f"{number} {_is(campaign.open)} open: {listed(people)}."


def _why(campaign: CampaignWords, has_own: bool, is_owner: bool) -> str:
    reasons = [
        *([f"the policy “{campaign.policy}” concerns your data"] if has_own else []),
        *([f"you own {campaign.group} in OMERO"] if is_owner else []),
    ]
    return f"{listed(reasons)}. A campaign is told at its start, at half time and a week before its end, each once."
