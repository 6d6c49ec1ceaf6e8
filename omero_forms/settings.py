# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of `omero config` that OMERO.web reads for us; :mod:`omero_forms.conf` is the typed view of them.

OMERO.web imports this module while its own settings are still being made, sets each name below on it, and swallows an
ImportError without a word: so it imports next to nothing. A value that cannot be read must not keep OMERO.web from
starting: it becomes an :class:`InvalidSetting`, which the checks, `omero-forms doctor` and everything that needs the
setting report.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from omero_forms.domain.sites import is_site_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InvalidSetting:
    """What stands in the place of a value that could not be read; `reason` says what would be right."""

    reason: str


class Secret:
    """A password that does not show itself in logs, tracebacks or settings dumps."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The password."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(***)" if self._value else "Secret(unset)"

    __str__ = __repr__


def lenient(parse: Callable[[str], T]) -> Callable[[Any], T | InvalidSetting]:
    """`parse`, but a ValueError becomes an InvalidSetting instead of ending OMERO.web."""

    def parse_or_report(value: Any) -> T | InvalidSetting:
        try:
            return parse(str(value).strip())
        except ValueError as fault:
            return InvalidSetting(str(fault))

    return parse_or_report


def boolean(text: str) -> bool:
    """OMERO.web's own parser takes every word but true for false; a mistyped one shall not switch something off."""
    lowered = text.lower()
    if lowered in {"true", "t", "1", "yes", "on"}:
        return True
    if lowered in {"false", "f", "0", "no", "off"}:
        return False
    raise ValueError("it must be true or false")


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
        raise ValueError("it must be a whole number of at least 1")
    return int(text)


def not_negative(text: str) -> int:
    """A whole number."""
    return 0 if text == "0" else positive(text)


def one_of(*words: str) -> Callable[[str], str]:
    """Exactly one of `words`."""

    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"it must be one of: {', '.join(words)}")
        return text.lower()

    return parse


def web_address(text: str) -> str:
    """Empty, or the address of a web site without a slash at its end."""
    if text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
        raise ValueError("it must be an address such as https://omero.example.org")
    return text.rstrip("/")


def absolute_path(text: str) -> str:
    """Empty, or the path of a file that does not depend on where a process was started."""
    if text and not text.startswith("/"):
        raise ValueError("it must be an absolute path, such as /etc/omero-forms/fr.mo")
    return text


def mail_address(text: str) -> str:
    """Empty, or one e-mail address, with or without a name before it."""
    if text and not re.fullmatch(r"(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)", text):
        raise ValueError("it must be an e-mail address such as forms@example.org")
    return text


def site_name(text: str) -> str:
    """Empty, or the name of a site."""
    if text and not is_site_name(text):
        raise ValueError("it must be small letters, digits and single dashes between them, at most 64 in all")
    return text


def log_origin(text: str) -> str:
    """Empty, or the name of a log: an address without a scheme."""
    if text and not re.fullmatch(r"(?!\w+://)[^\s+\x00-\x1f]{1,255}", text):
        raise ValueError("it must be an address without scheme and spaces, such as omero.example.org/omero-forms")
    return text


