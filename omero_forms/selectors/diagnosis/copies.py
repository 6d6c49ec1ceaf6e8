# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether copies are laid out as the setting says."""

from __future__ import annotations

from collections.abc import Iterator

from omero_forms.conf import Conf
from omero_forms.domain.texts import t, tn
from omero_forms.selectors.copies import of_other_layout
from omero_forms.selectors.diagnosis.problem import SetupProblem


def other_layout(current: Conf) -> Iterator[SetupProblem]:
    """Copies that were written before the setting was changed, or taken over from OMERO.forms."""
    number = of_other_layout(current.kv_layout).count()
    if number:
        yield SetupProblem(
            "copies_in_other_layout",
            tn(
                "{n} key-value copy is in the layout {layout}, and omero.web.forms.kv_layout says {wanted}.",
                "{n} key-value copies are in the layout {layout}, and omero.web.forms.kv_layout says {wanted}.",
                number,
                layout=current.kv_layout.other,
                wanted=current.kv_layout,
            ),
            t(
                "Have them remade, form by form, with omero-forms remake-copies or on the pages of groups; or leave them, "
                "where no script minds: each is written anew with the next answers for its object."
            ),
        )
