# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Django database: a read model of the records in OMERO, and what OMERO cannot hold."""

from __future__ import annotations

from omero_forms.models.compliance import (
    DigestRun,
    Evaluation,
    Finding,
    OutboxMessage,
    Policy,
    PolicyForm,
    VersionVerdict,
)
from omero_forms.models.damage import Damage
from omero_forms.models.forms import Assignment, Form, FormVersion
from omero_forms.models.records import Record, RecordState, Stream
from omero_forms.models.servers import KnownPerson, Server
from omero_forms.models.submissions import CopyState, Submission

__all__ = [
    "Assignment",
    "CopyState",
    "Damage",
    "DigestRun",
    "Evaluation",
    "Finding",
    "Form",
    "FormVersion",
    "KnownPerson",
    "OutboxMessage",
    "Policy",
    "PolicyForm",
    "Record",
    "RecordState",
    "Server",
    "Stream",
    "Submission",
    "VersionVerdict",
]
