# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to the set-up of the forms: who changed what, for the audit and for whatever is to react to it later.

An event is called `noun.verb`. Answers, object names, schemas and passwords are never in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from omero_forms.domain.texts import noop, t, tn
from omero_forms.domain.words import listed


class EventName(StrEnum):
    """Every event that is written."""

    FORM_PUBLISHED = "form.published"
    FORM_RETIRED = "form.retired"
    FORM_RESTORED = "form.restored"
    FORM_GIVEN = "form.given"
    FORM_ASSIGNED = "form.assigned"
    FORM_UNASSIGNED = "form.unassigned"
    POLICY_MADE = "policy.made"
    POLICY_CHANGED = "policy.changed"
    POLICY_RESUMED = "policy.resumed"
    POLICY_ENDED = "policy.ended"
    POLICY_ARCHIVED = "policy.archived"
    EXEMPTION_ASKED = "exemption.asked"
    EXEMPTION_WITHDRAWN = "exemption.withdrawn"
    EXEMPTION_APPROVED = "exemption.approved"
    EXEMPTION_REFUSED = "exemption.refused"
    EXEMPTION_ENDED = "exemption.ended"
    SETUP_DONE = "setup.done"
    KEY_MADE = "key.made"
    KEY_FOUND = "key.found"
    KEY_ROTATED = "key.rotated"
    KEY_LOST = "key.lost"
    MAIL_REFUSED = "mail.refused"
    MAIL_STOPPED = "mail.stopped"
    MAIL_RETRIED = "mail.retried"
    REDACTION_ASKED = "redaction.asked"
    REDACTION_APPROVED = "redaction.approved"
    SITE_COPIED = "site.copied"
    SITE_MOVED = "site.moved"
    CHECKPOINT_MADE = "checkpoint.made"
    DATABASE_REBUILT = "database.rebuilt"
    LEGACY_IMPORTED = "legacy.imported"
    FORK_RESOLVED = "fork.resolved"
    RECORDS_REPAIRED = "records.repaired"
    COPIES_REMADE = "copies.remade"


NOUNS: Final = tuple(sorted({name.value.partition(".")[0] for name in EventName}))


@dataclass(frozen=True, slots=True)
class _Kind:
    """The details that an event of one name has, all of them always, and the sentence that shows it."""

    details: frozenset[str]
    sentence: str


_FORM = frozenset({"form", "name"})
_OFFER = frozenset({"form", "name", "group", "types"})
_POLICY = frozenset({"policy", "name", "group"})
_EXEMPTION = _POLICY | {"exemption"}
_RECORD = frozenset({"stream", "number"})

KINDS: Final[Mapping[EventName, _Kind]] = MappingProxyType(
    {
        EventName.FORM_PUBLISHED: _Kind(_FORM | {"version"}, noop("published version {version} of “{name}”")),
        EventName.FORM_RETIRED: _Kind(_FORM | {"message"}, noop("retired “{name}”")),
        EventName.FORM_RESTORED: _Kind(_FORM | {"message"}, noop("brought “{name}” back into use")),
        EventName.FORM_GIVEN: _Kind(_FORM | {"owners"}, noop("gave “{name}” to {owners}")),
        EventName.FORM_ASSIGNED: _Kind(_OFFER, noop("offered “{name}” to {group} for {types}")),
        EventName.FORM_UNASSIGNED: _Kind(_OFFER, noop("stopped offering “{name}” to {group} for {types}")),
        EventName.POLICY_MADE: _Kind(_POLICY, noop("made the policy “{name}” of {group}")),
        EventName.POLICY_CHANGED: _Kind(
            _POLICY | {"changed"}, noop("changed the policy “{name}” of {group}: {changed}")
        ),
        EventName.POLICY_RESUMED: _Kind(_POLICY, noop("switched the policy “{name}” of {group} on again")),
        EventName.POLICY_ENDED: _Kind(_POLICY, noop("ended the policy “{name}” of {group}")),
        EventName.POLICY_ARCHIVED: _Kind(_POLICY, noop("put the policy “{name}” of {group} away")),
        EventName.EXEMPTION_ASKED: _Kind(
            _EXEMPTION, noop("asked for an exemption from the policy “{name}” of {group}")
        ),
        EventName.EXEMPTION_WITHDRAWN: _Kind(
            _EXEMPTION, noop("withdrew a request for an exemption from the policy “{name}” of {group}")
        ),
        EventName.EXEMPTION_APPROVED: _Kind(
            _EXEMPTION | {"own"}, noop("approved an exemption from the policy “{name}” of {group}")
        ),
        EventName.EXEMPTION_REFUSED: _Kind(
            _EXEMPTION | {"own"}, noop("refused an exemption from the policy “{name}” of {group}")
        ),
        EventName.EXEMPTION_ENDED: _Kind(_EXEMPTION, noop("ended an exemption from the policy “{name}” of {group}")),
        EventName.SETUP_DONE: _Kind(frozenset({"done"}), noop("ran the set-up. {done}")),
        EventName.KEY_MADE: _Kind(frozenset({"key"}), noop("made the key {key}, which seals records")),
        EventName.KEY_FOUND: _Kind(frozenset({"key"}), noop("noticed that the key {key} now seals records")),
        EventName.KEY_ROTATED: _Kind(
            frozenset({"key", "replaces"}), noop("put the key {key} in the place of {replaces}")
        ),
        EventName.KEY_LOST: _Kind(
            frozenset({"key", "replaces"}), noop("declared the key {replaces} lost, and put {key} in its place")
        ),
        EventName.MAIL_REFUSED: _Kind(
            frozenset({"person", "name", "kind", "reason"}), noop("gave up sending {name} a mail ({kind}): {reason}")
        ),
        EventName.MAIL_STOPPED: _Kind(
            frozenset({"person", "name", "kind", "until"}),
            noop("stopped a mail to {name} ({kind}), by a link in that mail"),
        ),
        EventName.MAIL_RETRIED: _Kind(
            frozenset({"person", "name", "kind"}), noop("had a mail to {name} that was refused ({kind}) sent again")
        ),
        EventName.REDACTION_ASKED: _Kind(_RECORD, noop("asked to redact number {number} of {stream}")),
        EventName.REDACTION_APPROVED: _Kind(_RECORD, noop("approved redacting number {number} of {stream}")),
        EventName.SITE_COPIED: _Kind(
            frozenset({"site", "of", "address", "key"}),
            noop("made this copy of {of} a site of its own, {site}, at {address}, sealed by the key {key}"),
        ),
        EventName.CHECKPOINT_MADE: _Kind(
            frozenset({"records"}), noop("made a checkpoint, which counts {records} more records")
        ),
        EventName.LEGACY_IMPORTED: _Kind(
            frozenset({"forms", "versions", "submissions"}),
            noop("imported forms from OMERO.forms ({forms} new, {versions} versions), and {submissions} submissions"),
        ),
        EventName.SITE_MOVED: _Kind(frozenset({"site", "address"}), noop("said that this is {site}, at {address}")),
        EventName.FORK_RESOLVED: _Kind(
            frozenset({"stream", "number", "digest"}),
            noop(
                "decided which of the records of number {number} in {stream} counts: the one with the digest {digest}"
            ),
        ),
        EventName.RECORDS_REPAIRED: _Kind(
            frozenset({"brought", "left"}), noop("repaired the records: {brought} brought back, {left} not")
        ),
        EventName.COPIES_REMADE: _Kind(
            _FORM | {"copies"}, noop("had copies of “{name}” remade in the layout of the setting: {copies}")
        ),
        EventName.DATABASE_REBUILT: _Kind(
            frozenset({"records"}), noop("made the forms database anew from {records} records in OMERO")
        ),
    }
)
"""Sentences go on from whoever did it. Names of forms and policies are sentences, too: they stand in quotes."""

