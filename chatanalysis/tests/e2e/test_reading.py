"""Reading and searching in a real browser: scrolling through a long chat, the keyboard, and the way back."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from apps.uploads.tests.factories import make_zip
from chatanalysis.tests.e2e.chats import as_file, make_chat

pytestmark = [pytest.mark.browser, pytest.mark.system]

WORK_MS = 60_000
MESSAGES = 3_000
MOST_LINES = 400

# Where the message in the middle of the pane stands, before and after a scroll and what it sets off.
SCROLL = """async ([pane, distance]) => {
    const middle = pane.getBoundingClientRect().top + pane.clientHeight / 2;
    const line = [...pane.querySelectorAll(".line")].find((row) => row.getBoundingClientRect().bottom > middle);
    pane.scrollTop += distance;
    const placed = line.getBoundingClientRect().top;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return line.isConnected ? Math.abs(line.getBoundingClientRect().top - placed) : 0;
}"""
RANGES = (
    "(pane) => [...pane.querySelectorAll('.chunk')].map(({ dataset }) => [+dataset.first, +dataset.last])"
)


@pytest.fixture(scope="module")
def email(fresh_system) -> str:
    return fresh_system.make_user()


@pytest.fixture
def page(log_in, email) -> Page:
    """A window of somebody who has one long chat."""
    page = log_in(email)
    page.goto("/uploads/new/")
    page.locator("#files").set_input_files([as_file("long.txt", make_chat(MESSAGES, "comet"))])
    expect(page.locator("#upload-list .badge").first).to_have_text("Done", timeout=WORK_MS)
    return page


def open_chat(page: Page, place: str = "") -> None:
    page.goto("/conversations/")
    address = page.locator("main a[href^='/conversations/']").first.get_attribute("href")
    page.goto(address + place)
    page.wait_for_load_state("networkidle")


def search(page: Page, words: str) -> None:
    page.goto("/search/")
    expect(page.locator("[data-search-input]")).to_be_focused()
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_visible()


def loaded(page: Page) -> list[list[int]]:
    return page.locator("[data-chat]").evaluate(RANGES)


def scroll_to_an_end(page: Page, distance: int) -> None:
    """Scroll step by step until the chat's own end, checking that nothing jumps and little is kept."""
    pane = page.locator("[data-chat]").element_handle()
    for _ in range(400):
        assert page.evaluate(SCROLL, [pane, distance]) < 2
        ranges = loaded(page)
        assert all(after[0] == before[1] + 1 for before, after in pairwise(ranges))
        assert page.locator(".line").count() <= MOST_LINES
        if (ranges[0][0] == 0) if distance < 0 else (ranges[-1][1] == MESSAGES - 1):
            return
    raise AssertionError("The end of the chat was never reached.")


def test_a_long_chat_scrolls_from_end_to_end(page):
    open_chat(page)
    assert loaded(page)[-1][1] == MESSAGES - 1
    scroll_to_an_end(page, -1500)
    expect(page.locator(".line").first).to_contain_text("number 0")
    scroll_to_an_end(page, 1500)
    expect(page.locator(".line").last).to_contain_text(f"number {MESSAGES - 1}")


def test_home_and_end_reach_the_ends(page):
    open_chat(page)
    page.locator("[data-chat]").focus()
    page.keyboard.press("Home")
    expect(page.locator(".line").first).to_contain_text("number 0")
    page.wait_for_load_state("networkidle")  # it is another page, whose scripts hear the next key
    page.locator("[data-chat]").focus()
    page.keyboard.press("End")
    expect(page.locator(".line").last).to_contain_text(f"number {MESSAGES - 1}")


def test_a_broken_connection_leaves_a_link_to_press(page):
    open_chat(page)
    page.route("**/messages/**", lambda route: route.abort())
    page.locator("[data-chat]").evaluate("(pane) => { pane.scrollTop = 0; }")
    expect(page.locator("#toasts")).to_contain_text("could not be loaded")
    page.unroute("**/messages/**")
    before = loaded(page)[0][0]
    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator("[data-chat-status]")).to_have_text("Earlier messages loaded.")
    assert loaded(page)[0][0] < before


def test_hits_are_walked_opened_and_come_back_to_by_keyboard(page):
    search(page, "comet number 1234")
    page.keyboard.press("j")  # typed into the field: it belongs to the words
    expect(page.locator("[data-search-input]")).to_have_value("comet number 1234j")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowDown")
    hits = page.locator("[data-hit-open]")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[data-search-input]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    opened = hits.nth(1).get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(".line--target")).to_be_focused()
    expect(page.locator(".line--target")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0, "the pane scrolls, not the page"
    page.get_by_role("link", name="Back to results").click()
    expect(page.locator(f"#{opened}")).to_be_focused()


def test_the_address_follows_the_search_and_history_brings_it_back(page):
    search(page, "comet")
    expect(page).to_have_url(re.compile(r"/search/\?q=comet$"))
    page.locator("input[value=keyword]").check()
    expect(page).to_have_url(re.compile(r"mode=keyword"))
    page.locator("#id_sender").fill("Milan")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text("Milan")
    expect(page.locator("#search-status")).to_contain_text("1,500 results")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("[data-page-heading]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"page=2"))
    page.go_back()
    expect(page.locator(".results__time")).to_contain_text("page 1 of")
    expect(page.locator("#id_sender")).to_have_value("Milan")
    page.get_by_role("link", name="Remove the filter").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#id_sender")).to_have_value("")
    expect(page).to_have_url(re.compile(r"/search/\?q=comet&mode=keyword$"))


def test_one_of_many_conversations_is_found_by_name(log_in, fresh_system):
    page = log_in(fresh_system.make_user())
    page.goto("/uploads/new/")
    rooms = make_zip({f"room {number}.txt": make_chat(2, f"room-{number}") for number in range(70)})
    page.locator("#files").set_input_files([as_file("rooms.zip", rooms)])
    expect(page.locator("#upload-list .badge").first).to_have_text("Done", timeout=WORK_MS)
    search(page, "says number")
    page.locator("[data-picker] summary").click()
    page.get_by_label("Find a conversation by name").fill("room 42")
    expect(page.locator("#picker-choices label")).to_have_count(1)
    page.locator("#picker-choices").get_by_text("room 42").click()
    expect(page.locator("[data-picker-value]")).to_have_text("room 42")
    expect(page.locator(".chip")).to_contain_text("room 42")
    expect(page.locator("[data-hit]")).to_have_count(2)


def test_search_and_reading_work_without_scripts(page, log_in, email):
    plain = log_in(email, java_script_enabled=False)
    plain.goto("/search/")
    plain.locator("#id_q").fill("comet")
    plain.locator("#id_sender").fill("Ana")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator("[data-hit]")).to_have_count(10)
    plain.get_by_role("link", name="Next", exact=True).click()
    expect(plain.locator(".results__time")).to_contain_text("page 2 of")
    plain.locator("[data-hit-open]").first.click()
    expect(plain.locator(".line--target")).to_be_in_viewport()
    plain.locator(".more__link:visible").first.click()
    expect(plain.locator(".line")).to_have_count(60)
