# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was accepted from whom, and whether it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import requests

from demo.records import PublicKey, StoredRecord, read_stream
from demo.site import Site


@dataclass
class Told:
    """What the answers to one client key said: object, number and digest of the submission, and from whom it was."""

    dataset: int
    submissions: set[tuple[int, str]] = field(default_factory=set)


def log_in(site: Site, name: str) -> requests.Session:
    """As a browser does. Raises LookupError where OMERO.web cannot reach OMERO."""
    session = requests.Session()
    address = f"{site.url}/webclient/login/"
    page = session.get(address, timeout=120)
    form = {"username": name, "password": name, "server": "1"}
    [form["csrfmiddlewaretoken"]] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[:1] or [""]
    if session.post(address, data=form, headers={"Referer": address}, timeout=120).url == address:
        raise LookupError(name)
    return session


def verify_stream(site: Site, dataset: int, form: str, told: dict[str, Told]) -> list[StoredRecord]:
    """By the demo's reader, which shares no code with the plug-in: each record, the chain, what it holds; one copy. The
    records, by number.
    """
    with site.server.connect(site.server.root) as root:
        [[event]] = root.rows("select d.details.creationEvent.id from Dataset d where d.id = :d", {"d": dataset})
        copies = root.copies_on("Dataset", dataset, f"hms.harvard.edu/omero/forms/kvdata/{form}")
        assert len(copies) == 1
        records = read_stream(root, f"submission/{form}/Dataset/{dataset}/{event}")
    keys = {key.fingerprint: key for key in map(PublicKey, (site.state / "secrets").glob("*.pem"))}
    # One whose answer was lost may be there twice: the same record, which counts once.
    once = {record.header["digest"]: record for record in records}
    previous = "0" * 64
    for record in once.values():
        keys[record.header["key"]].check(record)
        assert record.header["previous"] == previous
        previous = record.header["digest"]
    held = {record.content["answers"]["note"]: (record.number, record.header["digest"]) for record in once.values()}
    assert held == {name: next(iter(one.submissions)) for name, one in told.items() if one.dataset == dataset}
    return list(once.values())
