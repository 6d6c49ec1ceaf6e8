# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails about exemptions: that one is asked for, what was decided, that it ends soon. They name no objects: those move,
and not every reader may see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from omero_forms.domain.policies.exemptions import ExemptionState
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.texts import noop, t
from omero_forms.mail.words import counted, day, due_word, named, objects_of, one_line

REASON, OWN_REASON, MESSAGE = noop("The reason"), noop("Your reason"), noop("The answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionWords:
    """An exemption as mails name it. `count` is the number of its objects, None where it is of all that fit a
    selector; `due` is the first day on which something can be due once it has ended.
    """

    policy: str
    group: str
    object_type: ObjectType
    count: int | None
    until: date
    due: date
    reason: str
    asked_by: str

    @property
    def whom(self) -> str:
        """As "3 datasets"."""
        if self.count is None:
            return t("all {objects} that fit a selector", objects=objects_of({self.object_type}))
        return counted(self.count, {self.object_type})

    @property
    def what(self) -> str:
        """As a part of a sentence."""
        values = {"group": named(self.group), "policy": named(self.policy), "day": day(self.until)}
        if self.count is None:
            objects = objects_of({self.object_type})
            return t(
                "all {objects} of {group} that fit a selector from the policy “{policy}” until {day}",
                objects=objects,
                **values,
            )
        return t("{objects} of {group} from the policy “{policy}” until {day}", objects=self.whom, **values)


@dataclass(frozen=True, slots=True)
class _Row:
    heading: str
    text: str


def asked_words(exemption: ExemptionWords, *, url: str, is_owner: bool) -> dict[str, object]:
    """To who decides: the owners of the group, or the admins where there is none who can be told."""
    why = (
        t("you own this group.")
        if is_owner
        else t("you are an admin of this OMERO, and no owner of this group can be told.")
    )
    return {
        "subject": one_line(
            t("{person} asks for an exemption: {objects}", person=named(exemption.asked_by), objects=exemption.whom)
        ),
        "lede": one_line(
            t("{person} asks you to excuse {objects}.", person=named(exemption.asked_by), objects=exemption.what)
        ),
        "rows": [_Row(t(REASON), exemption.reason)],
        "to_do": [t("Approve or refuse it on the page of exemptions. Until then nothing is excused.")],
        "url": url,
        "why": why,
    }


def decided_words(
    exemption: ExemptionWords, state: ExemptionState, by: str, message: str, *, url: str
) -> dict[str, object]:
    """To who asked for it: that it was approved, refused, or ended before its last day."""
    to_do = (
        []
        if state is ExemptionState.APPROVED
        else [t("Fill in what the policy requires. The page My data says what that is, and by when.")]
    )
    subject, done = _DECIDED.get(state, _ENDED)
    return {
        "subject": one_line(t(subject, objects=exemption.whom)),
        "lede": one_line(t(done, person=named(by) or t("The forms service"), objects=exemption.what)),
        "rows": [_Row(t(OWN_REASON), exemption.reason), *([_Row(t(MESSAGE), message)] if message else [])],
        "to_do": to_do,
        "url": url,
        "why": t("you asked for this exemption."),
    }


_DECIDED = {
    ExemptionState.APPROVED: (
        noop("Your exemption was approved: {objects}"),
        noop("{person} approved what you asked for: to excuse {objects}."),
    ),
    ExemptionState.REFUSED: (
        noop("Your exemption was refused: {objects}"),
        noop("{person} refused what you asked for: to excuse {objects}."),
    ),
}
_ENDED = (
    noop("Your exemption was ended: {objects}"),
    noop("{person} ended your exemption early. It was to excuse {objects}."),
)


def ending_words(exemption: ExemptionWords, today: date, *, url: str) -> dict[str, object]:
    """To who asked for it, once, in the last week."""
    return {
        "subject": one_line(
            t("Your exemption ends today: {objects}", objects=exemption.whom)
            if exemption.until == today
            else t(
                "Your exemption ends on {day}: {objects}",
                day=due_word(exemption.until, today),
                objects=exemption.whom,
            )
        ),
        "lede": one_line(
            t("Your exemption ends today: it excuses {objects}.", objects=exemption.what)
            if exemption.until == today
            else t("Your exemption ends soon: it excuses {objects}.", objects=exemption.what)
        ),
        "rows": [_Row(t(OWN_REASON), exemption.reason)],
        "to_do": [
            t(
                "Fill in what the policy requires by {day}, or ask for another exemption, with a reason.",
                day=day(exemption.due),
            )
        ],
        "url": url,
        "why": t("you asked for this exemption. Its end is told once."),
    }
