# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue of failures: a stable code for each, what its reader is told, and what its details may hold.

Messages follow the writing rules of the look: what is, what is safe, what to do next; they never contain what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from omero_forms.domain.texts import noop

ErrorCode = Literal[
    "login_required",
    "not_found",
    "forbidden",
    "may_not_submit",
    "form_not_assigned",
    "form_retired",
    "version_unknown",
    "version_refused",
    "stale_base",
    "answers_invalid",
    "answers_not_representable",
    "too_many_answers",
    "bundle_too_large",
    "key_reused",
    "body_not_json",
    "body_too_large",
    "csrf_failed",
    "request_invalid",
    "method_not_allowed",
    "rate_limited",
    "omero_unavailable",
    "history_behind",
    "history_stopped",
    "log_differs",
    "needs_newer_version",
    "database_unavailable",
    "setup_incomplete",
    "other_database",
    "site_differs",
    "rebuilding",
    "database_not_empty",
    "schema_invalid",
    "ui_schema_invalid",
    "import_unusable",
    "form_in_use",
    "policy_invalid",
    "stale_policy",
    "policy_from_file",
    "exemption_decided",
    "policy_from_site",
    "form_exists",
    "draft_exists",
    "stale_draft",
    "stale_owners",
    "internal",
]
"""The codes of the catalogue below. Listed, so that a wrong one does not pass the type checker, here or in the browser.
"""


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One row of the catalogue: `message` is for the reader, `summary` for the documentation.

    `details` are the names of all that its details may hold.
    """

    code: ErrorCode
    message: str
    summary: str
    details: tuple[str, ...] = ()


_ENTRIES = (
    ErrorEntry(
        "login_required",
        noop(
            "You are not logged in to OMERO, or your session has ended. Log in and try again; "
            "your answers stay in this browser."
        ),
        "No OMERO session, or an ended one.",
    ),
    ErrorEntry(
        "not_found",
        noop("There is nothing here that you can see. It may have been moved, deleted, or never existed."),
        "The object, form or submission does not exist, or the user may not know that it does.",
    ),
    ErrorEntry(
        "forbidden",
        noop("You can see this, but you cannot change it. Ask an owner of the group."),
        "The user may know of it but not do it.",
        ("reason",),
    ),
    ErrorEntry(
        "may_not_submit",
        noop("You can view this object, but you cannot add answers to it. Ask its owner or an owner of its group."),
        "The user may not annotate the object, nor submit on behalf of its owner.",
    ),
    ErrorEntry(
        "form_not_assigned",
        noop("This form is not offered for this object. Ask an owner of the group to assign it."),
        "The form is not assigned to the group and type of the object, or does not exist.",
    ),
    ErrorEntry(
        "form_retired",
        noop("This form is retired and accepts no new answers. What was submitted stays in the history."),
        "The form was retired.",
    ),
    ErrorEntry(
        "version_unknown",
        noop("This form has no such version. Open the form again to fill in its current version."),
        "The form has no version of that number.",
    ),
    ErrorEntry(
        "version_refused",
        noop(
            "This version of the form was imported, and nobody can answer it here. Ask an owner of the form to publish a new "
            "version. Nothing was submitted."
        ),
        "The version was imported with a schema that could not be published here.",
    ),
    ErrorEntry(
        "stale_base",
        noop("Somebody has submitted answers since you opened this form. Compare them with yours, then submit again."),
        "The base number is not the newest submission's; details hold the newest and the changes.",
        ("base", "head", "changes"),
    ),
    ErrorEntry(
        "answers_invalid",
        noop("Some answers need a look before you can submit. Nothing was submitted."),
        "The answers do not satisfy the form version; details list each problem.",
        ("problems",),
    ),
    ErrorEntry(
        "answers_not_representable",
        noop(
            "An answer cannot be stored exactly as given. Write long numbers and exact decimals as "
            "text, and remove characters that cannot be shown. Nothing was submitted."
        ),
        "Whole numbers beyond 2^53-1, NaN, Infinity, U+0000, lone surrogates, doubled keys, "
        "too deep nesting; details hold the pointer.",
        ("pointer", "reason"),
    ),
    ErrorEntry(
        "too_many_answers",
        noop(
            "There are more answers than can be checked in one submission: 20,000 is the most. Submit fewer entries, and "
            "keep long tables in a file of the object. Nothing was submitted."
        ),
        "More than 20,000 values, or 40,000 lists and groups; details hold the limit.",
        ("limit",),
    ),
    ErrorEntry(
        "bundle_too_large",
        noop(
            "This object has more submissions than one download takes. An admin can write its proof into a file with "
            "omero-forms bundle."
        ),
        "More than 10,000 submissions in one bundle over HTTP; details hold how many, and the limit.",
        ("records", "limit"),
    ),
    ErrorEntry(
        "key_reused",
        noop("This submission key has already been used for something else. Reload the page and submit again."),
        "The same client key came with another body.",
    ),
    ErrorEntry(
        "body_not_json",
        noop("The request could not be read as JSON. Nothing was changed."),
        "The body is not JSON in UTF-8.",
    ),
    ErrorEntry(
        "body_too_large",
        noop(
            "What was sent is larger than this server accepts. Shorten it, or ask an admin to raise "
            "the limit. Nothing was changed."
        ),
        "The body is over omero.web.forms.max_body, or an upload over the limits of what may be brought in.",
    ),
    ErrorEntry(
        "csrf_failed",
        noop(
            "The request did not carry this session's security token. Reload the page and try again. Nothing was changed."
        ),
        "No CSRF token, or not the session's.",
    ),
    ErrorEntry(
        "request_invalid",
        noop("The service could not understand the request. Reload the page and try again. Nothing was changed."),
        "A parameter or field is missing or of the wrong kind; details name it.",
        ("problems",),
    ),
    ErrorEntry(
        "method_not_allowed",
        noop("This address does not accept this kind of request. Reload the page and try again. Nothing was changed."),
        "The HTTP method is not one of the route's.",
    ),
    ErrorEntry(
        "rate_limited",
        noop("You have sent too many requests within a minute. Wait a minute and try again. Nothing was changed."),
        "More requests of one person within a minute than the settings allow; details hold the seconds until there is "
        "room again, as the header Retry-After does.",
        ("seconds",),
    ),
    ErrorEntry(
        "omero_unavailable",
        noop("OMERO did not answer. Your answers stay in this browser; try again in a minute."),
        "OMERO did not answer in time, or cannot be reached.",
        ("fault",),
    ),
    ErrorEntry(
        "history_behind",
        noop(
            "The history of this form is being read again from OMERO. Your answers stay in this "
            "browser; try again in a minute."
        ),
        "OMERO holds a record of this stream that the database does not know.",
    ),
    ErrorEntry(
        "history_stopped",
        noop(
            "Two different records have the same number here. Nothing can be added until an admin "
            "has looked. Your answers stay in this browser."
        ),
        "The history is forked or has a gap, and waits for an admin; details say which (`reason`).",
        ("reason",),
    ),
    ErrorEntry(
        "log_differs",
        noop(
            "The records are not those that earlier checkpoints of the log count, so no other is signed. An admin can run "
            "omero-forms verify to see which differ."
        ),
        "The tree over the records has not the root that the newest checkpoint signed.",
    ),
    ErrorEntry(
        "needs_newer_version",
        noop(
            "This history goes on in records made by a newer version of the forms service. Nothing can be added until an admin "
            "has updated this one. Your answers stay in this browser."
        ),
        "The history holds a record of a kind, a critical field or a format that this version does not know.",
    ),
    ErrorEntry(
        "database_unavailable",
        noop(
            "The forms database did not answer. Your answers stay in this browser; try again in a "
            "minute, and tell an admin if this continues."
        ),
        "The Django database is missing, not migrated, or does not answer.",
    ),
    ErrorEntry(
        "setup_incomplete",
        noop(
            "The forms service is not fully set up, so nothing can be submitted. An admin can run "
            "omero-forms doctor to see what is missing."
        ),
        "Something of the set-up is missing or wrong; admins are told what.",
        ("problem", "settings"),
    ),
    ErrorEntry(
        "other_database",
        noop(
            "This is not the OMERO whose forms this service keeps. Nothing will be written until an "
            "admin has looked into it with omero-forms doctor."
        ),
        "The OMERO database uuid differs from the remembered one.",
    ),
    ErrorEntry(
        "site_differs",
        noop(
            "This looks like a copy of another site. Nothing is written and nothing is mailed until an admin has said which "
            "it is, with omero-forms adopt-site."
        ),
        "Settings, database, OMERO's newest record of the site and OMERO's address disagree: admins are told how.",
    ),
    ErrorEntry(
        "rebuilding",
        noop(
            "The forms database is being made anew from OMERO, so nothing can be changed. Your answers stay in this browser; "
            "try again later. If nobody is at it, an admin has to run omero-forms rebuild again."
        ),
        "`omero-forms rebuild` is under way, or was interrupted and waits to be run again.",
    ),
    ErrorEntry(
        "database_not_empty",
        noop(
            "The forms database holds forms or answers already, so nothing was changed. To bring it and OMERO together run "
            "omero-forms repair. To make one anew, name an empty database in omero.web.databases, run omero-forms migrate, "
            "then omero-forms rebuild."
        ),
        "`omero-forms rebuild` was asked to fill a database that is not empty.",
    ),
    ErrorEntry(
        "schema_invalid",
        noop("The schema cannot be used for a form. Nothing was published."),
        "The JSON Schema is broken, too large, or refers outside itself; details list problems.",
        ("problems",),
    ),
    ErrorEntry(
        "ui_schema_invalid",
        noop("The UI schema cannot be used for a form. Nothing was published."),
        "The UI schema is not a JSON object, or too large.",
        ("problems",),
    ),
    ErrorEntry(
        "import_unusable",
        noop("What you brought in cannot be read. Nothing was imported."),
        "A file, folder or zip is not there, too large, no zip, or leads out of itself; details list problems with their paths.",
        ("problems",),
    ),
    ErrorEntry(
        "form_in_use",
        noop("Policies require this form. Change them first, then retire or unassign it."),
        "A policy requires the form; details list the policies.",
        ("policies",),
    ),
    ErrorEntry(
        "policy_invalid",
        noop("The policies cannot be used as written. Nothing was changed."),
        "A policy is incomplete or contradicts itself; details list problems with pointers.",
        ("problems",),
    ),
    ErrorEntry(
        "stale_policy",
        noop(
            "Somebody has changed this policy since you opened it. Compare what it says now with yours, then save again. "
            "Nothing was overwritten."
        ),
        "The number that was gone on from is not the policy's newest; details tell what it says now, when that was "
        "changed and by whom.",
        ("number", "policy", "changed_at", "changed_by"),
    ),
    ErrorEntry(
        "policy_from_file",
        noop("This policy is kept in a file. Change it there, and have the file applied again. Nothing was changed."),
        "A policy that a file was applied for is changed by such files only; details tell the file's SHA-256.",
        ("sha256",),
    ),
    ErrorEntry(
        "exemption_decided",
        noop(
            "This exemption does not wait for a decision any more. Load the list again to see what became of it. Nothing was "
            "changed."
        ),
        "Somebody has decided on the exemption, withdrawn or ended it meanwhile; details tell its state.",
        ("state",),
    ),
    ErrorEntry(
        "policy_from_site",
        noop("OMERO admins made this policy for many groups, and only they can change it. Nothing was changed."),
        "A group's share of a site-wide policy follows that policy.",
    ),
    ErrorEntry(
        "form_exists",
        noop("A form with this name exists already. Choose another name, or publish a new version of it."),
        "Another form has the same name.",
    ),
    ErrorEntry(
        "draft_exists",
        noop("This form has a draft already. Go on with that, or discard it first. Nothing was changed."),
        "Each form has one draft.",
    ),
    ErrorEntry(
        "stale_draft",
        noop(
            "Somebody has saved this draft since you opened it. Compare what they saved with yours, then save again. "
            "Nothing was overwritten."
        ),
        "The number that was gone on from is not the draft's newest, or another version was published since; details "
        "tell what is there now, and what this would change in it.",
        ("number", "base_version", "saved_at", "saved_by", "changes"),
    ),
    ErrorEntry(
        "stale_owners",
        noop(
            "Somebody has changed the owners of this form since you opened it. See who owns it now, then try again. Nothing "
            "was changed."
        ),
        "The owners that were gone on from are not those of the form; details tell who they are now.",
        ("owners",),
    ),
    ErrorEntry(
        "internal",
        noop("The forms service failed. Your data is not affected. Tell an admin when it happened and what you did."),
        "A fault of ours; the log has it.",
        ("fault",),
    ),
)

CATALOGUE: Mapping[ErrorCode, ErrorEntry] = MappingProxyType({entry.code: entry for entry in _ENTRIES})
