"""Every page, light and dark, wide and on a phone: axe finds nothing serious, and nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page, expect

from chatanalysis.tests.e2e.looks import find_faults

pytestmark = [pytest.mark.browser, pytest.mark.system]

PUBLIC_PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/"]


def load_samples(page: Page) -> None:
    button = page.get_by_role("button", name="Load sample chats")
    if button.count():
        button.click()
        expect(page.locator(".job-row")).to_have_count(5)
    page.goto("/jobs/?status=succeeded")
    while page.locator(".job-row").count() < 5:
        page.wait_for_timeout(500)
        page.reload()


def list_pages(page: Page) -> list[str]:
    """Return addresses of every page a signed-in person can open."""
    load_samples(page)
    job = page.locator(".job-row a").first.get_attribute("href")
    page.goto("/uploads/")
    upload = page.locator(".upload-name").first.get_attribute("href")
    page.goto("/conversations/")
    conversation = page.locator("main a[href^='/conversations/']").first.get_attribute("href")
    return [
        "/",
        "/uploads/",
        "/uploads/new/",
        "/uploads/formats/",
        upload,
        "/jobs/",
        "/jobs/?status=failed",
        job,
        f"{job}log/",
        f"{job}cancel/",
        "/search/",
        "/search/?q=passports",
        "/search/?q=what+did+Ana+say+in+March+2026",
        "/search/?q=passports+has:lnk",
        "/search/?q=xyzzyplugh&mode=keyword",
        "/search/help/",
        "/conversations/",
        "/people/",
        "/people/suggestions/",
        conversation,
        f"{conversation}delete/",
        f"{conversation}merge/",
        "/settings/index/",
        "/settings/index/compare/?q=passports",
        "/settings/",
        "/settings/tokens/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ]


def test_pages_of_people_who_are_signed_in(page):
    faults = []
    for address in list_pages(page):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        faults += find_faults(page)
    assert faults == []


def test_pages_of_everybody(open_browser):
    page = open_browser().new_page()
    faults = []
    for address in PUBLIC_PAGES:
        page.goto(address)
        faults += find_faults(page)
    assert faults == []