_MORE: Final[Mapping[EventName, tuple[str, str]]] = MappingProxyType(
    {
        EventName.EXEMPTION_APPROVED: (
            "own",
            noop(
                "approved an exemption from the policy “{name}” of {group}, which they had asked for themselves: "
                "nobody else could decide"
            ),
        ),
        EventName.EXEMPTION_REFUSED: (
            "own",
            noop(
                "refused an exemption from the policy “{name}” of {group}, which they had asked for themselves: "
                "nobody else could decide"
            ),
        ),
        EventName.MAIL_STOPPED: (
            "until",
            noop("stopped a mail to {name} ({kind}, until {until}), by a link in that mail"),
        ),
    }
)
"""What is said in its place where a detail says something."""

_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SMTPRecipientsRefused": noop("the mail server refused the address"),
        "SMTPDataError": noop("the mail server refused the mail"),
        "SMTPNotSupportedError": noop("the mail server takes no address with such letters before the @"),
    }
)
"""By the name of the exception that sending ended in; all others are of mails that are none."""

_NO_MAIL: Final = noop("it could not be written as a mail")

_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "except": noop("the people left out"),
        "gate": noop("what is put on what complies"),
        "group_name": noop("name of the group"),
        "object_type": noop("object type"),
        "source": noop("the file that it is kept in"),
        "tell_member": noop("telling members"),
        "tell_owner_above": noop("telling owners above"),
    }
)
"""What fields of a policy are called in a sentence, where that is not their name."""


def check_details(name: EventName, details: Mapping[str, Any]) -> None:
    """Raise ValueError unless the details are those that events of this name have."""
    if details.keys() != KINDS[name].details:
        raise ValueError(f"{name} has the details {sorted(KINDS[name].details)}, not {sorted(details)}")


def sentence(name: EventName, details: Mapping[str, Any]) -> str:
    """What happened, to be read after the name of whoever did it."""
    more, longer = _MORE.get(name, ("", ""))
    said = longer if details.get(more) else KINDS[name].sentence
    return t(said, **{key: _text(key, value) for key, value in details.items()})


def _text(key: str, value: Any) -> str:
    if key == "types":
        # Object types, as OMERO names its classes: the nouns of mail/words.py.
        return listed([t(f"{one.lower()}s") for one in value])
    if key == "group" and not isinstance(value, str):
        # Of a policy for many: how many, None for all there are.
        return t("all groups") if value is None else tn("{n} group", "{n} groups", value)
    if key == "owners":
        return listed(value)
    if key == "changed":
        return listed([_change(field, *both) for field, both in value.items()])
    if key == "done":
        # Sentences.
        return " ".join(value)
    if key == "reason":
        return t(_REASONS.get(value, _NO_MAIL))
    return str(value)


def _change(field: str, before: Any, after: Any) -> str:
    """One field of a policy; both values where they are short."""
    called = t(_COLUMNS[field]) if field in _COLUMNS else field
    if any(isinstance(value, (list, dict)) for value in (before, after)):
        return called
    was, is_now = (t("nothing") if value is None else value for value in (before, after))
    return t("{field} ({before} to {after})", field=called, before=was, after=is_now)
