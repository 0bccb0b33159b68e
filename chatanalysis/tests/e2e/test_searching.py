"""Asking in a real browser: suggestions by keyboard, mistakes, narrowing, reasons, and searches that are kept."""

import re

import pytest
from playwright.sync_api import Page, expect

from chatanalysis.tests.e2e.chats import as_file, make_chat
from chatanalysis.tests.system import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.system]

WORK_MS = 60_000


@pytest.fixture(scope="module")
def session(browser, fresh_system) -> dict:
    """The cookies of somebody with a chat of Ana and Milan, in March 2025; logging in each time takes long."""
    email = fresh_system.make_user()
    context = browser.new_context(base_url=fresh_system.base_url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")
    page.goto("/uploads/new/")
    page.locator("#files").set_input_files([as_file("meteor.txt", make_chat(500, "meteor"))])
    expect(page.locator("#upload-list .badge").first).to_have_text("Done", timeout=WORK_MS)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(session, open_browser) -> Page:
    page = open_browser(storage_state=session).new_page()
    page.goto("/search/")
    return page


def ask(page: Page, query: str) -> None:
    page.locator("#id_q").fill(query)
    page.keyboard.press("Enter")


def test_a_query_is_completed_by_keyboard(page):
    field, options = page.locator("#id_q"), page.locator("#query-suggestions [role=option]")
    page.keyboard.type("meteor fr")
    expect(options).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("meteor fr")
    page.keyboard.type("o")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(field).to_have_value("meteor from:")
    expect(options).to_have_text(["Ana", "Milan"])
    page.keyboard.press("ArrowUp")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_text("Milan")
    page.keyboard.press("Enter")
    expect(field).to_have_value("meteor from:Milan ")
    expect(page.locator("[data-hit]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]")).to_have_count(10)
    expect(page.locator(".talk__line--hit .name", has_text="Ana")).to_have_count(0)


def test_a_suggestion_is_taken_by_a_click_amid_the_text(page):
    field = page.locator("#id_q")
    field.fill("😀 from:an meteor")
    field.evaluate("(input) => input.setSelectionRange(10, 10)")
    page.keyboard.type("a")
    page.locator("#query-suggestions").get_by_role("option", name="Ana").click()
    expect(field).to_have_value("😀 from:Ana meteor")
    expect(field).to_be_focused()


def test_a_mistake_is_marked_and_put_right_by_a_click(page):
    ask(page, "meteor has:lnk")
    expect(page.locator(".slip__place")).to_have_text("lnk")
    expect(page.locator("#search-status")).to_contain_text("The query has a mistake.")
    page.locator(".slip__correction a").click()
    expect(page.locator("#id_q")).to_have_value("meteor has:link")
    expect(page.locator(".slip")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"q=meteor\+has%3Alink$|q=meteor%20has%3Alink$"))


def test_a_facet_narrows_and_the_form_follows(page):
    ask(page, "meteor")
    page.locator(".facet__link", has_text="Milan").click()
    expect(page.locator("#id_sender")).to_have_value("Milan")
    expect(page.locator(".chip--active")).to_contain_text("Milan")
    expect(page).to_have_url(re.compile(r"/search/\?q=meteor&sender=Milan$"))
    page.get_by_role("link", name="Remove the filter").click()
    expect(page.locator(".chip--active")).to_have_count(0)
    expect(page.locator("#id_sender")).to_have_value("")


def test_what_was_understood_is_taken_away_and_brought_back(page):
    ask(page, "meteor in March 2025")
    expect(page.locator(".chip--understood")).to_contain_text("March 2025")
    page.get_by_role("link", name="Do not let").click()
    expect(page.locator(".chip--ignored")).to_contain_text("march 2025")
    expect(page).to_have_url(re.compile("ignore=time"))
    page.get_by_role("link", name="count again").click()
    expect(page.locator(".chip--understood")).to_have_count(1)
    page.get_by_role("link", name="only this time").click()
    expect(page.locator("#id_q")).to_have_value('meteor during:"March 2025"')
    expect(page.locator(".chip")).to_have_count(0)


def test_a_hit_gives_its_reasons_and_others_like_it(page):
    ask(page, "meteor number 77")
    hit = page.locator("[data-hit]").first
    hit.get_by_text("Why this?").click()
    expect(hit.get_by_role("columnheader", name="Adds")).to_be_visible()
    hit.get_by_role("link", name="More like this").click()
    expect(page.get_by_role("heading", name="Messages like this one")).to_be_visible()
    expect(page.locator("#id_q")).to_have_value("")
    expect(page).to_have_url(re.compile(r"/search/\?like=\d+$"))
    ask(page, "meteor")
    expect(page).to_have_url(re.compile(r"/search/\?q=meteor$"))
    expect(page.get_by_role("heading", name="Messages like this one")).to_have_count(0)


def test_a_search_is_saved_and_found_on_the_empty_page(page):
    ask(page, "meteor from:Ana")
    page.locator(".save summary").click()
    page.get_by_label("Name of this search").fill("Ana’s meteors")
    page.locator(".save").get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved as “Ana’s meteors”.")
    page.goto("/search/")
    page.get_by_role("link", name="Ana’s meteors").click()
    expect(page.locator("#id_q")).to_have_value("meteor from:Ana")
    page.goto("/search/")
    expect(page.get_by_role("region", name="Recent searches")).to_contain_text("meteor from:Ana")


def test_asking_works_without_scripts(session, open_browser):
    plain = open_browser(storage_state=session, java_script_enabled=False).new_page()
    plain.goto("/search/?q=meteor+has:lnk")
    plain.locator(".slip__correction a").click()
    expect(plain.locator("#id_q")).to_have_value("meteor has:link")
    plain.goto("/search/?q=meteor+in+March+2025")
    plain.get_by_role("link", name="only this time").click()
    plain.locator(".facet__link", has_text="Ana").click()
    expect(plain.locator(".chip--active")).to_contain_text("Ana")
    plain.get_by_text("Why this?").first.click()
    plain.get_by_role("link", name="What ranked it").first.click()
    expect(plain.get_by_role("heading", name="Why this result?")).to_be_visible()
    plain.get_by_role("link", name="Results").click()
    plain.locator("[data-hit-open]").first.click()
    expect(plain.locator(".line--target")).to_be_in_viewport()
