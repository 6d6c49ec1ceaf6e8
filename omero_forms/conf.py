# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings, typed and checked. Everything of ours reads settings here and nowhere else."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from omero_forms import settings as mapping
from omero_forms.domain.errors import FormsError, error
from omero_forms.domain.refs import ObjectType
from omero_forms.domain.sites import site_address
from omero_forms.domain.submissions import CopyLayout
from omero_forms.settings import InvalidSetting, Secret

AGENT_PASSWORD_VARIABLE = "OMERO_FORMS_AGENT_PASSWORD"  # noqa: S105  (a name, not a password)

__all__ = ["Conf", "Secret", "SettingProblem", "conf", "database_is_named", "setting_problems"]


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A setting whose value cannot be used."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conf:
    """One consistent reading of the settings. Empty text means unset."""

    omero_host: str
    omero_port: int
    master_user: str
    master_password: Secret
    master_password_file: str
    priv_user: str
    priv_password: Secret
    agent_user: str
    agent_password_file: str
    seal_key_path: str
    former_keys_path: str
    site: str
    checkpoint_key_path: str
    checkpoint_ml_dsa_key_path: str
    link_key_path: str
    log_origin: str
    auditor: str
    checkpoint_directory: str
    witness: str
    time_stamp_authority: str
    time_stamp_certificates_path: str
    time_stamp_policy: str
    mail_redirect: str
    base_url: str
    broker_url: str
    kv_namespace: str
    kv_layout: CopyLayout
    copy_rows: int
    copy_bytes: int
    copy_as_owner: bool
    max_body: int
    rate_submissions: int
    rate_writes: int
    on_behalf: bool
    creators: Literal["owners", "admins"]
    mail_from: str
    contact: str
    catalogue: str
    evaluate_every: int
    evaluate_at: datetime.time
    report_days: int
    digest_period: Literal["weekly", "daily"]
    digest_at: datetime.time
    tell_new_policies: bool
    escalate_after: int
    exemption_mails: bool
    public_user: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """By its clock days begin and end, and mails are dated."""
        return ZoneInfo(self.time_zone)

    @property
    def redis_url(self) -> str | None:
        """The broker, where it is a Redis."""
        return self.broker_url if self.broker_url.startswith(("redis://", "rediss://", "unix://")) else None

    @property
    def omero_address(self) -> str:
        """That of OMERO, the same however the entry of `omero.web.server_list` is written."""
        return site_address(self.omero_host, self.omero_port)

    def agent_password(self) -> Secret:
        """The form agent's password; only workers call this.

        Raises `setup_incomplete` when there is none or its file cannot be read.
        """
        if not self.agent_password_file:
            password = os.environ.get(AGENT_PASSWORD_VARIABLE, "")
            if password:
                return Secret(password)
            raise _incomplete(
                "agent_password_missing",
                "The form agent has no password: set omero.web.forms.agent.password_file, or "
                f"{AGENT_PASSWORD_VARIABLE} in the workers' environment.",
            )
        secret = secret_in(self.agent_password_file)
        if not secret:
            raise _incomplete(
                "agent_password_missing",
                "The form agent's password cannot be read from the file that "
                "omero.web.forms.agent.password_file names.",
            )
        return secret