def witness(text: str) -> str:
    """Empty, or the public key of a witness of logs and the address under which it takes checkpoints."""
    if text and not re.fullmatch(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=* https?://[^\s?#]+", text):
        raise ValueError("it must be a key such as witness.example.org/w+1234abcd+BA..., a space, and an address")
    return text.rstrip("/")


def authority_address(text: str) -> str:
    """Empty, or the address of a service, just as it is: a slash at its end may belong to it."""
    if text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s#]*)?", text):
        raise ValueError("it must be an address such as http://zeitstempel.example.org/tsa")
    return text


def object_identifier(text: str) -> str:
    """Empty, or numbers with dots between."""
    if text and not re.fullmatch(r"([01]\.[1-3]?[0-9]|2\.(0|[1-9][0-9]{0,17}))(\.(0|[1-9][0-9]{0,17})){0,39}", text):
        raise ValueError("it must be an OID: numbers with dots between them, such as 1.3.6.1.4.1.22177.300.22.1")
    return text


def namespace_prefix(text: str) -> str:
    """What the form id is appended to; it ends in a slash."""
    if not text or any(character.isspace() for character in text):
        raise ValueError("it must be a namespace without spaces; the form id is appended to it")
    return text if text.endswith("/") else f"{text}/"


def time_of_day(text: str) -> datetime.time:
    """`08:00`, by the clock of omero.web.time_zone."""
    matched = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
    if not matched or int(matched[1]) > 23 or int(matched[2]) > 59:
        raise ValueError("it must be a time of day such as 08:00")
    return datetime.time(int(matched[1]), int(matched[2]))


CUSTOM_SETTINGS_MAPPINGS: dict[str, list[Any]] = {
    "omero.web.forms.master.user": [
        "FORMS_MASTER_USER",
        "",
        lenient(str),
        (
            "Log-in name of the form master: an ordinary OMERO user whose only group is the private "
            "store group. omero-forms setup makes both."
        ),
    ],
    "omero.web.forms.master.password": [
        "FORMS_MASTER_PASSWORD",
        "",
        lambda value: Secret(str(value)),
        "Password of the form master. A file that omero.web.forms.master.password_file names comes before it.",
    ],
    "omero.web.forms.master.password_file": [
        "FORMS_MASTER_PASSWORD_FILE",
        "",
        lenient(str),
        "File that holds the form master's password, readable by OMERO.web and the workers only.",
    ],
    "omero.web.forms.priv.user": [
        "FORMS_PRIV_USER",
        "",
        lenient(str),
        "Log-in name of the form master of OMERO.forms. Only import-legacy and export-legacy read it.",
    ],
    "omero.web.forms.priv.password": [
        "FORMS_PRIV_PASSWORD",
        "",
        lambda value: Secret(str(value)),
        "Password of the form master of OMERO.forms. Only export-legacy reads it, to write annotations in their name.",
    ],
    "omero.web.forms.agent.user": [
        "FORMS_AGENT_USER",
        "",
        lenient(str),
        (
            "Log-in name of the form agent: a restricted OMERO admin with the privilege Sudo only. "
            "Used by workers, never by OMERO.web."
        ),
    ],
    "omero.web.forms.agent.password_file": [
        "FORMS_AGENT_PASSWORD_FILE",
        "",
        lenient(str),
        (
            "File that holds the form agent's password, readable by the workers only; without it "
            "they read the environment variable OMERO_FORMS_AGENT_PASSWORD."
        ),
    ],
    "omero.web.forms.seal_key": [
        "FORMS_SEAL_KEY",
        "",
        lenient(str),
        (
            "File with the Ed25519 private key (PEM) that seals records. omero-forms setup makes it. "
            "Back it up; keep it out of OMERO."
        ),
    ],
    "omero.web.forms.former_keys": [
        "FORMS_FORMER_KEYS",
        "",
        lenient(str),
        (
            "File with public keys (PEM, one after the other) that sealed records before, such as that of the site that "
            "this one is a copy of. What they sealed is believed; nothing is sealed with them."
        ),
    ],
    "omero.web.forms.site": [
        "FORMS_SITE",
        "",
        lenient(site_name),
        (
            "Name of this site, which its database and a record in OMERO have as well, so that a copy of it is noticed. "
            "omero-forms setup makes one; omero-forms adopt-site changes it."
        ),
    ],
    "omero.web.forms.checkpoint_key": [
        "FORMS_CHECKPOINT_KEY",
        "",
        lenient(str),
        (
            "File with the Ed25519 private key (PEM) that signs checkpoints of the log of all records, and nothing else. "
            "omero-forms setup makes it. Back it up; keep it out of OMERO."
        ),
    ],
    "omero.web.forms.checkpoint_ml_dsa_key": [
        "FORMS_CHECKPOINT_ML_DSA_KEY",
        "",
        lenient(str),
        (
            "File with the ML-DSA-44 private key (PEM) that signs checkpoints beside the other one, so that they stay proven "
            "when quantum computers break that. omero-forms setup --ml-dsa makes it. Without it there is one signature."
        ),
    ],
    "omero.web.forms.link_key": [
        "FORMS_LINK_KEY",
        "",
        lenient(str),
        (
            "File with the key that signs the links in mails by which their readers pause or stop them. omero-forms setup "
            "makes it. Another one ends all links that are out."
        ),
    ],
    "omero.web.forms.log_origin": [
        "FORMS_LOG_ORIGIN",
        "",
        lenient(log_origin),
        (
            "Name of the log of all records, an address without scheme. Its first checkpoint keeps it, and no other is "
            "taken later. When empty: the host of omero.web.forms.base_url, /omero-forms/ and the OMERO database's uuid."
        ),
    ],
    "omero.web.forms.auditor": [
        "FORMS_AUDITOR",
        "",
        lenient(mail_address),
        (
            "The address outside of this site that gets each day's checkpoint as an attached file. What is there cannot be "
            "changed here any more."
        ),
    ],
    "omero.web.forms.checkpoint_directory": [
        "FORMS_CHECKPOINT_DIRECTORY",
        "",
        lenient(str),
        "Folder into which each day's checkpoint is written as a file, such as one that another host keeps.",
    ],
    "omero.web.forms.witness": [
        "FORMS_WITNESS",
        "",
        lenient(witness),
        (
            "A witness of logs (C2SP tlog-witness) that cosigns checkpoints: its public key as a vkey, a space, and the address "
            "below which it has add-checkpoint."
        ),
    ],
    "omero.web.forms.time_stamp_authority": [
        "FORMS_TIME_STAMP_AUTHORITY",
        "",
        lenient(authority_address),
        "The address of a time-stamping authority (RFC 3161) that says when it was shown each day's checkpoint.",
    ],
    "omero.web.forms.time_stamp_certificates": [
        "FORMS_TIME_STAMP_CERTIFICATES",
        "",
        lenient(str),
        (
            "File with the certificates (PEM, one after the other) by which the time stamps of that authority are believed: "
            "its root, and those between that it does not send. Others are refused."
        ),
    ],
    "omero.web.forms.time_stamp_policy": [
        "FORMS_TIME_STAMP_POLICY",
        "",
        lenient(object_identifier),
        "The policy (an OID such as 1.3.6.1.4.1.22177.300.22.1) that a time stamp must be issued under; any when empty.",
    ],
    "omero.web.forms.mail_redirect": [
        "FORMS_MAIL_REDIRECT",
        "",
        lenient(mail_address),
        "The address that receives all mail of a copy of a site. Sites that are not copies do not use it.",
    ],
    "omero.web.forms.base_url": [
        "FORMS_BASE_URL",
        "",
        lenient(web_address),
        ("Address under which people reach this OMERO.web, for links in mails, such as https://omero.example.org."),
    ],
    "omero.web.forms.broker": [
        "FORMS_BROKER",
        "redis://127.0.0.1:6379/5",
        lenient(str),
        "Celery broker that OMERO.web and the workers share.",
    ],
    "omero.web.forms.kv_namespace": [
        "FORMS_KV_NAMESPACE",
        "hms.harvard.edu/omero/forms/kvdata/",
        lenient(namespace_prefix),
        "Namespace of the key-value copies; the form id is appended.",
    ],
    "omero.web.forms.kv_layout": [
        "FORMS_KV_LAYOUT",
        "paths",
        lenient(one_of("paths", "legacy")),
        (
            "How the key-value copies lay answers out: paths (titles, as people read them) or legacy (names joined by "
            "underscores, as scripts for OMERO.forms read them). omero-forms remake-copies writes those anew that are "
            "there."
        ),
    ],
    "omero.web.forms.copy_rows": [
        "FORMS_COPY_ROWS",
        "2000",
        lenient(positive),
        "Most key-value pairs of one copy; the last one says where the rest is.",
    ],
    "omero.web.forms.copy_bytes": [
        "FORMS_COPY_BYTES",
        "200000",
        lenient(positive),
        "Most bytes of the keys and values of one copy, in UTF-8.",
    ],
    "omero.web.forms.copy_as_owner": [
        "FORMS_COPY_AS_OWNER",
        "false",
        lenient(boolean),
        (
            "What happens when an admin who may not write other people's data submits for an object to which only its "
            "owner can add key-value pairs. false: the pairs are added when the owner next opens the object's forms. true: "
            "workers add them at once, in the owner's name."
        ),
    ],
    "omero.web.forms.max_body": [
        "FORMS_MAX_BODY",
        "1048576",
        lenient(positive),
        "Largest body of a request in bytes, and so of one submission.",
    ],
    "omero.web.forms.rate_submissions": [
        "FORMS_RATE_SUBMISSIONS",
        "60",
        lenient(positive),
        "How many submissions one person may send within a minute.",
    ],
    "omero.web.forms.rate_writes": [
        "FORMS_RATE_WRITES",
        "240",
        lenient(positive),
        "How many other requests that write or validate one person may send within a minute.",
    ],
    "omero.web.forms.on_behalf": [
        "FORMS_ON_BEHALF",
        "true",
        lenient(boolean),
        (
            "Whether owners of the object's group and admins may submit for an object that they can "
            "read but not annotate. They are then the author."
        ),
    ],
    "omero.web.forms.creators": [
        "FORMS_CREATORS",
        "owners",
        lenient(one_of("owners", "admins")),
        "Who may create forms: owners (owners of groups, and admins) or admins.",
    ],
    "omero.web.forms.mail_from": [
        "FORMS_MAIL_FROM",
        "",
        lenient(mail_address),
        "Sender of the mails; omero.mail.from when empty.",
    ],
    "omero.web.forms.contact": [
        "FORMS_CONTACT",
        "",
        lenient(str),
        "Whom to ask, named in each mail: a name, an e-mail address or both.",
    ],
    "omero.web.forms.catalogue": [
        "FORMS_CATALOGUE",
        "",
        lenient(absolute_path),
        "File with the texts of pages and mails in the site's language (.mo of gettext); English when empty.",
    ],
    "omero.web.forms.evaluate_every": [
        "FORMS_EVALUATE_EVERY",
        "0",
        lenient(not_negative),
        "Seconds between further evaluations of all groups; 0: those of the night are all.",
    ],
    "omero.web.forms.evaluate_at": [
        "FORMS_EVALUATE_AT",
        "02:00",
        lenient(time_of_day),
        (
            "Time of day at which all groups are evaluated as a whole, in omero.web.time_zone. What changes in between "
            "is judged within a minute."
        ),
    ],
    "omero.web.forms.report_days": [
        "FORMS_REPORT_DAYS",
        "3653",
        lenient(not_negative),
        "Days for which kept reports and the numbers of each day are there; 0: for ever.",
    ],
    "omero.web.forms.digest": [
        "FORMS_DIGEST",
        "weekly",
        lenient(one_of("weekly", "daily")),
        "Period of the mails: weekly (on Mondays) or daily.",
    ],
    "omero.web.forms.digest_at": [
        "FORMS_DIGEST_AT",
        "08:00",
        lenient(time_of_day),
        "Time of day at which a period's mails go out, in omero.web.time_zone.",
    ],
    "omero.web.forms.tell_new_policies": [
        "FORMS_TELL_NEW_POLICIES",
        "true",
        lenient(boolean),
        "Whether owners of a group are mailed at once about a new policy of it that somebody else made.",
    ],
    "omero.web.forms.escalate_after": [
        "FORMS_ESCALATE_AFTER",
        "4",
        lenient(not_negative),
        (
            "After so many periods of the mails in which an object stayed past due its group's owners are told of its "
            "member, whatever number the policy names; 0: never. Policies that tell no owner stay as they are."
        ),
    ],
    "omero.web.forms.exemption_mails": [
        "FORMS_EXEMPTION_MAILS",
        "true",
        lenient(boolean),
        (
            "Whether owners are told at once that somebody asks for an exemption, and whoever asked what was decided and "
            "that it ends in a week."
        ),
    ],
    "omero.web.forms.public_user": [
        "FORMS_PUBLIC_USER",
        "",
        lenient(str),
        "Log-in name that cannot use the forms at all; omero.web.public.user when empty.",
    ],
}
