"""Building a second index, comparing and switching, and deleting, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from chatanalysis.tests.e2e.chats import as_file, make_chat

pytestmark = [pytest.mark.browser, pytest.mark.system]

WORK_MS = 60_000
SEARCH_39 = "/search/?q=%22number 39%22&mode=keyword"


@pytest.fixture(scope="module")
def email(fresh_system) -> str:
    fresh_system.manage("register_model", "hashing-48", "--source=hashing", "--dim=48", "--max-tokens=128")
    return fresh_system.make_user()


@pytest.fixture(scope="module")
def uploaded() -> set[str]:
    """Whose chat has been uploaded already."""
    return set()


@pytest.fixture
def page(log_in, email, uploaded) -> Page:
    """A window of somebody who has a chat of forty messages."""
    page = log_in(email)
    if email not in uploaded:
        page.goto("/uploads/new/")
        page.locator("#files").set_input_files([as_file("talk.txt", make_chat(40, "lantern"))])
        expect(page.locator("#upload-list .badge").first).to_have_text("Done", timeout=WORK_MS)
        uploaded.add(email)
    return page


def test_an_index_is_built_beside_compared_and_switched_to(page):
    page.goto("/settings/index/")
    page.get_by_role("link", name="Build an index with hashing-48").click()
    page.get_by_label("Search with it as soon as it is complete").uncheck()
    page.get_by_role("button", name="Build it").click()
    built = page.locator(".version", has_text="hashing-48")
    expect(built.locator(".badge").first).to_have_text("Stands by", timeout=WORK_MS)
    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Question").fill("lantern number 7")
    page.keyboard.press("Enter")
    expect(page.locator(".comparison__side")).to_have_count(2)
    expect(page.locator("#comparison-status")).to_contain_text("in common")
    page.get_by_label("Search by").nth(1).select_option("keyword")
    expect(page.locator("#right-title")).to_contain_text("Words")
    page.go_back()
    expect(page.locator("#right-title")).to_contain_text("Hybrid")
    page.goto("/settings/index/")
    built.get_by_role("link", name="Search with it").click()
    page.get_by_role("button", name="Search with it").click()
    expect(page.locator(".version").first).to_contain_text("hashing-48")
    expect(page.locator(".version").first.locator(".badge")).to_have_text("Searched")
    page.goto("/search/?q=lantern")
    expect(page.locator("[data-hit]").first).to_be_visible()


def test_a_message_is_deleted_by_its_menu_and_found_no_more(page):
    page.goto(SEARCH_39)
    expect(page.locator("[data-hit]")).to_have_count(1)
    page.goto("/conversations/")
    page.locator("main a[href^='/conversations/']").first.click()
    line = page.locator(".line", has_text="says number 39")
    line.locator(".line__menu summary").click()
    line.get_by_role("link", name="Delete message").click()
    expect(page.locator("blockquote")).to_contain_text("says number 39")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#toasts")).to_contain_text("Deleted: 1 message.")
    expect(page.locator(".line--target")).to_contain_text("says number 38")
    page.goto(SEARCH_39)
    expect(page.locator("#results")).to_be_visible()
    expect(page.locator("[data-hit]")).to_have_count(0)


def test_a_person_is_deleted_without_scripts(page, log_in, email):
    plain = log_in(email, java_script_enabled=False)
    plain.goto("/people/?name=mil")
    plain.get_by_role("link", name="Delete").click()
    expect(plain.locator("main")).to_contain_text("messages in 1 conversation")
    plain.get_by_role("button", name="Delete for good").click()
    expect(plain.locator("main")).not_to_contain_text("Milan")
    plain.goto("/settings/index/")
    expect(plain.locator(".version").first).to_be_visible()
