# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copies that are not in the layout of the setting, since it was changed after they were written."""

from __future__ import annotations

from django.db.models import QuerySet

from omero_forms.domain.submissions import CopyLayout
from omero_forms.models import Assignment, CopyRow


def of_other_layout(layout: CopyLayout) -> QuerySet[CopyRow]:
    """Those that are not in this one. That there are none is known without reading any."""
    return CopyRow.objects.filter(layout=layout.other)


def forms_to_remake(group_id: int, layout: CopyLayout) -> list[str]:
    """The forms that a group is offered and that have such copies, wherever those are: objects move."""
    differing = of_other_layout(layout)
    if not differing.exists():
        return []
    offered = Assignment.objects.filter(group_id=group_id).order_by("form_id").values_list("form_id", flat=True)
    return [
        form for form in offered.distinct() if differing.filter(stream__name__startswith=f"submission/{form}/").exists()
    ]
