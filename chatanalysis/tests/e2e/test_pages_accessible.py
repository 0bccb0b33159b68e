"""Every page, light and dark, wide and on a phone: axe finds nothing serious, and nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.system]

SERIOUS = ("serious", "critical")
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (390, 1280)]
PUBLIC_PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/"]


@pytest.fixture(scope="module")
def email(fresh_system) -> str:
    return fresh_system.make_user()


# A page that changes its colours passes through others, which are nobody's to read.
SETTLED = """() => Promise.all(
    document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished.catch(() => {}))
)"""


def find_faults(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    found = [
        f"{page.url}: {fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in SERIOUS
    ]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"{page.url}: {too_wide}px too wide"] if too_wide > 0 else found


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


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_pages_of_people_who_are_signed_in(scheme, width, log_in, email):
    page = log_in(email, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults = []
    for address in list_pages(page):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        faults += find_faults(page)
    assert faults == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_pages_of_everybody(scheme, width, open_browser):
    page = open_browser(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    faults = []
    for address in PUBLIC_PAGES:
        page.goto(address)
        faults += find_faults(page)
    assert faults == []
