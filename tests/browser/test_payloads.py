# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names and texts that try to be scripts, markup, templates or mail headers are shown as what they are, everywhere.

They stand in every place that somebody can write to: the form and its UI schema, answers, messages, policies, and
names in OMERO. The browser of these tests heeds no content security policy, so nothing else than the page stops them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.conftest import LiveWorld
from tests.support.browsing import log_in

MARKDOWN = "[click](javascript:window.__xss='md') ![x](x\"onerror=\"window.__xss='md2') <b onmouseover=window.__xss='md3'>b</b>"


def payload(place: str) -> str:
    """What does something where it is taken for markup or a template; it says where."""
    run = f"window.__xss='{place}'"
    return (
        f"{place}<img src=x onerror={run}><script>{run}</script>\"'><svg/onload={run}>"
        "{{7*7}}${7*7}{% debug %}"
    )  # fmt: skip


X = payload
SCHEMA: dict[str, Any] = {
    "title": X("form-title")[:190],
    "description": X("form-description") + MARKDOWN,
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": "string", "title": f"Alpha {X('title')}", "description": X("description") + MARKDOWN,
              "default": X("default"), "examples": [X("example")]},
        "b": {"type": "string", "title": "B", "enum": ["one", X("choice")], "enumNames": [X("name-1"), X("name-2")]},
        "c": {"type": "string", "oneOf": [{"const": "c1", "title": X("titled-choice")}, {"const": "c2", "title": "C2"}]},
        "k": {"anyOf": [{"title": X("kind"), "properties": {"z": {"type": "string", "title": X("in-kind")}}},
                        {"title": "Other", "properties": {"y": {"type": "string"}}}]},
        X("name-of-question"): {"type": "string"},
        "unit": {"type": "number", "unit": X("unit")},
        "p": {"type": "string", "pattern": f"^{X('pattern').replace('$', '').replace('{', '').replace('}', '')}$"},
        "img": {"type": "string", "format": "data-url"},
        "uri": {"type": "string", "format": "uri"},
        "off": {"type": "string", "enum": [], "title": X("not-asked")},
        "grp": {"type": "object", "title": X("group"), "description": X("group-description"),
                "properties": {"x": {"type": "string"}}},
        "map": {"type": "object", "title": X("map"), "additionalProperties": {"type": "string"}},
        "arr": {"type": "array", "title": X("list"), "items": {"type": "object", "title": X("entry"), "properties": {
            "y": {"type": "string", "title": X("in-entry")}}}},
    },
}  # fmt: skip
UI: dict[str, Any] = {
    "ui:title": X("ui-title"),
    "ui:description": X("ui-description") + MARKDOWN,
    "ui:options": {"enableMarkdownInDescription": True, "enableMarkdownInHelp": True, "onClick": "window.__xss='f'"},
    "a": {
        "ui:help": X("help") + MARKDOWN, "ui:placeholder": X("placeholder"), "ui:title": f"Alpha {X('ui-title-of')}",
        "ui:widget": "HtmlWidget", "ui:field": "<script>", "ui:autocomplete": X("autocomplete"),
        "ui:classNames": X("classes"), "classNames": "x\" onmouseover=\"window.__xss='class'",
        "ui:style": {"background": "url(javascript:window.__xss='style')", "position": "fixed", "inset": 0},
        "ui:options": {"enableMarkdownInDescription": True, "enableMarkdownInHelp": True, "inputType": "image",
                       "label": X("label"), "unit": X("ui-unit")},
    },
    "b": {"ui:widget": "radio", "ui:enumNames": [X("ui-name"), "u2"]},
    "uri": {"ui:widget": "uri"},
    "img": {"ui:widget": "file"},
    "grp": {"ui:field": "constructor", "ui:widget": "__proto__"},
    "arr": {"ui:options": {"template": "x", "addButtonText": X("add-button")}},
    "ui:order": ["a", "*"],
    "ui:submitButtonOptions": {"submitText": X("submit-button")},
    "ui:rootFieldId": "\"><img src=x onerror=window.__xss='root-field'>",
    "ui:globalOptions": {"enableMarkdownInDescription": True},
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "a": X("answer") + MARKDOWN,
    "b": X("choice"),
    X("name-of-question"): X("answer-by-name"),
    "uri": "javascript:window.__xss='uri'",
    "img": "data:text/html,<script>window.__xss='data'</script>",
    "grp": {"x": X("answer-in-group")},
    "map": {X("name-of-entry"): X("answer-in-map")},
    "arr": [{"y": X("answer-in-entry")}],
}

