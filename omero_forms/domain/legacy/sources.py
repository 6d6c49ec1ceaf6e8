# SPDX-License-Identifier: AGPL-3.0-or-later
"""`source` of a record: what was imported, verbatim, and by what it is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from omero_forms.domain.legacy.annotations import Row
from omero_forms.domain.legacy.envelopes import Envelope
from omero_forms.domain.legacy.findings import FindingKind

NAME: Final = "OMERO.forms"


@dataclass(frozen=True, slots=True)
class Source:
    """One row of an annotation. `text` is what it says, `raw` all rows of it where it cannot be read, or is laid out
    as before release 1.0; `prefix` that of its pieces where it was compressed. `fault` says why what the record holds
    is not what stood there, or nobody can answer it.
    """

    annotation_id: int
    row: str
    sha256: str
    text: str = ""
    prefix: str = ""
    raw: tuple[Row, ...] = ()
    fault: FindingKind | None = None

    @classmethod
    def of(cls, annotation_id: int, one: Envelope) -> Self:
        """That of an envelope."""
        text = "" if one.raw else one.text
        return cls(annotation_id, one.key, one.sha256, text, one.prefix, one.raw, one.fault)

    def with_fault(self, fault: FindingKind) -> Source:
        """The same, with why it is not as it should be."""
        return replace(self, fault=fault)

    @property
    def identity(self) -> tuple[str, str]:
        """What the same row has in every annotation."""
        return self.row, self.sha256

    def as_json(self) -> dict[str, Any]:
        """As records hold it."""
        optional: dict[str, Any] = {"text": self.text, "prefix": self.prefix, "fault": self.fault and str(self.fault)}
        if self.raw:
            optional["raw"] = [list(row) for row in self.raw]
        return {
            "name": NAME,
            "version": None,
            "annotation": self.annotation_id,
            "row": self.row,
            "sha256": self.sha256,
            **{key: value for key, value in optional.items() if value},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """From that form."""
        fault = value.get("fault")
        return cls(
            int(value["annotation"]),
            str(value["row"]),
            str(value["sha256"]),
            str(value.get("text", "")),
            str(value.get("prefix", "")),
            tuple((str(name), str(text)) for name, text in value.get("raw", ())),
            None if fault is None else FindingKind(fault),
        )
