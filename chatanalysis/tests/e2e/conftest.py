"""A real browser against a whole system of its own, which no other test has visited before."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chatanalysis.tests.system import PASSWORD, LiveSystem, running_system

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 20_000
TIME_ZONE = "Europe/Berlin"


def find_chromium() -> str | None:
    """Return an installed Chromium: the one named by CHROMIUM, or the first on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


# Both end with this folder's tests: Playwright keeps an event loop running in this thread, in which Django
# refuses to ask the database, and other tests do.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium; or name one by CHROMIUM)")
    # Chromium's own sandbox does not start as root, as in most containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def fresh_system(browser) -> Iterator[LiveSystem]:
    with running_system() as system:
        yield system


@pytest.fixture
def open_browser(browser, fresh_system) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a browser window of its own; what its pages break fails the test."""
    contexts, problems = [], []

    def open_context(**options) -> BrowserContext:
        options = {"base_url": fresh_system.base_url, "timezone_id": TIME_ZONE, "locale": "en-GB", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on("console", lambda message: problems.extend(find_policy_breach(message.text)))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert not problems


def find_policy_breach(text: str) -> list[str]:
    return [text] if "Content Security Policy" in text else []


@pytest.fixture
def log_in(fresh_system, open_browser) -> Callable[..., Page]:
    """Return a function that opens a window for an account, by default a new one."""

    def open_page(email: str = "", **options) -> Page:
        # Before the page is asked for: an instance without accounts leads everybody to its welcome page.
        email = email or fresh_system.make_user()
        page = open_browser(**options).new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Log in").click()
        page.wait_for_url("**/")
        return page

    return open_page


@pytest.fixture
def page(log_in) -> Page:
    return log_in()
