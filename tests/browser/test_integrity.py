# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which admins see whether everything is as it was recorded, and mend what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import omero.cmd
from playwright.sync_api import expect

import omero
from omero_forms.domain.records.format import Record, from_rows, to_rows
from omero_forms.domain.records.seals import Sealer
from tests.browser.conftest import LiveWorld, submit_at_once
from tests.services.records.tampering import Hands, next_record
from tests.support.browsing import log_in


@contextmanager
def hands_on(world: LiveWorld, dataset: int) -> Iterator[Hands]:
    """Root's hands on what was recorded for a dataset."""
    like = f"submission/%/Dataset/{dataset}/%"
    with world.lab.as_user("root") as root:
        found = root.rows(
            "select n.value, a.id, a.details.group.id, a.details.owner.id from MapAnnotation a join a.mapValue s "
            "join a.mapValue n where s.name = 'stream' and s.value like :like and n.name = 'number'",
            {"like": like},
        )
        held = {int(number): int(annotation) for number, annotation, *_of in found}
        yield Hands(root, int(found[0][2]), int(found[0][3]), held)


def answers(organism: str) -> dict[str, Any]:
    """All that "Imaging acquisition" requires."""
    return {"sample": {"organism": organism, "alive": True}, "channels": [{"name": "DNA", "emission": 461}]}


def fits_where_narrow(page: Any) -> None:
    """What is shown has room on a small screen."""
    page.set_viewport_size({"width": 480, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_admin_finds_what_was_lost_and_forked_has_it_repaired_and_reads_what_has_no_object_any_more(
    world: LiveWorld, lenient: Any, accessible: Callable[..., None], picture: Callable[[Any, str], None]
) -> None:
    page = lenient
    robbed, forked, gone = (world.lab.dataset("author", "read_annotate", f"2026-11-1{one}_HeLa") for one in range(3))
    log_in(page, world.site.url, "admin", "admin")
    for dataset in (robbed, forked, gone):
        submit_at_once(page, dataset, world.imaging, answers("Homo sapiens"))
        submit_at_once(page, dataset, world.imaging, answers("Mus musculus"), base=1)
    with hands_on(world, robbed) as one:
        one.delete(1)
    with hands_on(world, forked) as one:
        first = from_rows(one.rows(1))
        assert isinstance(first, Record)
        key = Sealer((world.site.state / "secrets" / "seal-key.pem").read_bytes())
        one.add(to_rows(next_record(first, "submission", says={"answers": answers("Danio rerio")}, by=key)))
    with hands_on(world, gone) as one:
        one.command(omero.cmd.Delete2(targetObjects={"Dataset": [gone]}))

    page.goto(f"{world.site.url}/omero_forms/integrity/")
    page.get_by_role("button", name="Verify now").click()
    lost = page.get_by_role("row", name=re.compile(f"^Missing .* dataset {robbed}, number 1 "))
    expect(lost).to_be_visible(timeout=120_000)
    expect(page.get_by_role("row", name=re.compile(f"^Forked .* dataset {forked}, number 2 "))).to_be_visible()
    expect(page.get_by_role("button", name="Verify now")).to_be_visible(timeout=120_000)
    accessible(page)
    picture(page, "integrity.png")
    fits_where_narrow(page)

    page.get_by_role("link", name="Repair", exact=True).first.click()
    page.get_by_role("button", name=re.compile("^See")).click()
    expect(page.get_by_text(f"Imaging acquisition, dataset {robbed}, number 1")).to_be_visible(timeout=120_000)
    fork = page.get_by_role("group", name=f"Imaging acquisition, dataset {forked}, number 2")
    expect(fork.get_by_role("row", name=re.compile("Organism.*(Danio rerio|Mus musculus)"))).to_be_visible()
    ours = fork.get_by_role("radio", name=re.compile("pages show it now"))
    ours.check()
    page.get_by_label("Why the chosen records count").fill("The other host was a copy of this one.")
    accessible(page)
    picture(page, "repair.png")
    fits_where_narrow(page)
    page.get_by_role("button", name="Repair…").click()
    page.get_by_role("button", name="Repair now").click()
    expect(page.get_by_text("All of the plan was done.")).to_be_visible(timeout=120_000)
    expect(page.get_by_text(f"Imaging acquisition, dataset {robbed}, number 1")).to_be_visible()
    with hands_on(world, robbed) as one:
        assert sorted(one.held) == [1, 2]

    page.get_by_role("link", name=re.compile("^Verification")).click()
    expect(page.get_by_role("button", name="Verify now")).to_be_visible()
    expect(lost).to_have_count(0)
    expect(page.get_by_role("row", name=re.compile(f"^Forked .* dataset {forked}, "))).to_have_count(0)
    # The history goes on.
    assert submit_at_once(page, forked, world.imaging, answers("Homo sapiens"), base=2) == 3

    page.get_by_role("link", name="Orphans").click()
    page.get_by_role("link", name=f"Imaging acquisition, dataset {gone}", exact=True).click()
    expect(page.get_by_role("row", name="Sample > Organism Mus musculus")).to_be_visible()
    expect(page.get_by_role("row", name="Sample > Organism Homo sapiens")).to_be_visible()
    accessible(page)
    fits_where_narrow(page)
    page.go_back()
    expect(page.get_by_role("link", name=f"Imaging acquisition, dataset {gone}", exact=True)).to_be_visible()
