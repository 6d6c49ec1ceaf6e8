# SPDX-License-Identifier: AGPL-3.0-or-later
"""All that is wrong with two schemas at once, for their author at work."""

from __future__ import annotations

from dataclasses import dataclass

from omero_forms.domain.errors import FormsError
from omero_forms.domain.publishing.acceptance import Warned, accept_form
from omero_forms.domain.publishing.askable import NotAsked
from omero_forms.domain.schemas.accept import accept_ui_schema
from omero_forms.domain.schemas.dialects import DialectName

Problems = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Problems by pointer and message; with none in either, the schemas can be published. `dialect` is the draft of
    JSON Schema that answers would be judged by; None where the schema is none yet.
    """

    dialect: DialectName | None
    schema_problems: Problems
    ui_schema_problems: Problems
    warnings: tuple[Warned, ...]
    not_asked: tuple[NotAsked, ...]


def check_schemas(schema: str, ui_schema: str) -> Checked:
    """What keeps a schema and a UI schema from being published, each told even if the other is wrong."""
    ui_problems: Problems = ()
    try:
        accept_ui_schema(ui_schema)
    except FormsError as fault:
        ui_schema, ui_problems = "{}", tuple(fault.details["problems"])
    try:
        accepted = accept_form(schema, ui_schema)
    except FormsError as fault:
        return Checked(None, tuple(fault.details["problems"]), ui_problems, (), ())
    return Checked(accepted.schema.dialect, (), ui_problems, accepted.warnings, accepted.not_asked)
