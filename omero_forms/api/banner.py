# SPDX-License-Identifier: AGPL-3.0-or-later
"""The banner above our pages: admins read what of the set-up is missing and how to mend it, others only that
something is.

What is wrong is found in `selectors/diagnosis/`, which `omero-forms doctor` asks too. `SetupProblems` in the
front-end's `shared/parts.tsx` draws it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omero_forms.api.shapes import SetupProblemOut
from omero_forms.domain.error_catalogue import CATALOGUE
from omero_forms.domain.texts import t
from omero_forms.selectors.diagnosis.cached import current_problems

if TYPE_CHECKING:
    from omero_forms.gateway.sessions import UserSession


def problems_for(user: UserSession) -> list[SetupProblemOut]:
    """All problems for admins; for others that this is a copy of a site, where it is one, and one sentence where
    something does not work for anybody.
    """
    problems = current_problems()
    if user.is_admin:
        return [SetupProblemOut(code=one.code, message=one.message, mend=one.mend) for one in problems]
    told = [
        SetupProblemOut(code=one.code, message=one.message, mend=None) for one in problems if one.code == "site_is_copy"
    ]
    if any(one.severity == "error" and not one.is_of_histories for one in problems):
        entry = CATALOGUE["setup_incomplete"]
        told.append(SetupProblemOut(code=entry.code, message=t(entry.message), mend=None))
    return told