# Handlers, addresses that are scripts, and elements that the payloads would be if they were taken for markup.
SUSPICIOUS = r"""() => {
  const found = window.__xss ? [`ran: ${window.__xss}`] : [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push(`${element.tagName} ${name}`);
        if (/^(href|src|action|formaction|srcdoc)$/i.test(name) && /^\s*(javascript|data:text)/i.test(value)) found.push(`${element.tagName} ${value.slice(0, 60)}`);
        if (name === "style" && /__xss|fixed/.test(value)) found.push(`style ${value.slice(0, 60)}`);
      }
      if (/^(SCRIPT|IMG|SVG|B)$/i.test(element.tagName) && /__xss/.test(element.outerHTML)) found.push(element.outerHTML.slice(0, 80));
    }
  };
  look(document);
  return found;
}"""


MEMBER, OWNER, PLAIN = "xmember", "xowner", "xauthor"


@dataclass(frozen=True, slots=True)
class Attacked:
    """A group whose every name and text is a payload, and a plain one with the same form and answers."""

    world: LiveWorld
    form: str
    dataset: int
    plain: int


def _submit(context: Any, world: LiveWorld, dataset: int, form: str, text: str) -> None:
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    answer = context.request.post(
        f"{world.site.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}/submissions",
        headers={"X-CSRFToken": token, "Referer": world.site.url},
        data={
            "version": 1,
            "base": "any",
            "client_key": str(uuid4()),
            "answers": {**ANSWERS, "a": X(text)},
            "message": X("message"),
        },
    )
    assert answer.status in (201, 202), answer.text()


@pytest.fixture(scope="module")
def attacked(world: LiveWorld, browser: Any, tmp_path_factory: Any) -> Attacked:
    """People, data, a form with two submissions, a policy and an evaluation."""
    build, site = world.lab.build, world.site
    group = build.group(f"grp {X('group-name')[:150]}\r\nBcc: evil@evil.example", "rwra--")
    plain_group = build.group("a plain group", "rwra--")
    build.user(OWNER, X("own")[:60], [group], password=OWNER, email="xo@lab.example.org", owner_of=[group])
    name = "Xm\r\nBcc: evil@evil.example <script>"
    member = build.user(MEMBER, name, [group], password=MEMBER, email="xm@lab.example.org")
    address = "xe@lab.example.org\r\nBcc: evil@evil.example"
    evil = build.user("xevil", "Eve Mail", [group], password="xevil", email=address)
    project = build.project(member, group, X("project")[:200])
    names = [
        X("dataset")[:230],
        "ds2\r\nBcc: evil@evil.example\r\n\r\n<script>window.__xss='ds2'</script>",
        "=cmd|' /C calc'!A0",
        "\u202egnp.exe \u200b\u2066 RTL",
    ]
    dataset, *_others = [build.dataset(member, group, each, project=project) for each in names]
    build.dataset(evil, group, X("other-dataset")[:200])
    # OMERO.web's own page makes what it likes of names, so its panel is tried where they are plain.
    author = build.user(PLAIN, "Plain Author", [plain_group], password=PLAIN)
    plain = build.dataset(author, plain_group, "a plain dataset")
    directory: Path = tmp_path_factory.mktemp("payloads")
    (directory / "schema.json").write_text(json.dumps(SCHEMA))
    (directory / "ui.json").write_text(json.dumps(UI))
    admin = ("-u", "admin", "-w", "admin")
    texts = ("--message", X("version"), "--description", X("of-form"))
    files = (str(directory / "schema.json"), "--ui", str(directory / "ui.json"))
    form = str(json.loads(site.forms("publish", *files, *texts, "--json", *admin))["form"])
    for number in (group, plain_group):
        site.forms("assign", form, "--group", str(number), "--type", "dataset", *admin)
    policy = {
        "name": X("policy")[:150],
        "group": group,
        "object_type": "Dataset",
        "requirement": "all_of",
        "forms": [{"form": form}],
        "grace": 0,
        "tell_member": "any",
        "tell_owner_above": 1,
        "start": date.today() - timedelta(days=10),  # noqa: DTZ011 - a day of the facility's calendar
    }
    (directory / "policies.yaml").write_text(yaml.safe_dump({"policies": [policy]}))
    site.forms("policy", "apply", str(directory / "policies.yaml"), *admin)
    for who, number in ((MEMBER, dataset), (PLAIN, plain)):
        with browser.new_context() as context:
            log_in(context.new_page(), site.url, who, who)
            for text in ("answer", "another answer"):
                _submit(context, world, number, form, text)
    site.forms("evaluate", "--group", str(group))
    return Attacked(world, form, dataset, plain)


