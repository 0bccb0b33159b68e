"""What a new user meets, from the first visit to the found message. Runs first: only once is a system new."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from chatanalysis.tests.e2e.chats import WHATSAPP_SAMPLE

pytestmark = [pytest.mark.browser, pytest.mark.system]


def test_from_the_first_visit_to_the_found_message(open_browser):
    page = open_browser().new_page()
    make_first_account(page)
    messages = upload_and_watch(page)
    assert_news_has_no_gap(messages)
    search(page)
    open_first_hit(page)


def make_first_account(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    page.get_by_label("Name").fill("Ana Ruiz")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.locator("input[name=password]").fill("correct horse battery staple")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("button", name="Load sample chats")).to_be_visible()


def upload_and_watch(page: Page) -> list[dict]:
    """Upload the sample and return what came over the sockets until its job was done."""
    messages: list[dict] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: messages.append(json.loads(frame))),
    )
    page.get_by_role("link", name="Upload your chats").click()
    page.locator("#files").set_input_files(WHATSAPP_SAMPLE)
    row = page.locator("#upload-list > li")
    expect(row.locator(".badge")).to_have_text("Done", timeout=60_000)
    expect(row).to_contain_text(re.compile(r"\d+ messages"))
    return messages


def assert_news_has_no_gap(messages: list[dict]) -> None:
    """The state comes first; of the events after it, one that it holds already may come once more."""
    state, *events = messages
    assert state["type"] == "state"
    newer = [event["number"] for event in events if event["number"] > state["number"]]
    assert newer == list(range(state["number"] + 1, state["number"] + 1 + len(newer)))
    assert events[-1]["job"]["status"] == "succeeded"


def search(page: Page) -> None:
    page.get_by_role("link", name="Home").click()
    page.get_by_label("Search all chats").fill("passports")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark.hit").first).to_have_text(re.compile("passport", re.IGNORECASE))


def open_first_hit(page: Page) -> None:
    link = page.locator("[data-hit-open]").first
    message_id = link.get_attribute("id").removeprefix("hit-")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lisbon with Grandma")
    message = page.locator(f"#m{message_id}")
    expect(message).to_be_in_viewport()
    expect(message).to_have_class(re.compile("line--target"))
