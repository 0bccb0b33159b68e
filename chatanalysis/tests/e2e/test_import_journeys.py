"""Bringing chats in with care: asked, looked at first, read again, joined, taken out, and who is who in them."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chatanalysis.tests.e2e.chats import as_file
from chatanalysis.tests.e2e.looks import find_faults

pytestmark = [pytest.mark.browser, pytest.mark.system]

WORK_MS = 60_000
OPEN_DATES = "".join(
    f"{month + 1:02}/{month:02}/2024, 10:0{month} - {'Ana' if month % 2 else 'Milan'}: The roof leaks, part {month}\n"
    for month in range(2, 7)
)
"""Read in either order of dates, the chat goes forward month by month."""
TELEGRAM = {
    "name": "Roof",
    "type": "personal_chat",
    "id": 4242,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date": "2024-03-02T10:00:00",
            "date_unixtime": "1709370000",
            "from": "Ana",
            "from_id": "user1",
            "text": "Who has the long ladder?",
            "reactions": [{"type": "emoji", "count": 2, "emoji": "👍"}],
        },
        {
            "id": 2,
            "type": "message",
            "date": "2024-03-02T10:01:00",
            "date_unixtime": "1709370060",
            "from": "Ana Ruiz",
            "from_id": "user2",
            "reply_to_message_id": 1,
            "text": "It stands in my garage",
        },
    ],
}


@pytest.fixture
def page(page) -> Page:
    page.goto("/uploads/new/")
    return page


def send(page: Page, name: str, content: str) -> None:
    page.locator("#files").set_input_files([as_file(name, content.encode())])


def bring(page: Page, name: str, content: str) -> None:
    page.goto("/uploads/new/")
    send(page, name, content)
    expect(page.locator("#upload-list .badge").first).to_have_text("Done", timeout=WORK_MS)


def open_question(page: Page) -> None:
    link = page.get_by_role("link", name="Decide how it is read")
    expect(link).to_be_visible(timeout=WORK_MS)
    link.click()
    expect(page.get_by_text("Nothing of it is stored yet")).to_be_visible()


def expect_done(page: Page) -> None:
    expect(page.locator("live-job .badge, .page-head__lead .badge").first).to_have_text(
        "Done", timeout=WORK_MS
    )


def write_chat(first: int, last: int, *, ana: str = "Ana", hour: int = 9) -> str:
    return "".join(
        f"25/03/2024, {hour:02}:{number:02} - {ana if number % 2 else 'Milan'}: The ladder on step {number}\n"
        for number in range(first, last)
    )


def test_what_a_file_leaves_open_is_asked_for_looked_at_and_read_again(page):
    page.get_by_label("Show me how it is read before").check()
    send(page, "WhatsApp Chat with Roof.txt", OPEN_DATES)
    open_question(page)
    question = page.get_by_role("group", name="In which order are the dates written?")
    expect(question).to_contain_text("2 Mar 2024")
    assert find_faults(page) == []
    page.get_by_role("radio", name=re.compile("Month, day, year")).check()
    page.get_by_role("button", name="Import").click()
    expect_done(page)
    page.get_by_text("Times or dates are wrong").click()
    page.locator("#again-timezone").select_option("America/New_York")
    page.get_by_role("button", name="Read again").click()
    expect(page.locator(".readings")).to_contain_text("America/New_York")
    expect_done(page)
    page.goto("/search/?q=roof+leaks+part+2")
    expect(page.locator(".result__date").first).to_have_text("2 Mar 2024")
    page.locator("[data-hit-open]").first.click()
    expect(page.locator(".chat__facts")).to_contain_text("America/New_York")


def test_a_chat_shows_what_its_export_keeps_and_its_people_become_one(page):
    bring(page, "result.json", json.dumps(TELEGRAM))
    page.goto("/search/?q=ladder")
    page.locator("[data-hit-open]").first.click()
    expect(page.locator(".line__quote")).to_contain_text("Who has the long ladder?")
    expect(page.locator(".line__reaction")).to_contain_text("👍")
    take_out(page)
    page.goto("/people/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Merge the ticked ones").click()
    page.get_by_role("button", name="Merge 2 people").click()
    page.goto("/search/?q=garage+from:Ana&mode=keyword")
    expect(page.locator("[data-hit]")).to_have_count(1)
    page.goto("/people/merges/")
    page.get_by_role("button", name=re.compile("Undo")).click()
    page.goto("/search/?q=garage+from:Ana&mode=keyword")
    expect(page.locator("[data-hit]")).to_have_count(0)


def take_out(page: Page) -> None:
    page.get_by_label("Export, merge and more").click()
    assert find_faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Table CSV").click()
    assert download.value.suggested_filename == "roof.csv"
    assert "It stands in my garage" in Path(download.value.path()).read_text()


def test_two_exports_of_one_chat_become_one(page):
    bring(page, "WhatsApp Chat with Milan.txt", write_chat(0, 30))
    bring(page, "WhatsApp Chat with Ana.txt", write_chat(10, 40, ana="Ana R", hour=10))
    page.goto("/conversations/")
    page.get_by_role("link", name="Compare these two").click()
    expect(page.get_by_role("row", name=re.compile("Ana R Ana|Ana Ana R"))).to_contain_text("10 of 10")
    assert find_faults(page) == []
    page.get_by_role("button", name="Merge").click()
    expect(page.locator("h1")).to_contain_text("Merge")
    expect_done(page)
    expect(page.locator("live-job")).to_contain_text("10 added, 20 here already")
    page.get_by_role("link", name="Open the conversation").click()
    expect(page.locator(".chat__facts")).to_contain_text("40 messages")
    page.goto("/conversations/")
    expect(page.locator("main tbody tr")).to_have_count(1)
