# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Django database: a read model of the records in OMERO, and what OMERO cannot hold."""

from __future__ import annotations

from omero_forms.models.drafts import DraftState, FormDraft
from omero_forms.models.evaluations import Evaluation, Finding, JudgedPage, LogCursor, Shard, Touched, VersionVerdict
from omero_forms.models.events import Event
from omero_forms.models.exemptions import ExemptedObject, ExemptionRow
from omero_forms.models.forms import Assignment, Form, FormVersion
from omero_forms.models.gates import GateMark, GateTurn
from omero_forms.models.jobs import Job
from omero_forms.models.keys import TrustedKey
from omero_forms.models.log import CheckpointRow, LogNode, LogRange, LogRow, OutletRow
from omero_forms.models.mails import DigestRun, MailPreference, OutboxMessage, OutboxState
from omero_forms.models.moves import CopyNote, CopyRound
from omero_forms.models.people import KnownPerson
from omero_forms.models.policies import AskedForm, PolicyRow, SitePolicyRow
from omero_forms.models.rebuilds import Rebuild
from omero_forms.models.records import CopyRow, DamageRow, RecordRow, RecordState, Server, Stream
from omero_forms.models.redactions import RedactionRow
from omero_forms.models.reports import CountedGroup, DayCount, KeptReport
from omero_forms.models.submissions import CopyState, Submission

__all__ = [
    "AskedForm",
    "Assignment",
    "CheckpointRow",
    "CopyNote",
    "CopyRound",
    "CopyRow",
    "CopyState",
    "CountedGroup",
    "DamageRow",
    "DayCount",
    "DigestRun",
    "DraftState",
    "Evaluation",
    "Event",
    "ExemptedObject",
    "ExemptionRow",
    "Finding",
    "Form",
    "FormDraft",
    "FormVersion",
    "GateMark",
    "GateTurn",
    "Job",
    "JudgedPage",
    "KeptReport",
    "KnownPerson",
    "LogCursor",
    "LogNode",
    "LogRange",
    "LogRow",
    "MailPreference",
    "OutboxMessage",
    "OutboxState",
    "OutletRow",
    "PolicyRow",
    "Rebuild",
    "RecordRow",
    "RecordState",
    "RedactionRow",
    "Server",
    "Shard",
    "SitePolicyRow",
    "Stream",
    "Submission",
    "Touched",
    "TrustedKey",
    "VersionVerdict",
]
