# SPDX-License-Identifier: AGPL-3.0-or-later
"""One problem of the set-up, in the shape that all questions of the diagnosis share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from omero_forms.domain.texts import noop

SETUP = noop("Run omero-forms setup as an OMERO admin, then make the settings that it prints.")
"""How to mend whatever `omero-forms setup` makes."""

ERRORS: Final = (
    "setting_invalid",
    "other_plugin_installed",
    "frontend_missing",
    "database_missing",
    "database_unavailable",
    "not_migrated",
    "database_unreleased",
    "omero_unavailable",
    "master_missing",
    "master_refused",
    "master_is_admin",
    "store_missing",
    "store_not_private",
    "other_database",
    "site_missing",
    "site_differs",
    "rebuilding",
    "needs_newer_version",
    "former_keys_unreadable",
    "seal_key_missing",
    "seal_key_unreadable",
    "checkpoint_key_missing",
    "checkpoint_key_unreadable",
    "log_origin_differs",
    "broker_unavailable",
    "stream_stopped",
    "records_unproven",
    "not_known",
    "agent_missing",
    "agent_password_missing",
    "agent_refused",
    "agent_without_sudo",
    "worker_missing",
)
"""Codes of what keeps something from working."""

WARNINGS: Final = (
    "panel_missing",
    "link_missing",
    "master_in_other_groups",
    "store_has_others",
    "seal_key_open",
    "checkpoint_key_open",
    "work_overdue",
    "records_touched",
    "evaluations_stopped",
    "base_url_missing",
    "mail_from_missing",
    "mail_redirect_missing",
    "auditor_missing",
    "checkpoint_not_given",
    "stamp_certificates_unreadable",
    "ml_dsa_key_unreadable",
    "ml_dsa_key_open",
    "site_is_copy",
    "link_key_missing",
    "link_key_open",
    "mails_refused",
    "agent_password_open",
    "master_password_open",
    "config_open",
    "database_open",
    "logs_open",
    "folder_open",
    "rates_per_process",
    "mails_wait",
    "mail_templates_wrong",
    "catalogue_unusable",
    "copies_in_other_layout",
    "people_not_reached",
)
"""Codes of what does not do so yet."""

_KNOWN: Final = frozenset({*ERRORS, *WARNINGS})


def is_code(text: str) -> bool:
    """Whether a problem can have this code."""
    return text in _KNOWN


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """One thing that is not as it should be. Raises ValueError for a code that has no severity."""

    code: str
    message: str
    mend: str
    is_of_histories: bool = False
    """It is about the histories that it names, which say so themselves; everything else works."""

    def __post_init__(self) -> None:
        if not is_code(self.code):
            raise ValueError(f"{self.code} is neither among the errors nor among the warnings")

    @property
    def severity(self) -> Literal["error", "warning"]:
        """As its code has it."""
        return "error" if self.code in ERRORS else "warning"

    def as_json(self) -> dict[str, str]:
        """As the API gives it to admins."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "mend": self.mend,
        }
