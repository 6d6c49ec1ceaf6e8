# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether it is proven that a new version refuses no answer of an older one, and what is not taken any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from omero_forms.domain.comparing.covering import compare
from omero_forms.domain.schemas.accept import FormSchema
from omero_forms.domain.schemas.dialects import DialectName
from omero_forms.domain.schemas.subschemas import Schema

_DRAFTS: dict[DialectName, int] = {"draft-04": 7, "draft-06": 7, "draft-07": 7, "2019-09": 19, "2020-12": 20}
"""By jsonschema-rs's numbers. What the older drafts mean otherwise is written in words of draft 07."""

Ask = Callable[[Sequence[dict[str, Any]]], Sequence[dict[str, Any]]]
"""Asks the program :mod:`asking`; its answers, in order, may be fewer."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What may not be answered any more at a pointer of the new schema: a JSON Schema of it where that can be said."""

    pointer: str
    schema: Schema | None


@dataclass(frozen=True, slots=True)
class Proof:
    """`proved`: no answer can break. Otherwise `lost` is what the schemas tell, and the answers tell the rest."""

    proved: bool
    lost: tuple[Lost, ...] = ()


def prove(old: FormSchema, new: FormSchema, ask: Ask) -> Proof:
    """Whether everything that `old` takes `new` takes too."""
    covering = compare(old, new)
    draft = _DRAFTS[new.dialect]
    claims = [{"old": one.old, "new": one.new, "draft": draft} for one in covering.claims]
    answers = list(ask(claims)) if claims else []
    answers += [{"covers": False, "left": None}] * (len(claims) - len(answers))
    lost = [
        Lost(claim.pointer, answer["left"])
        for claim, answer in zip(covering.claims, answers, strict=True)
        if not answer["covers"]
    ]
    lost += [Lost(pointer, None) for pointer in covering.undecided]
    return Proof(not lost, tuple(lost))
