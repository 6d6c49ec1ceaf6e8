# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody's browser, as far as the API sees it: OMERO.web's session and the CSRF cookie. Every answer is held to the
document.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.api import contract
from tests.support.servers import Lab
from tests.support.world import ANSWERS, FormInUse

PREFIX = "/omero_forms/api/v1/"
TOKEN = "t" * 32


@dataclass(slots=True)
class Answer:
    """What came back; `body` is its JSON."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The code of a failure, after a look at the one shape that all of them have."""
        assert set(self.body) == {"error"}, self.body
        assert set(self.body["error"]) == {"code", "message", "details"}
        assert self.body["error"]["message"].endswith(".")
        return str(self.body["error"]["code"])

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code."""
        return self.status, self.code


class Browser:
    """`lab` None: nobody is logged in."""

    def __init__(self, lab: Lab | None, name: str = "", *, key: str | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.cookies["csrftoken"] = TOKEN
        self.token: str | None = TOKEN
        if lab is not None:
            session = self.client.session
            session["connector"] = {
                "server_id": "1",
                "is_secure": False,
                "is_public": False,
                "omero_session_key": key or lab.session_key(name),
                "user_id": None,
            }
            session.save()
            self.client.cookies["sessionid"] = str(session.session_key)

    def request(
        self, method: str, path: str, body: Any = None, *, content_type: str = "application/json", **extra: Any
    ) -> Answer:
        """Any request below the API; `body` is JSON unless it is bytes."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if self.token is not None:
            extra.setdefault("headers", {})["X-CSRFToken"] = self.token
        response = self.client.generic(method, PREFIX + path, b"" if body is None else data, content_type, **extra)
        if response.headers["Content-Type"] == "application/x-ndjson":
            assert contract.has_lines(method, path), path
            return Answer(
                response.status_code, [json.loads(line) for line in response.getvalue().splitlines()], response.headers
            )
        if "attachment" in response.headers.get("Content-Disposition", ""):
            assert contract.has_file(method, path, response.headers["Content-Type"]), path
            file, is_json = response.getvalue(), response.headers["Content-Type"].startswith("application/json")
            return Answer(response.status_code, json.loads(file) if is_json else file, response.headers)
        assert response.headers["Content-Type"].startswith("application/json"), response.content
        contract.check(method, path, response.status_code, response.json())
        return Answer(response.status_code, response.json(), response.headers)

    def get(self, path: str) -> Answer:
        """Read."""
        return self.request("GET", path)

    def post(self, path: str, body: Any) -> Answer:
        """Write."""
        return self.request("POST", path, body)

    def upload(self, path: str, files: dict[str, str | bytes], **fields: str) -> Answer:
        """Send files, each under its path, as a browser's form does."""
        parts = [(f'name="{name}"', text.encode()) for name, text in fields.items()]
        parts += [
            (f'name="files"; filename="{name}"', data.encode() if isinstance(data, str) else data)
            for name, data in files.items()
        ]
        body = b"".join(
            b"--x7\r\nContent-Disposition: form-data; " + said.encode() + b"\r\n\r\n" + data + b"\r\n"
            for said, data in parts
        )
        return self.request("POST", path, body + b"--x7--\r\n", content_type="multipart/form-data; boundary=x7")

    def submit(self, dataset: int, form: FormInUse, **changes: Any) -> Answer:
        """Submit answers for a dataset."""
        return self.post(submissions_of(dataset, form), body_of(**changes))


def submissions_of(dataset: int, form: FormInUse) -> str:
    """Where submissions are posted."""
    return f"objects/dataset/{dataset}/forms/{form.id}/submissions"


def body_of(**changes: Any) -> dict[str, Any]:
    """What the page posts, with changes."""
    return {
        "version": 1,
        "base": 0,
        "client_key": str(uuid.uuid4()),
        "answers": ANSWERS,
        "message": "",
        **changes,
    }
