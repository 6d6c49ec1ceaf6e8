# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long forms survive: a session that ends, an OMERO that does not answer, and a limit that is reached take nothing of
what was typed.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from redis import Redis

from tests.browser.conftest import LiveWorld, end_sessions, fill_in, second_tab, submit
from tests.support.browsing import log_in
from tests.support.sites import frozen_omero
from tests.support.waiting import wait_for


def answer_twenty(page: Any) -> None:
    for number in range(20):
        page.get_by_label(f"Question number {number}", exact=True).fill(f"answer {number}")


def test_twenty_answers_survive_the_end_of_the_session_and_are_submitted_after_logging_in_again(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.twenty))
    answer_twenty(page)
    end_sessions(world, "author")
    submit(page)
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    with second_tab(page, world, "author") as tab:
        expect(tab.get_by_text("You are logged in as Arno Author")).to_be_visible()
    expect(page.get_by_text("You are logged in again")).to_be_visible()
    expect(page.get_by_label("Question number 19", exact=True)).to_have_value("answer 19")
    submit(page)
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible()
    expect(page.get_by_role("cell", name="answer 19")).to_be_visible()


def test_answers_of_one_person_are_not_sent_when_another_one_has_logged_in(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.twenty))
    answer_twenty(page)
    end_sessions(world, "author")
    submit(page)
    with second_tab(page, world, "fellow"):
        expect(page.get_by_text("Fay Fellow is logged in now")).to_be_visible()
    expect(page.get_by_role("button", name="Submit answers")).to_be_disabled()
    expect(page.get_by_label("Question number 0", exact=True)).to_have_value("answer 0")
    # The other person finds neither draft nor submission.
    page.goto(world.address(dataset, world.twenty))
    expect(page.get_by_label("Question number 0", exact=True)).to_have_value("")
    # And the first one finds theirs again.
    page.context.clear_cookies()
    log_in(page, world.site.url, "author", "author")
    page.goto(world.address(dataset, world.twenty))
    expect(page.get_by_label("Question number 19", exact=True)).to_have_value("answer 19")


def test_the_other_person_is_noticed_even_when_no_call_failed_in_between(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    fill_in(page)
    page.context.clear_cookies()
    tab = page.context.new_page()
    log_in(tab, world.site.url, "fellow", "fellow")
    tab.close()
    submit(page)
    expect(page.get_by_text("Fay Fellow is logged in now")).to_be_visible()
    page.goto(world.address(dataset, world.imaging))
    expect(page.get_by_label("Organism")).to_have_value("")


def test_closing_the_window_loses_nothing(world: LiveWorld, author_page: Any, dataset: int) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    page.get_by_label("Organism").press_sequentially("Xenopus")
    page.close()
    again = page.context.new_page()
    again.goto(world.address(dataset, world.imaging))
    expect(again.get_by_label("Organism")).to_have_value("Xenopus")
    again.close()


def test_answers_wait_for_a_frozen_omero_and_are_recorded_once(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    fill_in(page)
    sent: list[Any] = []
    page.on(
        "request",
        lambda request: (
            sent.append(request.post_data_json)
            if request.url.endswith("/submissions") and request.method == "POST"
            else None
        ),
    )
    with frozen_omero(world.site):
        submit(page)
        waiting = page.get_by_text("Not submitted yet; it will be retried automatically")
        expect(waiting.or_(page.get_by_text("are being recorded"))).to_be_visible()
        expect(page.get_by_label("Organism")).to_have_value("Homo sapiens")
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible(timeout=120_000)
    assert len({body["client_key"] for body in sent}) == 1
    page.reload()
    expect(page.get_by_role("heading", name="History 1 submission")).to_be_visible()


def test_who_has_sent_too_much_waits_for_their_turn_and_the_page_goes_on_by_itself(
    world: LiveWorld, author_page: Any, dataset: int
) -> None:
    page = author_page
    page.goto(world.address(dataset, world.imaging))
    fill_in(page)
    count = f"omero-forms:rate:{world.site.name}:submissions:{world.lab.author.id}"
    waiting = page.get_by_text("Waiting for its turn; it will be submitted automatically")
    with Redis.from_url(world.site.broker_url) as redis:

        def is_waiting() -> bool:
            # As after millions of submissions, more than the tests allow, of whose minute a few seconds are left, until
            # the page was told so, however long that takes.
            redis.set(count, 10_000_000, px=5_000)
            return bool(waiting.is_visible())

        assert not is_waiting()
        submit(page)
        wait_for(is_waiting, "the page to wait for its turn")
    expect(page.get_by_text("Submission 1 is recorded")).to_be_visible(timeout=120_000)
