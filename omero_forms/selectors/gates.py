# SPDX-License-Identifier: AGPL-3.0-or-later
"""What gates could not put on objects, or take off, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from omero_forms.domain.policies.gates import Gate
from omero_forms.domain.submissions import CopyReason
from omero_forms.domain.texts import noop, t, tn
from omero_forms.models import GateMark

_WHY: Final[Mapping[str, str]] = {
    CopyReason.INACTIVE: noop("the account of their owner is inactive"),
    CopyReason.UNKNOWN: noop("their owner has no account any more"),
    CopyReason.NOT_IN_GROUP: noop("their owner is not in the group"),
}


def gate_problems(group_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """By group, of each policy whose gate waits for somebody, its id and a sentence."""
    waiting = GateMark.objects.filter(next_at__isnull=False, policy__group_id__in=group_ids)
    is_off = ExpressionWrapper(Q(link_id__isnull=True), BooleanField())
    rows = waiting.annotate(off=is_off).values_list("policy__group_id", "policy", "gate", "off", "reason")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for group_id, policy_id, words, off, reason, number in rows.annotate(Count("pk")).order_by("policy", "reason"):
        objects = tn("{n} object", "{n} objects", number)
        gate = Gate(**words).called
        values = {
            "gate": f"{gate[0].upper()}{gate[1:]}",
            "objects": objects,
            "why": t(_WHY[reason]) if reason in _WHY else t("OMERO does not let their owner change what is on them"),
        }
        sentence = (
            tn(
                "{gate} is not on {objects} that complies: {why}. It is tried again.",
                "{gate} is not on {objects} that comply: {why}. It is tried again.",
                number,
                **values,
            )
            if off
            else t("{gate} is still on {objects}: {why}. It is tried again.", **values)
        )
        found[group_id].append((policy_id, sentence))
    return dict(found)