def secret_in(file: str) -> Secret:
    """The password that a file holds; unset when it holds none or cannot be read."""
    try:
        return Secret(Path(file).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return Secret("")


def _incomplete(problem: str, message: str) -> FormsError:
    return error("setup_incomplete", message=message, details={"problem": problem})


def setting_problems() -> list[SettingProblem]:
    """The settings that cannot be used. Asks nothing but the settings."""
    problems = []
    for key, (name, *_rest) in mapping.CUSTOM_SETTINGS_MAPPINGS.items():
        value = getattr(mapping, name, None)
        if value is None:
            problems.append(SettingProblem(key, "OMERO.web did not read it: is omero_forms in omero.web.apps?"))
        elif isinstance(value, InvalidSetting):
            problems.append(SettingProblem(key, value.reason))
    if not _servers():
        problems.append(SettingProblem("omero.web.server_list", "it names no server"))
    return problems


_ours = itemgetter(*(name for name, *_rest in mapping.CUSTOM_SETTINGS_MAPPINGS.values()))

_made: tuple[tuple[Any, ...], Conf] | None = None
"""The last reading, and what it was made of."""


def conf() -> Conf:
    """The settings as they are now. Raises `setup_incomplete` when one of them cannot be used."""
    global _made  # noqa: PLW0603  asked twenty times in a request, and nearly always the same
    made, now = _made, _made_of()
    if made is None or made[0] != now:
        made = _made = (now, _checked())
    return made[1]


def _made_of() -> tuple[Any, ...]:
    """All that a reading depends on, as it is now."""
    from django.conf import settings

    django = [getattr(settings, name, None) for name in ("SERVER_EMAIL", "PUBLIC_USER", "TIME_ZONE")]
    try:
        ours = _ours(vars(mapping))
    except KeyError:
        ours = ()  # OMERO.web did not read one of them, which is refused
    return _servers(), ours, *django, _stamp(vars(mapping).get("FORMS_MASTER_PASSWORD_FILE"))


def _stamp(file: object) -> tuple[int, ...] | None:
    """Changes with what is in a file; None where none is named, or it cannot be read."""
    if not isinstance(file, str) or not file:
        return None
    try:
        found = Path(file).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size


def _checked() -> Conf:
    problems = setting_problems()
    if problems:
        first = problems[0]
        raise error(
            "setup_incomplete",
            message=f"The setting {first.key} cannot be used: {first.reason}.",
            details={"problem": "setting_invalid", "settings": [item.key for item in problems]},
        )
    host, port = _servers()[0]
    master_file = _value("FORMS_MASTER_PASSWORD_FILE")
    return Conf(
        omero_host=host,
        omero_port=port,
        master_user=_value("FORMS_MASTER_USER"),
        master_password=secret_in(master_file) if master_file else _value("FORMS_MASTER_PASSWORD"),
        master_password_file=master_file,
        priv_user=_value("FORMS_PRIV_USER"),
        priv_password=_value("FORMS_PRIV_PASSWORD"),
        agent_user=_value("FORMS_AGENT_USER"),
        agent_password_file=_value("FORMS_AGENT_PASSWORD_FILE"),
        seal_key_path=_value("FORMS_SEAL_KEY"),
        former_keys_path=_value("FORMS_FORMER_KEYS"),
        site=_value("FORMS_SITE"),
        checkpoint_key_path=_value("FORMS_CHECKPOINT_KEY"),
        checkpoint_ml_dsa_key_path=_value("FORMS_CHECKPOINT_ML_DSA_KEY"),
        link_key_path=_value("FORMS_LINK_KEY"),
        log_origin=_value("FORMS_LOG_ORIGIN"),
        auditor=_value("FORMS_AUDITOR"),
        checkpoint_directory=_value("FORMS_CHECKPOINT_DIRECTORY"),
        witness=_value("FORMS_WITNESS"),
        time_stamp_authority=_value("FORMS_TIME_STAMP_AUTHORITY"),
        time_stamp_certificates_path=_value("FORMS_TIME_STAMP_CERTIFICATES"),
        time_stamp_policy=_value("FORMS_TIME_STAMP_POLICY"),
        mail_redirect=_value("FORMS_MAIL_REDIRECT"),
        base_url=_value("FORMS_BASE_URL"),
        broker_url=_value("FORMS_BROKER"),
        kv_namespace=_value("FORMS_KV_NAMESPACE"),
        kv_layout=CopyLayout(_value("FORMS_KV_LAYOUT")),
        copy_rows=_value("FORMS_COPY_ROWS"),
        copy_bytes=_value("FORMS_COPY_BYTES"),
        copy_as_owner=_value("FORMS_COPY_AS_OWNER"),
        max_body=_value("FORMS_MAX_BODY"),
        rate_submissions=_value("FORMS_RATE_SUBMISSIONS"),
        rate_writes=_value("FORMS_RATE_WRITES"),
        on_behalf=_value("FORMS_ON_BEHALF"),
        creators=_value("FORMS_CREATORS"),
        mail_from=_value("FORMS_MAIL_FROM") or _django("SERVER_EMAIL", ""),
        contact=_value("FORMS_CONTACT"),
        catalogue=_value("FORMS_CATALOGUE"),
        evaluate_every=_value("FORMS_EVALUATE_EVERY"),
        evaluate_at=_value("FORMS_EVALUATE_AT"),
        report_days=_value("FORMS_REPORT_DAYS"),
        digest_period=_value("FORMS_DIGEST"),
        digest_at=_value("FORMS_DIGEST_AT"),
        tell_new_policies=_value("FORMS_TELL_NEW_POLICIES"),
        escalate_after=_value("FORMS_ESCALATE_AFTER"),
        exemption_mails=_value("FORMS_EXEMPTION_MAILS"),
        public_user=_value("FORMS_PUBLIC_USER") or _django("PUBLIC_USER", ""),
        time_zone=_django("TIME_ZONE", "UTC"),
    )


def database_is_named() -> bool:
    """Whether `omero.web.databases` names a database; Django puts a dummy where it does not."""
    from django.conf import settings

    engine = settings.DATABASES.get("default", {}).get("ENGINE")
    return engine not in {None, "", "django.db.backends.dummy"}


PANEL = "forms/forms_init.js.html"
"""The template that an entry of `omero.web.ui.center_plugins` names for the Forms panel."""

CENTER_PLUGINS = "omero.web.ui.center_plugins"

TOP_LINKS = "omero.web.ui.top_links"

FORMS_PAGE = "omeroforms_designer"
"""The view that a link in OMERO.web's top bar names for the page of all forms."""

ENTRIES: Mapping[str, Any] = MappingProxyType(
    {
        "omero.web.apps": "omero_forms",
        CENTER_PLUGINS: ["Forms", PANEL, "omero_forms_panel"],
        TOP_LINKS: ["Forms", FORMS_PAGE, {"title": "Which forms there are, and whom to ask for one"}],
        # OMERO.web enables it where what is selected is one of these words; several are `datasets`, and none of them.
        "omero.web.open_with": [
            "omero_forms",
            "omeroforms_base",
            {
                "supported_objects": [one.value.lower() for one in ObjectType],
                "target": "_blank",
                "label": "Forms: open",
            },
        ],
    }
)
"""What lists of OMERO.web hold for the forms: the app, its panel in the centre, its link in the top bar, its entry in
"Open with".
"""


def panel_is_shown() -> bool:
    """Whether the Forms panel is among OMERO.web's centre panels."""
    from django.conf import settings

    return any(PANEL in entry for entry in getattr(settings, "CENTER_PLUGINS", ()))


def leads_to_the_forms(link: Any) -> bool:
    """Whether it is a link to the page of all forms, whatever a site calls it."""
    target = link[1] if isinstance(link, (list, tuple)) and len(link) > 1 else None
    return (target.get("viewname") if isinstance(target, Mapping) else target) == FORMS_PAGE


def link_is_shown() -> bool:
    """Whether OMERO.web's top bar leads to the forms."""
    return any(leads_to_the_forms(link) for link in _top_links())


def entries_to_append() -> Mapping[str, Any]:
    """Those of ENTRIES that set-up lets lists hold. A link to the forms in a site's own words stays the only one."""
    own = [link for link in _top_links() if leads_to_the_forms(link) and list(link) != ENTRIES[TOP_LINKS]]
    return {key: entry for key, entry in ENTRIES.items() if key != TOP_LINKS or not own}


def _top_links() -> Sequence[Any]:
    from django.conf import settings

    return getattr(settings, "TOP_LINKS", None) or ()


def _value(name: str) -> Any:
    return getattr(mapping, name)


def _django(name: str, default: str) -> str:
    # Imported here: OMERO.web imports our settings module while django.conf.settings is being made.
    from django.conf import settings

    return str(getattr(settings, name, None) or default)


def _servers() -> list[tuple[str, int]]:
    from django.conf import settings

    listed = cast("list[list[Any]]", getattr(settings, "SERVER_LIST", None) or [])
    return [(str(entry[0]), int(entry[1])) for entry in listed if len(entry) >= 2]
