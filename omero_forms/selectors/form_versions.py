# SPDX-License-Identifier: AGPL-3.0-or-later
"""The versions of a form as they were published, and what one changed in another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from omero_forms.domain.comparing.changes import FormChange, form_changes
from omero_forms.domain.schemas.accept import stored_schema
from omero_forms.domain.times import time_text
from omero_forms.models import Form, FormVersion
from omero_forms.selectors.forms import VersionView, version_of
from omero_forms.selectors.imported import claim_of_row, imported_view
from omero_forms.selectors.people import People


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of a form beside what the form is called."""

    form_id: str
    name: str
    description: str
    version: VersionView

    @property
    def in_one(self) -> str:
        """Both schemas letter by letter in one JSON document, as `import` takes them, with what else was published."""
        told = {
            "form": self.form_id,
            "name": self.name,
            "description": self.description,
            "version": self.version.number,
            "message": self.version.message,
            "published_at": time_text(self.version.published_at),
            "author": self.version.author.name,
        }
        parts = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
        parts += [f'  "schema": {_as_json(self.version.schema)}', f'  "uiSchema": {_as_json(self.version.ui_schema)}']
        return "{\n" + ",\n".join(parts) + "\n}\n"


def _as_json(schema: str) -> str:
    """A schema letter by letter; as a text where it is no JSON, as some that were imported."""
    try:
        json.loads(schema)
    except (ValueError, RecursionError):
        return json.dumps(schema, ensure_ascii=False)
    return schema


@dataclass(frozen=True, slots=True)
class Between:
    """What is different in the version `to`."""

    number: int
    to: int
    changes: tuple[FormChange, ...]


def versions(form: Form) -> list[VersionView]:
    """All of them, newest first; their schemas are left out."""
    rows = list(FormVersion.objects.filter(form=form).defer("schema", "ui_schema").order_by("-number"))
    people = _people(rows)
    return [_view(row, people, schema="", ui_schema="") for row in rows]


def published_version(form: Form, number: int | None = None) -> PublishedVersion:
    """A version as it was published, by default the current one. Raises `version_unknown`."""
    row = version_of(form, number)
    view = _view(row, _people([row]), schema=row.schema, ui_schema=row.ui_schema)
    return PublishedVersion(form.id, form.name, form.description, view)


def changes_between(form: Form, number: int, to: int | None = None) -> Between:
    """What a version changed in another, by default the current one in it. Raises `version_unknown`."""
    before, after = version_of(form, number), version_of(form, to)
    changes = form_changes(stored_schema(before.judging), stored_schema(after.judging))
    return Between(before.number, after.number, tuple(changes))


def _people(rows: Sequence[FormVersion]) -> People:
    claims = [claim_of_row(row.claimed) for row in rows]
    return People({row.author_id for row in rows} | {one.who.id for one in claims if one and one.who})


def _view(row: FormVersion, people: People, *, schema: str, ui_schema: str) -> VersionView:
    author = people.view(row.author_id, row.author_name)
    claim = claim_of_row(row.claimed)
    imported = None if claim is None else imported_view(claim, row.refused, people)
    return VersionView(row.number, schema, ui_schema, row.message, row.published_at, author, imported)
