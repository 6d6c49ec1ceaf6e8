# SPDX-License-Identifier: AGPL-3.0-or-later
"""What verifying says of a record, for people and programs; and which streams somebody wants verified."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from omero_forms.domain.records.damage import Damage
from omero_forms.domain.records.damage_kinds import ADMIN_SENTENCES, FINDINGS, FindingKind
from omero_forms.domain.refs import ObjectType, assignment_stream, form_stream
from omero_forms.domain.texts import t


@dataclass(frozen=True, slots=True)
class Finding:
    """One record that is not as it was recorded. `number` and `annotation` are None where there is none."""

    kind: FindingKind
    stream: str
    number: int | None
    annotation: int | None
    detail: str

    @classmethod
    def of(cls, stream: str, damage: Damage) -> Self:
        """What is said of a damage."""
        detail = " ".join(filter(None, (t(ADMIN_SENTENCES[damage.kind]), damage.detail)))
        return cls(FINDINGS[damage.kind], stream, damage.number, damage.annotation_id, detail)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


_OF_FORM = frozenset({"form", "assignment", "submission", "review"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The streams of one form, of one object, or of both; all where neither is named."""

    form: str | None = None
    object_type: ObjectType | None = None
    object_id: int | None = None

    @classmethod
    def of_text(cls, form: str | None, named: str | None) -> Self:
        """As one says it: an id, and `Dataset:12`. Raises ValueError."""
        if named is None:
            return cls(form)
        object_type, _, object_id = named.partition(":")
        if not (object_id.isascii() and object_id.isdigit()) or not 0 < int(object_id[:17]) < 10**16:
            raise ValueError("not an object")
        return cls(form, ObjectType.from_text(object_type), int(object_id))

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.form is None and self.object_type is None

    def holds(self, stream: str) -> bool:
        """Whether a stream is one of these."""
        kind, *rest = stream.split("/")
        is_of_form = self.form is None or (kind in _OF_FORM and rest[:1] == [self.form])
        is_of_object = self.object_type is None or rest[1:3] == [self.object_type.value, str(self.object_id)]
        return is_of_form and is_of_object

    @property
    def likes(self) -> tuple[str, ...]:
        """Patterns of SQL's `like`, one of which each of these streams fits; none where nothing is left out."""
        if self.is_all:
            return ()
        form = self.form or "%"
        if self.object_type is not None:
            about = f"{form}/{self.object_type.value}/{self.object_id}/%"
            return tuple(f"{kind}/{about}" for kind in ("submission", "review"))
        inside = tuple(f"{kind}/{form}/%" for kind in ("submission", "review"))
        return (form_stream(form), assignment_stream(form), *inside)