def _is_harmless(page: Any, seen: str) -> None:
    """Once a payload is seen as text, no page holds anything of it but text."""
    expect(page.get_by_text(seen).filter(visible=True).first).to_be_visible()
    page.mouse.move(400, 300)
    page.mouse.move(600, 500)
    assert page.evaluate(SUSPICIOUS) == []


def test_no_payload_is_taken_for_markup_on_the_pages_of_an_object(attacked: Attacked, lenient: Any) -> None:
    page = lenient
    log_in(page, attacked.world.site.url, MEMBER, MEMBER)
    page.goto(attacked.world.address(attacked.dataset))
    _is_harmless(page, "form-title<img")
    page.goto(attacked.world.address(attacked.dataset, attacked.form))
    _is_harmless(page, "another answer<img")
    for button in page.get_by_role("button", expanded=False).all():
        button.click()
    _is_harmless(page, "message<img")
    page.get_by_role("button", name="Change the answers").click()
    _is_harmless(page, "description<img")
    alpha = page.get_by_label("Alpha").first
    expect(alpha).to_have_value(X("another answer"))
    page.locator("input[type=text], input:not([type])").nth(1).fill("<x>")
    submit = page.get_by_role("button", name="Submit answers")
    submit.click()
    expect(page.locator("[role=alert], .of-banner--bad, .of-steps").first).to_be_visible()
    assert page.evaluate(SUSPICIOUS) == []


@pytest.mark.parametrize(
    ("who", "place", "seen"),
    [
        (OWNER, "dashboard/", "dataset<img"),
        ("admin", "dashboard/", "group-name<img"),
        ("admin", "policies/", "policy<img"),
        ("admin", "audit/", "form-title<img"),
    ],
)
def test_no_payload_is_taken_for_markup_in_report_and_audit(
    attacked: Attacked, lenient: Any, who: str, place: str, seen: str
) -> None:
    page = lenient
    log_in(page, attacked.world.site.url, who, who)
    page.goto(f"{attacked.world.site.url}/omero_forms/{place}")
    if who == OWNER:
        page.get_by_label("Status", exact=True).select_option("In grace")
    _is_harmless(page, seen)


def test_no_payload_is_taken_for_markup_in_the_panel_of_omero_web(attacked: Attacked, lenient: Any) -> None:
    page = lenient
    log_in(page, attacked.world.site.url, PLAIN, PLAIN)
    page.goto(f"{attacked.world.site.url}/webclient/?show=dataset-{attacked.plain}")
    page.locator("#dataTree .jstree-clicked").wait_for()
    page.locator("#center_panel_chooser select").select_option("#omero_forms_panel")
    panel = page.locator("#omero_forms_panel")
    panel.get_by_role("button", name="View answers").first.click()
    expect(panel.get_by_text("another answer<img").first).to_be_visible()
    panel.get_by_role("button", name="Change the answers").click()
    expect(panel.get_by_label("Alpha").first).to_be_visible()
    page.mouse.move(700, 500)
    found = page.locator("#omero_forms_panel").evaluate(
        SUSPICIOUS.replace("() =>", "(here) =>").replace("look(document)", "look(here)")
    )
    assert found == []
