# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every setting: its default, a value, and a value that cannot be used."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from omero_forms import settings as mapping
from omero_forms.checks import check_settings
from omero_forms.conf import AGENT_PASSWORD_VARIABLE, Secret, conf, setting_problems
from omero_forms.domain.errors import FormsError

PREFIX = "omero.web.forms."

# key, attribute, default, a text that may be set, what it means
SETTINGS: list[tuple[str, str, Any, str, Any]] = [
    ("master.user", "master_user", "", "forms", "forms"),
    ("master.password", "master_password", Secret(""), " pa$$ ", Secret(" pa$$ ")),
    ("master.password_file", "master_password_file", "", "/etc/master", "/etc/master"),
    ("priv.user", "priv_user", "", "formmaster", "formmaster"),
    ("priv.password", "priv_password", Secret(""), " pa$$ ", Secret(" pa$$ ")),
    ("agent.user", "agent_user", "", "agent", "agent"),
    ("agent.password_file", "agent_password_file", "", "/etc/agent", "/etc/agent"),
    ("seal_key", "seal_key_path", "", "/etc/seal.pem", "/etc/seal.pem"),
    ("former_keys", "former_keys_path", "", "/etc/former.pem", "/etc/former.pem"),
    ("site", "site", "", "calm-otter-4f2a", "calm-otter-4f2a"),
    ("checkpoint_key", "checkpoint_key_path", "", "/etc/checkpoint.pem", "/etc/checkpoint.pem"),
    ("checkpoint_ml_dsa_key", "checkpoint_ml_dsa_key_path", "", "/etc/ml-dsa.pem", "/etc/ml-dsa.pem"),
    ("link_key", "link_key_path", "", "/etc/link-key", "/etc/link-key"),
    ("log_origin", "log_origin", "", "omero.example.org/log", "omero.example.org/log"),
    ("auditor", "auditor", "", "Ada <ada@example.org>", "Ada <ada@example.org>"),
    ("checkpoint_directory", "checkpoint_directory", "", "/srv/checkpoints", "/srv/checkpoints"),
    (
        "witness",
        "witness",
        "",
        "w.example.org+da77ade7+BOvN63jn https://w.example.org/",
        "w.example.org+da77ade7+BOvN63jn https://w.example.org",
    ),
    ("time_stamp_authority", "time_stamp_authority", "", "http://t.example.org/", "http://t.example.org/"),
    ("time_stamp_certificates", "time_stamp_certificates_path", "", "/etc/tsa.pem", "/etc/tsa.pem"),
    ("time_stamp_policy", "time_stamp_policy", "", "1.3.6.1.4.1.22177", "1.3.6.1.4.1.22177"),
    ("mail_redirect", "mail_redirect", "", "Ada <ada@example.org>", "Ada <ada@example.org>"),
    ("base_url", "base_url", "", "https://o.example.org/x/", "https://o.example.org/x"),
    ("broker", "broker_url", "redis://127.0.0.1:6379/5", "redis://r:1/2", "redis://r:1/2"),
    (
        "kv_namespace",
        "kv_namespace",
        "hms.harvard.edu/omero/forms/kvdata/",
        "example.org/forms",
        "example.org/forms/",
    ),
    ("kv_layout", "kv_layout", "paths", "Legacy", "legacy"),
    ("copy_rows", "copy_rows", 2000, "500", 500),
    ("copy_bytes", "copy_bytes", 200_000, "5000", 5000),
    ("copy_as_owner", "copy_as_owner", False, "true", True),
    ("max_body", "max_body", 1048576, "2000", 2000),
    ("rate_submissions", "rate_submissions", 60, "5", 5),
    ("rate_writes", "rate_writes", 240, "1000", 1000),
    ("on_behalf", "on_behalf", True, "false", False),
    ("creators", "creators", "owners", "Admins", "admins"),
    ("mail_from", "mail_from", "", "Forms <f@example.org>", "Forms <f@example.org>"),
    ("contact", "contact", "", "Ada, room 5", "Ada, room 5"),
    ("catalogue", "catalogue", "", "/etc/fr.mo", "/etc/fr.mo"),
    ("evaluate_every", "evaluate_every", 0, "10", 10),
    ("evaluate_at", "evaluate_at", datetime.time(2), "23:30", datetime.time(23, 30)),
    ("report_days", "report_days", 3653, "0", 0),
    ("digest", "digest_period", "weekly", "daily", "daily"),
    ("digest_at", "digest_at", datetime.time(8), "17:30", datetime.time(17, 30)),
    ("tell_new_policies", "tell_new_policies", True, "false", False),
    ("escalate_after", "escalate_after", 4, "0", 0),
    ("exemption_mails", "exemption_mails", True, "false", False),
    ("public_user", "public_user", "", "public", "public"),
]

UNUSABLE = [
    ("site", "Our Site"),
    ("time_stamp_authority", "t.example.org/tsa"),
    ("time_stamp_policy", "1.2.3."),
    ("time_stamp_policy", "4.2"),
    ("time_stamp_policy", "1.40.1"),
    ("mail_redirect", "ada"),
    ("base_url", "omero.example.org"),
    ("base_url", "https://omero.example.org/?a=1"),
    ("kv_namespace", "with a space"),
    ("kv_namespace", ""),
    ("kv_layout", "titles"),
    ("copy_rows", "0"),
    ("copy_bytes", "200 kB"),
    ("copy_as_owner", "perhaps"),
    ("max_body", "0"),
    ("max_body", "1 MB"),
    ("rate_submissions", "0"),
    ("rate_writes", "many"),
    ("on_behalf", "flase"),
    ("creators", "everybody"),
    ("mail_from", "a@b\nBcc: c@d"),
    ("evaluate_every", "-1"),
    ("evaluate_at", "night"),
    ("report_days", "-1"),
    ("digest", "hourly"),
    ("digest_at", "24:00"),
    ("digest_at", "8"),
]


