# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails about exemptions: that one is asked for, what was decided, that it ends soon. They name no objects: those move,
and not every reader may see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from omero_forms.domain.policies.exemptions import ExemptionState
from omero_forms.domain.refs import ObjectType
from omero_forms.mail.words import day, due_word, noun, one_line

REASON, MESSAGE = "The reason", "The answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionWords:
    """An exemption as mails name it. `count` is the number of its objects, None where it is of all that fit a
    selector.
    """

    policy: str
    group: str
    object_type: ObjectType
    count: int | None
    until: date
    reason: str
    asked_by: str

    @property
    def whom(self) -> str:
        """As "3 datasets"."""
        if self.count is None:
            return f"all {noun({self.object_type}, 2)} that fit a selector"
        return f"{self.count} {noun({self.object_type}, self.count)}"

    @property
    def what(self) -> str:
        """As a part of a sentence."""
        return one_line(f"{self.whom} of {self.group} from the policy “{self.policy}” until {day(self.until)}")


@dataclass(frozen=True, slots=True)
class _Row:
    heading: str
    text: str


def asked_words(exemption: ExemptionWords, *, url: str, is_owner: bool) -> dict[str, object]:
    """To who decides: the owners of the group, or the admins where there is none who can be told."""
    why = (
        "you own this group." if is_owner else "you are an admin of this OMERO, and no owner of this group can be told."
    )
    return {
        "subject": one_line(f"{exemption.asked_by} asks for an exemption: {exemption.whom}"),
        "lede": one_line(f"{exemption.asked_by} asks you to excuse {exemption.what}."),
        "rows": [_Row(REASON, exemption.reason)],
        "to_do": ["Approve or refuse it on the page of exemptions. Until then nothing is excused."],
        "url": url,
        "why": why,
    }


def decided_words(
    exemption: ExemptionWords, state: ExemptionState, by: str, message: str, *, url: str
) -> dict[str, object]:
    """To who asked for it: that it was approved, refused, or ended before its last day."""
    word = {ExemptionState.APPROVED: "approved", ExemptionState.REFUSED: "refused"}.get(state, "ended")
    done = {
        "approved": f"{by} approved what you asked for: to excuse {exemption.what}.",
        "refused": f"{by} refused what you asked for: to excuse {exemption.what}.",
        "ended": f"{by or 'The forms service'} ended your exemption: it excused {exemption.what}.",
    }[word]
    to_do = (
        [] if word == "approved" else ["Fill in what the policy requires. Your page of data says what, and until when."]
    )
    return {
        "subject": one_line(f"Your exemption was {word}: {exemption.whom}"),
        "lede": one_line(done),
        "rows": [_Row(REASON, exemption.reason), *([_Row(MESSAGE, message)] if message else [])],
        "to_do": to_do,
        "url": url,
        "why": "you asked for this exemption.",
    }


def ending_words(exemption: ExemptionWords, today: date, *, url: str) -> dict[str, object]:
    """To who asked for it, once, in the last week."""
    when = due_word(exemption.until, today)
    return {
        "subject": one_line(f"Your exemption ends {when if when == 'today' else f'on {when}'}: {exemption.whom}"),
        "lede": one_line(f"Your exemption ends soon: it excuses {exemption.what}."),
        "rows": [_Row(REASON, exemption.reason)],
        "to_do": [
            "Fill in what the policy requires before its grace is over, which begins anew then; or ask for another "
            "exemption, with a reason."
        ],
        "url": url,
        "why": "you asked for this exemption. Its end is told once.",
    }
