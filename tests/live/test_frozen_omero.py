# SPDX-License-Identifier: AGPL-3.0-or-later
"""A frozen OMERO behind the real OMERO.web, its gunicorn workers and the Celery worker."""

from __future__ import annotations

import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from demo.site import Site
from tests.support.servers import Lab
from tests.support.sites import frozen_omero
from tests.support.waiting import SOON, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

KIND = "private"
"""No test in the browser is about this group; they would be offered the form."""

SCHEMA = {
    "title": "Frozen",
    "type": "object",
    "properties": {"note": {"type": "string"}},
    "required": ["note"],
}


@dataclass(frozen=True)
class Author:
    """A browser of the author's, its log-in done."""

    url: str
    session: requests.Session

    def submit(self, dataset: int, form: str, key: str) -> tuple[float, requests.Response]:
        """Post one submission; seconds that it took, and the answer."""
        body = {
            "version": 1,
            "base": 0,
            "client_key": key,
            "answers": {"note": f"of {dataset}"},
            "message": "",
        }
        # One connection per request, as several pages of one person have; cookies are shared.
        began = time.monotonic()
        answer = requests.post(
            f"{self.url}/omero_forms/api/v1/objects/dataset/{dataset}/forms/{form}/submissions",
            json=body,
            cookies=self.session.cookies.get_dict(),
            headers={"X-CSRFToken": self.session.cookies["csrftoken"], "Referer": self.url},
            timeout=120,
        )
        return time.monotonic() - began, answer

    def state(self, submission: int) -> str:
        """State of a submission, as the page asks for it."""
        answer = self.session.get(f"{self.url}/omero_forms/api/v1/submissions/{submission}", timeout=120)
        return str(answer.json()["submission"]["state"])


@pytest.fixture
def author(live_site: Site, live_lab: Lab) -> Author:
    session = requests.Session()
    address = f"{live_site.url}/webclient/login/"
    page = session.get(address, timeout=120)
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[:1]
    form = {
        "username": "author",
        "password": "author",
        "server": "1",
        "csrfmiddlewaretoken": token,
    }
    answer = session.post(address, data=form, headers={"Referer": address}, timeout=120)
    assert answer.url == f"{live_site.url}/webclient/"
    return Author(live_site.url, session)


@pytest.fixture
def form(live_site: Site, live_lab: Lab, tmp_path: Path) -> str:
    """A form of its own, offered to a group."""
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    leader = ("-u", "leader", "-w", "leader")
    name = f"Frozen {uuid.uuid4()}"
    published = json.loads(live_site.forms("publish", str(file), "--name", name, "--json", *leader))
    live_site.forms("assign", published["form"], "--group", f"lab {KIND}", "--type", "dataset", *leader)
    return str(published["form"])


def fault_of(answer: requests.Response) -> str:
    """Why OMERO was called unavailable."""
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "omero_unavailable"), answer.text
    return str(answer.json()["error"]["details"]["fault"])


def test_ten_submissions_at_a_frozen_omero_end_in_time_and_are_recorded_once_each_afterwards(
    live_site: Site, live_lab: Lab, author: Author, form: str
) -> None:
    datasets = [live_lab.dataset("author", KIND, f"frozen {n}") for n in range(10)]
    keys = [str(uuid.uuid4()) for _ in datasets]
    with frozen_omero(live_site):
        with ThreadPoolExecutor(10) as pool:
            first = list(pool.map(author.submit, datasets, [form] * 10, keys))
        later, answer = author.submit(datasets[0], form, keys[0])
    assert max(seconds for seconds, _ in first) < SOON
    faults = [fault_of(response) for _, response in first if response.status_code != 202]
    # One in each of the two processes of OMERO.web, and a probe every few seconds.
    assert sum(fault != "breaker_open" for fault in faults) < 6, "they waited one after the other"
    assert fault_of(answer)
    assert later < SOON, "the breaker was open, or this was its one probe"

    numbers = []
    for dataset, key in zip(datasets, keys, strict=True):

        def accepted(dataset: int = dataset, key: str = key) -> bool:
            _seconds, response = author.submit(dataset, form, key)
            if response.status_code == 503:
                return False
            assert response.status_code in {200, 201, 202}, response.text
            numbers.append(response.json()["submission"]["id"])
            return True

        wait_for(accepted, "all to be accepted")
    wait_for(lambda: all(author.state(one) == "copied" for one in numbers), "the copies")

    with live_site.server.connect(live_site.server.root) as root:
        for dataset in datasets:
            stream = root.rows("select d.details.creationEvent.id from Dataset d where d.id = :d", {"d": dataset})[0][0]
            value = f"submission/{form}/Dataset/{dataset}/{stream}"
            records = root.rows(
                "select a.id from MapAnnotation a join a.mapValue s where s.value = :value",
                {"value": value},
            )
            assert len(records) == 1
            copies = root.copies_on("Dataset", dataset, f"hms.harvard.edu/omero/forms/kvdata/{form}")
            assert len(copies) == 1
