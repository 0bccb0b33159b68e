"""Jobs on the pages: they move, with and without a socket, and do as the buttons say."""

import re
import time

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from chatanalysis.tests.e2e.chats import as_file, make_chat, make_cut_zip

pytestmark = [pytest.mark.browser, pytest.mark.system]

WORK_MS = 120_000


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/uploads/new/")
    page.locator("#files").set_input_files([as_file(name, content)])


def open_job(page: Page, name: str) -> None:
    page.locator("#upload-list").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


class Line:
    """The way from a page to its server, which can be cut: news of jobs ends, asking for it fails."""

    def __init__(self, page: Page) -> None:
        self._is_cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/jobs/**", self._connect)
        page.route("**/api/v1/jobs/**", lambda route: route.abort() if self._is_cut else route.fallback())

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self._sockets.append(socket)

    def cut(self) -> None:
        self._is_cut = True
        for socket in self._sockets:
            socket.close()

    def mend(self) -> None:
        self._is_cut = False


def watch_progress(page: Page) -> list[tuple[float, str]]:
    """Return the bar's values and the percents beside them, from now until the job is done."""
    panel, seen = page.locator("#job-panel"), []
    deadline = time.monotonic() + WORK_MS / 1000
    while panel.get_attribute("data-status") != "succeeded":
        assert time.monotonic() < deadline, seen
        seen.append(
            panel.evaluate(
                "(p) => [p.querySelector('progress').value, p.querySelector('[data-job=percent]')?.innerText]"
            )
        )
        page.wait_for_timeout(50)
    return seen


def test_progress_moves_forward_and_is_not_done_before_it_is(page):
    upload(page, "moving.txt", make_chat(20_000, "moving"))
    open_job(page, "moving.txt")
    seen = watch_progress(page)
    values = [value for value, _ in seen]
    assert values == sorted(values)
    assert len({value for value in values if 0 < value < 1}) >= 3
    assert "100%" not in {percent for _, percent in seen}
    expect(page.locator("#job-panel")).to_contain_text("20,000 messages can be found now")
    expect(page.locator("#job-log")).to_contain_text("Making them searchable")


def test_a_page_whose_sockets_are_cut_asks_instead(log_in):
    page = log_in()
    page.route_web_socket("**/ws/jobs/**", lambda socket: socket.close())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    upload(page, "cut-off.txt", make_chat(3_000, "cut-off"))
    expect(page.locator("#upload-list .badge")).to_have_text("Done", timeout=WORK_MS)
    assert any(re.search(r"/api/v1/jobs/[0-9a-f-]{36}/$", url) for url in asked)


def test_a_page_that_loses_its_server_says_so_and_recovers(page):
    line = Line(page)
    upload(page, "lost.txt", make_chat(40_000, "lost"))
    open_job(page, "lost.txt")
    line.cut()
    expect(page.locator("[data-job=silence]")).to_contain_text("The server cannot be reached", timeout=30_000)
    line.mend()
    expect(page.locator("#job-panel")).to_contain_text("messages can be found now", timeout=WORK_MS)


def test_cancel_asks_first_and_retry_goes_on(page):
    upload(page, "stopped.txt", make_chat(60_000, "stopped"))
    open_job(page, "stopped.txt")
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Cancel job").click()
    dialog.get_by_role("button", name="Keep going").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Cancel job").click()
    dialog.get_by_role("button", name="Cancel job").click()
    expect(page.locator("#toasts")).to_contain_text("The job stops")
    expect(page.get_by_role("heading", level=2, name="Cancelled")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("#job-activity")).to_be_focused()
    expect(page.locator("#job-panel")).to_contain_text("60,000 messages can be found now", timeout=WORK_MS)


def test_a_failed_file_says_why_and_can_be_retried(page):
    upload(page, "cut.zip", make_cut_zip())
    error = page.locator("#upload-list .live-job__error")
    expect(error).to_have_text(re.compile(r"\w.+\. .+\."), timeout=WORK_MS)
    open_job(page, "cut.zip")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("#job-log")).to_contain_text("Queued again.")
    expect(page.get_by_role("heading", level=2, name="Failed")).to_be_visible(timeout=WORK_MS)


def test_the_list_keeps_up_by_itself(log_in, fresh_system):
    email = fresh_system.make_user()
    page, other = log_in(email), log_in(email)
    upload(other, "listed.txt", make_chat(20_000, "listed"))
    expect(other.locator("#upload-list live-job .badge")).to_be_visible()
    page.goto("/jobs/")
    expect(page.locator(".job-row .badge")).to_have_text("Done", timeout=WORK_MS)
    expect(page.locator("#tab-succeeded .tabs__count")).to_have_text("1", timeout=10_000)
