# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our plug-in and the one that people would use instead, as somebody's browser asks them over HTTP."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

ANSWERS: dict[str, Any] = {"sample": "HeLa", "passages": 3}
FORM = json.dumps(
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Sample preparation",
        "type": "object",
        "required": ["sample"],
        "properties": {
            "sample": {"type": "string", "title": "Sample"},
            "passages": {"type": "integer", "title": "Passages", "minimum": 0},
            **{f"note_{number}": {"type": "string", "title": f"Note {number}"} for number in range(18)},
        },
    }
)


@dataclass
class Side:
    """One of the two, as a browser asks it: `new` logs somebody in."""

    url: str
    form: str
    client: requests.Session = field(default_factory=requests.Session)

    def log_in(self) -> requests.Session:
        """A session of author, as OMERO.web's page opens it."""
        client = requests.Session()
        address = f"{self.url}/webclient/login/"
        client.get(address, timeout=60)
        sent = {
            "username": "author", "password": "author", "server": "1",
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }  # fmt: skip
        answer = client.post(address, data=sent, headers={"Referer": address}, allow_redirects=False, timeout=60)
        assert answer.status_code == 302, answer.text[:300]
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        return client

    def begin(self) -> None:
        """Log in the client of the measurements."""
        self.client = self.log_in()

    def list(self, dataset: int, client: requests.Session | None = None) -> int:
        """The forms of a dataset; bytes."""
        raise NotImplementedError

    def open(self, dataset: int, client: requests.Session | None = None) -> int:
        """What its page needs to show the form with the newest answers; bytes."""
        raise NotImplementedError

    def submit(self, dataset: int, client: requests.Session | None = None) -> bool:
        """Answers, after whatever came before; whether they were taken."""
        raise NotImplementedError

    def _get(self, path: str, client: requests.Session | None) -> requests.Response:
        answer = (client or self.client).get(f"{self.url}/omero_forms/{path}", timeout=60)
        assert answer.status_code == 200, answer.text[:300]
        return answer


class Ours(Side):
    """This project."""

    def list(self, dataset: int, client: requests.Session | None = None) -> int:
        return len(self._get(f"api/v1/objects/dataset/{dataset}", client).content)

    def open(self, dataset: int, client: requests.Session | None = None) -> int:
        return len(self._get(f"api/v1/objects/dataset/{dataset}/forms/{self.form}", client).content)

    def submit(self, dataset: int, client: requests.Session | None = None) -> bool:
        address = f"{self.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{self.form}/submissions"
        body = {"version": 1, "base": "any", "client_key": str(uuid.uuid4()), "answers": ANSWERS, "message": ""}
        return (client or self.client).post(address, json=body, timeout=60).status_code in {201, 202}


class Theirs(Side):
    """The peer: the form in one request, its newest answers in another."""

    timestamp: str = ""

    def publish(self, group: int, schema: str = FORM) -> None:
        """Make the form, and offer it to the group."""
        form = {"id": self.form, "schema": schema, "uiSchema": "{}", "message": "", "objTypes": ["Dataset"]}
        self._post("save_form/", form)
        self._post("save_form_assignment/", {"formId": self.form, "groupIds": [group]})
        self.timestamp = self._get(f"get_form/{self.form}/", None).json()["form"]["timestamp"]

    def list(self, dataset: int, client: requests.Session | None = None) -> int:  # noqa: ARG002  (of any dataset)
        return len(self._get("list_applicable_forms/Dataset/", client).content)

    def open(self, dataset: int, client: requests.Session | None = None) -> int:
        form = self._get(f"get_form/{self.form}/", client)
        return len(form.content) + len(self._get(f"get_form_data/{self.form}/Dataset/{dataset}/", client).content)

    def submit(self, dataset: int, client: requests.Session | None = None) -> bool:
        body = {"formTimestamp": self.timestamp, "data": json.dumps(ANSWERS), "message": ""}
        address = f"{self.url}/omero_forms/save_form_data/{self.form}/Dataset/{dataset}/"
        return (client or self.client).post(address, json=body, timeout=60).status_code == 200

    def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = self.client.post(f"{self.url}/omero_forms/{path}", json=body, timeout=60)
        assert answer.status_code == 200, answer.text[:300]
