# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person at OMERO.web, as a browser would do it: log-in page, cookies, CSRF token, then the JSON that our page asks
for.
"""

from __future__ import annotations

from typing import Any

import requests

from demo.lab import User
from demo.transcript import NotSoError

SECONDS = 120


class WebSession:
    """Somebody who is logged in."""

    def __init__(self, url: str, user: User) -> None:
        self.url = url
        self.http = requests.Session()
        page = self.http.get(f"{url}/webclient/login/", timeout=SECONDS)
        page.raise_for_status()
        form = {
            "username": user.name,
            "password": user.password,
            "server": "1",
            "url": "/webclient/",
            "csrfmiddlewaretoken": self.http.cookies["csrftoken"],
        }
        answer = self.http.post(
            f"{url}/webclient/login/",
            form,
            headers={"Referer": page.url},
            timeout=SECONDS,
            allow_redirects=False,
        )
        if answer.status_code != 302:
            raise NotSoError(f"{user.name} could not log in to OMERO.web (status {answer.status_code})")

    def page(self, path: str) -> str:
        """The HTML at *path*."""
        answer = self.http.get(f"{self.url}{path}", timeout=SECONDS)
        answer.raise_for_status()
        return answer.text

    def get(self, path: str, *, status: int = 200) -> Any:
        """The JSON that the API answers; raises NotSoError for another status."""
        return self._json(self.http.get(f"{self.url}/omero_forms/api/v1/{path}", timeout=SECONDS), path, (status,))

    def download(self, path: str) -> bytes:
        """The file that the API answers."""
        answer = self.http.get(f"{self.url}/omero_forms/api/v1/{path}", timeout=SECONDS)
        answer.raise_for_status()
        return answer.content

    def post(self, path: str, body: dict[str, Any], *, status: tuple[int, ...] = (200, 201, 202)) -> Any:
        """Post JSON with the CSRF header, as the page does."""
        return self._write("POST", path, body, status)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """Put JSON in the place of what is there."""
        return self._write("PUT", path, body, (200,))

    def delete(self, path: str) -> Any:
        """Throw something away."""
        return self._write("DELETE", path, None, (200,))

    def _write(self, method: str, path: str, body: dict[str, Any] | None, status: tuple[int, ...]) -> Any:
        headers = {"X-CSRFToken": self.http.cookies["csrftoken"], "Referer": self.url}
        address = f"{self.url}/omero_forms/api/v1/{path}"
        answer = self.http.request(method, address, json=body, headers=headers, timeout=SECONDS)
        return self._json(answer, path, status)

    @staticmethod
    def _json(answer: requests.Response, path: str, expected: tuple[int, ...]) -> Any:
        if answer.status_code not in expected:
            raise NotSoError(f"{path} answered {answer.status_code}: {answer.text[:600]}")
        return answer.json()
