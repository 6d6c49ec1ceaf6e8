# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our pages: through the log-in and back, and what they say while something is gone."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from omeroweb.connector import Server

import omero
from omero_forms import settings as mapping
from omero_forms.conf import conf
from omero_forms.kit import breaker as breaking
from omero_forms.kit.breaker import breaker
from omero_forms.templatetags import forms_assets
from tests.support import environment
from tests.support.ports import free_port
from tests.support.servers import Lab, OmeroServer
from tests.support.waiting import SOON

pytestmark = pytest.mark.django_db

LINK = "/omero_forms/?id=7&type=dataset&form=fabc"
LogIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = ("page", "loader", "report", "panel", "designer")
    entries = {f"src/{name}.ts": {"file": f"assets/{name}-1a2b.js", "isEntry": True} for name in names}
    (tmp_path / "manifest.json").write_text(json.dumps(entries))
    monkeypatch.setattr(forms_assets, "BUILT", tmp_path)


def data_of(response: Any) -> dict[str, str]:
    """The data attributes of the element in which the front-end runs."""
    [tag] = re.findall(r'<div id="omero-forms"[^>]*>', response.content.decode())
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', tag))


@pytest.mark.parametrize(
    "link",
    [LINK, "/omero_forms/", "/omero_forms/?dataset=7&dataset=8", "/omero_forms/dashboard/", "/omero_forms/audit/"],
)
def test_who_is_not_logged_in_is_sent_to_log_in_and_back(link: str) -> None:
    response = Client().get(link)
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert target.path == "/webclient/login/"
    assert parse_qs(target.query) == {"url": [link]}


def test_log_in_leads_to_that_very_form(lab: Lab, forms_installed: OmeroServer) -> None:
    client = Client()
    login = client.get(LINK)["Location"]
    form = {"username": "author", "password": "author", "server": "1"}
    response = client.post(login, form)
    assert response.status_code == 302
    assert response["Location"] == LINK
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert data_of(page) == {
        "base": "/omero_forms/",
        "login": "/webclient/login/",
        "webclient": "/webclient/",
        "zone": conf().time_zone,
        "type": "dataset",
        "id": "7",
        "form": "fabc",
    }


def test_page_brings_the_built_script_a_token_and_a_policy_for_content(web_login: LogIn) -> None:
    response = web_login("author").get(LINK)
    assert 'src="/static/omero_forms/assets/page-1a2b.js"' in response.content.decode()
    assert response.cookies["csrftoken"].value
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "worker-src 'self';" in policy
    assert "unsafe" not in policy
    assert "no-store" in response["Cache-Control"]
    # No script, style or handler may stand in the page itself.
    body = response.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", body) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", body) == []


def test_the_report_has_its_own_script_and_no_object(web_login: LogIn) -> None:
    response = web_login("leader").get("/omero_forms/dashboard/")
    assert "assets/report-1a2b.js" in response.content.decode()
    assert set(data_of(response)) == {"base", "login", "webclient", "zone"}


@pytest.mark.parametrize(
    "address", ["nonsense/", "library/more/", "fabc/", "faaaaaaaaaaaaaaa/other/", "group/", "group/x/", "%3Cscript%3E/"]
)
def test_an_address_below_the_designer_that_there_is_not_is_said_in_our_own_page(
    web_login: LogIn, address: str
) -> None:
    client = web_login("author")
    response = client.get(f"/omero_forms/designer/{address}")
    assert response.status_code == 404
    assert "assets/designer-1a2b.js" in response.content.decode()
    assert set(data_of(response)) == {"base", "login", "webclient", "zone"}
    assert "script>/" not in response.content.decode()
    assert "script-src 'self';" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["", "import/", "library/", "group/3/", "faaaaaaaaaaaaaaa/", "faaaaaaaaaaaaaaa/publish/"]
)
def test_the_screens_of_the_designer_are_pages_with_and_without_the_last_slash(web_login: LogIn, address: str) -> None:
    client = web_login("author")
    assert client.get(f"/omero_forms/designer/{address}").status_code == 200
    whole = client.get(f"/omero_forms/designer/{address}".rstrip("/"))
    assert (whole.status_code, whole["Location"]) == (301, f"/omero_forms/designer/{address}")


@pytest.mark.parametrize(
    ("query", "type_and_id"),
    [
        ("id=7&type=DATASET", ("dataset", "7")),
        ("id=7&type=roi", ("", "7")),
        ("dataset=7", ("dataset", "7")),
        ("plate=7&form=fabc", ("plate", "7")),
        ("dataset=seven", ("dataset", "")),
        ("well=7", ("", "")),
        ("image=7&image=8", ("", "")),
        ("dataset=8&id=7&type=image", ("image", "7")),
        ("id=-7&type=image", ("image", "")),
        ("id=%D9%A7&type=image", ("image", "")),
        ("", ("", "")),
    ],
)
def test_link_is_reduced_to_what_can_be_an_object(web_login: LogIn, query: str, type_and_id: tuple[str, str]) -> None:
    data = data_of(web_login("author").get(f"/omero_forms/?{query}"))
    assert (data["type"], data["id"]) == type_and_id