def put(monkeypatch: pytest.MonkeyPatch, key: str, text: str) -> None:
    """Do with `text` what OMERO.web does with a value of its configuration."""
    name, _default, parse, *_rest = mapping.CUSTOM_SETTINGS_MAPPINGS[PREFIX + key]
    monkeypatch.setattr(mapping, name, parse(text))


def test_every_setting_is_in_the_table_of_this_test() -> None:
    assert {PREFIX + key for key, *_rest in SETTINGS} == set(mapping.CUSTOM_SETTINGS_MAPPINGS)


@pytest.mark.parametrize(("key", "attribute", "default", "text", "meaning"), SETTINGS)
def test_setting_has_its_default_and_takes_a_value(
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    key: str,
    attribute: str,
    default: Any,
    text: str,
    meaning: Any,
) -> None:
    settings.SERVER_EMAIL = settings.PUBLIC_USER = None
    put(monkeypatch, key, mapping.CUSTOM_SETTINGS_MAPPINGS[PREFIX + key][1])
    assert getattr(conf(), attribute) == default
    put(monkeypatch, key, text)
    assert getattr(conf(), attribute) == meaning


@pytest.mark.parametrize(("key", "text"), UNUSABLE)
def test_unusable_value_is_warned_of_and_refused_when_needed(
    monkeypatch: pytest.MonkeyPatch, key: str, text: str
) -> None:
    assert setting_problems() == []
    put(monkeypatch, key, text)
    assert [problem.key for problem in setting_problems()] == [PREFIX + key]
    assert [message.id for message in check_settings(None)] == ["omero_forms.W001"]
    with pytest.raises(FormsError) as refused:
        conf()
    assert refused.value.code == "setup_incomplete"
    assert refused.value.details["settings"] == [PREFIX + key]


def test_sender_and_public_user_fall_back_to_those_of_omero_web(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    put(monkeypatch, "mail_from", "")
    settings.SERVER_EMAIL = "omero@example.org"
    settings.PUBLIC_USER = "public"
    assert conf().mail_from == "omero@example.org"
    assert conf().public_user == "public"


def test_server_is_the_first_of_the_list(settings: Any) -> None:
    settings.SERVER_LIST = [["one.example.org", 4064, "one"], ["two.example.org", 14064, "two"]]
    assert (conf().omero_host, conf().omero_port) == ("one.example.org", 4064)


def test_password_shows_itself_nowhere_but_when_asked() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {conf()!r}"
    assert secret.reveal() == "hunter2"
    assert Secret("a") != Secret("b")


def test_master_password_comes_from_its_file_before_the_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "master"
    file.write_text("s3cret\n")
    put(monkeypatch, "master.password", "of the setting")
    put(monkeypatch, "master.password_file", str(file))
    assert conf().master_password == Secret("s3cret")
    file.unlink()
    assert not conf().master_password, "a file that is gone is not made up for in silence"
    put(monkeypatch, "master.password_file", "")
    assert conf().master_password == Secret("of the setting")


def test_agent_password_comes_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "agent"
    file.write_text("s3cret\n")
    put(monkeypatch, "agent.password_file", str(file))
    monkeypatch.setenv(AGENT_PASSWORD_VARIABLE, "from the environment")
    assert conf().agent_password().reveal() == "s3cret"


def test_agent_password_comes_from_the_environment_without_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(monkeypatch, "agent.password_file", "")
    monkeypatch.setenv(AGENT_PASSWORD_VARIABLE, "from the environment")
    assert conf().agent_password().reveal() == "from the environment"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_missing_agent_password_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "agent"
    if content is not None:
        file.write_text(content)
    put(monkeypatch, "agent.password_file", str(file))
    with pytest.raises(FormsError) as missing:
        conf().agent_password()
    assert missing.value.details["problem"] == "agent_password_missing"


def test_checks_warn_of_what_is_empty_and_never_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert check_settings(None) == []
    for key in ("master.user", "master.password", "seal_key"):
        put(monkeypatch, key, "")
    assert [message.id for message in check_settings(None)] == ["omero_forms.W003"] * 3
    monkeypatch.setattr(django_settings, "DATABASES", {})
    messages = check_settings(None)
    assert [message.id for message in messages] == ["omero_forms.W002"]
    assert not any(message.is_serious() for message in messages)


def test_settings_are_made_once_while_none_of_them_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, "base_url", "https://one.example.org")
    assert conf() is conf()
    put(monkeypatch, "base_url", "https://other.example.org")
    assert conf().base_url == "https://other.example.org"


def test_the_form_masters_password_is_read_again_when_its_file_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "master"
    put(monkeypatch, "master.password_file", str(file))
    assert conf().master_password == Secret("")
    file.write_text("first", encoding="utf-8")
    assert conf().master_password == Secret("first")
    file.write_text("second", encoding="utf-8")
    assert conf().master_password == Secret("second")
    file.unlink()
    assert conf().master_password == Secret("")
