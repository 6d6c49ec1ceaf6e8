# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be asked for as a job: one line for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.jobs import EVALUATE, LEGACY, REPAIR, REPAIR_PLAN
from omero_forms.kit.progress import Progress
from omero_forms.services.following.evaluate_now import evaluate_job
from omero_forms.services.integrity.repair import plan_job, repair_job
from omero_forms.services.integrity.verify import verify_job
from omero_forms.services.legacy.bring_in import import_job
from omero_forms.services.log.make import checkpoint_job
from omero_forms.services.previews.make import preview_job
from omero_forms.services.submissions.remake import remake_job

Work = Callable[[Mapping[str, Any], Progress], Any]
"""Takes the arguments of the job, as JSON has them, and gives its result as JSON.

It tells its progress at least once a minute, or is taken for dead; and it can be begun again after it died anywhere:
what was done is not done twice.
"""

REMAKE_COPIES: Final = "copies.remake"
PREVIEW: Final = "policies.preview"

KINDS: Mapping[str, Work] = MappingProxyType(
    {
        "checkpoint": checkpoint_job,
        LEGACY: import_job,
        "verify": verify_job,
        REMAKE_COPIES: remake_job,
        PREVIEW: preview_job,
        EVALUATE: evaluate_job,
        REPAIR_PLAN: plan_job,
        REPAIR: repair_job,
    }
)
