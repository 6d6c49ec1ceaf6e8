# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one row says of another is a reference that the database holds, so that nothing is left over of what is gone."""

from __future__ import annotations

from django.apps import apps

from omero_forms.models import Form, FormDraft


def test_whatever_belongs_to_a_form_refers_to_its_row() -> None:
    columns = {
        model.__name__: column
        for model in apps.get_app_config("omero_forms").get_models()
        for column in model._meta.concrete_fields
        # A draft may be of a form that has no row before its first version.
        if column.attname == "form_id" and model is not FormDraft
    }
    assert {"FormVersion", "Assignment", "AskedForm", "Submission"} <= set(columns)
    assert [name for name, column in columns.items() if column.related_model is not Form] == []