def test_nothing_of_the_link_is_echoed_as_html(web_login: LogIn) -> None:
    response = web_login("author").get('/omero_forms/?id=1&type=dataset&form="><script>x</script>')
    assert "<script>x" not in response.content.decode()


def test_session_that_has_ended_is_sent_to_log_in(web_login: LogIn, lab: Lab) -> None:
    client = web_login("author")
    key = client.session["connector"]["omero_session_key"]
    with lab.as_user("root") as root:
        root.client.destroySession(key)
    response = client.get(LINK)
    assert response.status_code == 302
    assert response["Location"].startswith("/webclient/login/")


def test_public_user_is_nobody(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_login("outsider")
    assert client.get(LINK).status_code == 200
    monkeypatch.setattr(mapping, "FORMS_PUBLIC_USER", "outsider")
    assert client.get(LINK).status_code == 302


@pytest.mark.parametrize(
    ("user", "password"),
    [("form-master", environment.MASTER_PASSWORD), ("form-agent", environment.AGENT_PASSWORD)],
)
def test_accounts_that_serve_the_forms_are_refused(
    lab: Lab, omero_server: OmeroServer, forms_installed: OmeroServer, user: str, password: str
) -> None:
    response = page_in_session_of(omero_server, user, password)
    assert response.status_code == 403
    text = response.content.decode()
    assert "Log in as a person" in text
    assert "<script" not in text


def test_guest_is_sent_to_log_in(lab: Lab, omero_server: OmeroServer) -> None:
    response = page_in_session_of(omero_server, "guest", "guest")
    assert response.status_code == 302
    assert response["Location"].startswith("/webclient/login/")


def test_a_dead_second_server_keeps_nobody_from_the_first(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, visitor = web_login("author"), web_login("fellow")
    monkeypatch.setattr(Server.get(1), "port", free_port())
    assert "not the OMERO whose forms" in notice(visitor.get(LINK))
    monkeypatch.undo()
    assert breaker().allow()
    assert client.get(LINK).status_code == 200


def page_in_session_of(server: OmeroServer, user: str, password: str) -> Any:
    """Our page in a browser whose OMERO.web session names a new session of that account."""
    omero_client = omero.client(host=server.server.host, port=server.port)
    omero_client.createSession(user, password)
    client = Client()
    session = client.session
    session["connector"] = {
        "server_id": "1",
        "is_secure": False,
        "is_public": False,
        "omero_session_key": omero_client.getSessionId(),
        "user_id": None,
    }
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    try:
        return client.get(LINK)
    finally:
        omero_client.closeSession()


def test_link_that_brings_a_session_goes_on_without_it(lab: Lab, forms_installed: OmeroServer) -> None:
    client = Client()
    response = client.get(f"{LINK}&bsession={lab.session_key('author')}")
    assert response.status_code == 302
    assert response["Location"] == LINK
    assert client.get(LINK).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_for_reading(web_login: LogIn, method: str) -> None:
    assert getattr(web_login("author"), method)(LINK).status_code == 405


def notice(response: Any) -> str:
    assert response.status_code == 503
    text = response.content.decode()
    assert "Forms are not available right now" in text
    assert "<script" not in text
    return text


def test_frozen_omero_is_said_within_seconds_and_at_once_to_the_next(
    web_login: LogIn, omero_server: OmeroServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # On a slow machine the second one comes when the breaker lets a probe through.
    monkeypatch.setattr(breaking, "COOL_DOWN_SECONDS", 600.0)
    client = web_login("author")
    with omero_server.frozen():
        began = time.monotonic()
        assert "OMERO did not answer" in notice(client.get(LINK))
        assert time.monotonic() - began < SOON
        assert "Try again" in notice(client.get(LINK))
    waited = [one for one in caplog.records if one.name == "omero_forms.gateway.faults"]
    assert len(waited) == 1, "the second one had to wait as well"
    assert client.get(LINK).status_code == 200


def test_omero_that_is_gone_is_said(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_login("author")
    port = free_port()
    monkeypatch.setattr(Server.get(1), "port", port)
    monkeypatch.setattr(django_settings, "SERVER_LIST", [[Server.get(1).host, port, "omero"]])
    assert "OMERO did not answer" in notice(client.get(LINK))


def test_missing_database_is_said(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_login("author")
    monkeypatch.setattr(django_settings, "DATABASES", {})
    assert "OMERO.web has no database." in notice(client.get(LINK))


def test_pages_that_were_not_built_are_said(web_login: LogIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(forms_assets, "BUILT", tmp_path / "nowhere")
    monkeypatch.setattr(mapping, "FORMS_CONTACT", "")
    told = notice(web_login("author").get(LINK))
    assert "The pages of the forms have not been built." in told
    assert "omero-forms doctor" in told


def test_a_page_that_cannot_come_up_is_in_the_log_by_code_and_route(
    web_login: LogIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = web_login("author")
    monkeypatch.setattr(django_settings, "DATABASES", {})
    caplog.set_level("INFO", logger="omero_forms.kit.refusals")
    client.get(LINK)
    said = [each.getMessage() for each in caplog.records if each.name == "omero_forms.kit.refusals"]
    assert said == ["refused: GET /omero_forms/: 503 database_unavailable"]


def test_setting_that_cannot_be_used_is_said(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_login("author")
    monkeypatch.setattr(mapping, "FORMS_MAX_BODY", mapping.InvalidSetting("it is wrong"))
    assert "omero.web.forms.max_body" in notice(client.get(LINK))


def test_people_are_told_whom_to_ask(web_login: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_login("author")
    monkeypatch.setattr(django_settings, "DATABASES", {})
    assert "ask imaging@omero.example.org" in notice(client.get(LINK))


def test_centre_panel_brings_one_small_script_and_nothing_else() -> None:
    rendered = render_to_string("forms/forms_init.js.html").strip()
    assert rendered == (
        '<script type="module" id="omero-forms-loader" src="/static/omero_forms/assets/loader-1a2b.js" '
        f'data-base="/omero_forms/" data-login="/webclient/login/" data-zone="{conf().time_zone}"></script>'
    )


def test_centre_panel_does_not_break_omero_web_when_it_was_not_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(forms_assets, "BUILT", tmp_path / "nowhere")
    assert render_to_string("forms/forms_init.js.html").strip() == ""


def test_asset_that_does_not_exist_has_no_address() -> None:
    assert forms_assets.forms_asset("src/other.ts") == ""
    assert forms_assets.forms_assets_of("src/other.ts") == []


def test_page_names_all_that_its_script_goes_on_to_load_so_that_nothing_waits_for_another(
    web_login: LogIn, tmp_path: Path
) -> None:
    manifest = {
        "src/page.ts": {"file": "assets/page.js", "isEntry": True, "imports": ["client", "show"]},
        "src/early.ts": {"file": "assets/early.js", "isEntry": True, "imports": ["client"]},
        "client": {"file": "assets/client.js"},
        "show": {"file": "assets/show.js", "imports": ["client", "mount"], "dynamicImports": ["form"]},
        "form": {"file": "assets/form.js", "isDynamicEntry": True, "imports": ["client", "show"]},
        "mount": {"file": "assets/mount.js", "imports": ["client"]},
        "src/report.ts": {"file": "assets/report.js", "isEntry": True, "imports": ["other"]},
        "other": {"file": "assets/other.js"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    forms_assets._read.cache_clear()
    page = web_login("author").get(LINK).content.decode()
    assert re.findall(r'<link rel="modulepreload" href="/static/omero_forms/assets/(\w+)\.js">', page) == [
        "client",
        "show",
        "mount",
        "form",
    ]
    assert re.findall(r'src="/static/omero_forms/assets/(\w+)\.js"', page) == ["early", "page"]
    without_form = web_login("author").get("/omero_forms/?id=7&type=dataset").content.decode()
    assert re.findall(r'src="/static/omero_forms/assets/(\w+)\.js"', without_form) == ["page"]
    assert "assets/mount.js" in without_form
    assert "assets/form.js" not in without_form, "what draws a form is loaded when one is opened"


def rebuild(directory: Path, file: str) -> None:
    """As `pip install` of another version leaves the manifest behind."""
    manifest = directory / "manifest.json"
    manifest.write_text(json.dumps({"src/page.ts": {"file": file, "isEntry": True}}))
    os.utime(manifest, (1, 1))


def test_a_running_process_goes_on_with_the_files_that_were_collected_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(django_settings, "DEBUG", False)
    before = forms_assets.built_file("src/page.ts")
    rebuild(tmp_path, "assets/page-3c4d.js")
    assert forms_assets.built_file("src/page.ts") == before == "assets/page-1a2b.js"


def test_who_develops_sees_each_build_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(django_settings, "DEBUG", True)
    assert forms_assets.built_file("src/page.ts") == "assets/page-1a2b.js"
    rebuild(tmp_path, "assets/page-3c4d.js")
    assert forms_assets.built_file("src/page.ts") == "assets/page-3c4d.js"


def test_the_top_bar_of_omero_web_leads_everybody_to_the_forms(web_login: LogIn) -> None:
    page = web_login("author").get("/webclient/")
    assert page.status_code == 200
    assert re.search(r'<a href="/omero_forms/designer/"[^>]*>\s*Forms\s*</a>', page.content.decode())
