"""What every page stands in: theme, menus, dialogs and the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.system]

PHONE = {"width": 390, "height": 800}


def get_background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_chosen_theme_wins_over_the_systems_and_lasts(log_in):
    page = log_in(color_scheme="light")
    light = get_background(page)
    page.get_by_label("Your account").click()
    page.get_by_role("radio", name="Dark").check(force=True)
    dark = get_background(page)
    assert dark != light
    page.goto("/settings/")
    assert get_background(page) == dark
    expect(page.get_by_role("main").get_by_role("radio", name="Dark")).to_be_checked()


def test_the_theme_is_there_before_anything_is_painted(log_in):
    page = log_in(color_scheme="light")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.add_init_script(
        "new MutationObserver((_, observer) => { if (!document.body) return;"
        "window.themeAtBody = document.documentElement.dataset.theme; observer.disconnect(); })"
        ".observe(document, { childList: true, subtree: true });"
    )
    page.reload()
    assert page.evaluate("window.themeAtBody") == "dark"


def test_escape_closes_a_menu_and_gives_the_focus_back(page):
    button = page.get_by_label("Your account")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="API tokens")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="API tokens")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_click_elsewhere_closes_a_menu(page):
    page.get_by_label("Your account").click()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("link", name="API tokens")).to_be_hidden()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_token_is_made_and_revoked_after_a_question(page):
    page.goto("/settings/tokens/")
    page.get_by_label("Name").fill("nightly import")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("#token")).to_contain_text("ca_")
    page.get_by_role("button", name="Revoke nightly import").click()
    dialog = page.get_by_role("dialog", name="Revoke “nightly import”?")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Revoke nightly import").click()
    dialog.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No tokens yet")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("no longer works")


def test_a_password_can_be_looked_at(open_browser):
    page = open_browser().new_page()
    page.goto("/accounts/login/")
    field = page.locator("input[name=password]")
    field.fill("secret")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")


def test_on_a_phone_the_main_navigation_stands_at_the_bottom(log_in):
    page = log_in(viewport=PHONE)
    box = page.get_by_role("navigation", name="Main").bounding_box()
    assert box["y"] + box["height"] == PHONE["height"]
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    expect(page).to_have_url(re.compile("/search/"))
