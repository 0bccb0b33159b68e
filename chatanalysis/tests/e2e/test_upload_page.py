"""Bringing files in: chosen, dropped, as folders, by keyboard, without scripts, and over bad connections."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from chatanalysis.tests.e2e.chats import as_file, make_chat

pytestmark = [pytest.mark.browser, pytest.mark.system]

UPLOADS_API = "**/api/v1/uploads/"
WORK_MS = 60_000


@pytest.fixture
def page(page) -> Page:
    page.goto("/uploads/new/")
    return page


def rows(page: Page):
    return page.locator("#upload-list > li")


def test_the_browsers_own_time_zone_is_offered_and_sent(page):
    expect(page.locator("#id_timezone")).to_have_value("Europe/Berlin")
    page.locator("#files").set_input_files([as_file("zone.txt", make_chat(3, "zone"))])
    page.locator("live-job").get_by_role("link", name="zone.txt").click()
    page.get_by_role("link", name="Import report").click()
    expect(page.locator(".readings")).to_contain_text("Europe/Berlin")


def test_a_folder_becomes_one_upload_that_keeps_paths(page, tmp_path):
    folder = tmp_path / "WhatsApp Chat - Zoë"
    (folder / "older").mkdir(parents=True)
    (folder / "_chat.txt").write_bytes(make_chat(4, "folder"))
    (folder / "older" / "año.txt").write_bytes(make_chat(5, "older"))
    (folder / "IMG_1.jpg").write_bytes(b"\xff\xd8")
    (folder / ".DS_Store").write_bytes(b"x")
    page.locator("#folder").set_input_files(folder)
    expect(page.locator("#left-out")).to_contain_text("IMG_1.jpg")
    expect(rows(page).locator(".badge")).to_have_text("Done", timeout=WORK_MS)
    page.get_by_role("link", name="WhatsApp Chat - Zoë.zip").click()
    page.get_by_role("link", name="Import report").click()
    expect(page.locator(".source-file__path")).to_have_text(
        ["WhatsApp Chat - Zoë/_chat.txt", "WhatsApp Chat - Zoë/older/año.txt"]
    )


def test_dropped_files_are_taken(page):
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["Ana: dropped hello\\nMilan: hi there\\n"], "dropped.txt"));
            return transfer;
        }"""
    )
    page.dispatch_event("#dropzone", "drop", {"dataTransfer": transfer})
    expect(rows(page)).to_contain_text("dropped.txt")
    expect(rows(page).locator(".badge")).to_be_visible()


def test_three_files_travel_at_once(page):
    running, most = 0, 0

    def slow(route: Route) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        answer = route.fetch()
        time.sleep(0.2)
        running -= 1
        route.fulfill(response=answer)

    page.route(UPLOADS_API, slow)
    page.locator("#files").set_input_files(
        [as_file(f"{number}.txt", make_chat(2, f"many-{number}")) for number in range(7)]
    )
    expect(rows(page).locator("live-job .badge")).to_have_count(7, timeout=WORK_MS)
    assert most <= 3
    expect(page.locator("#upload-summary")).to_have_text("7 of 7 received")


def test_a_file_that_is_here_already_leads_to_its_job(page):
    for name in ("first.txt", "again.txt"):
        page.locator("#files").set_input_files([as_file(name, make_chat(3, "twice"))])
        expect(rows(page).first.locator("live-job")).to_be_attached()
    note = page.locator(".upload-row__duplicate")
    expect(note).to_contain_text("again.txt was uploaded before")
    note.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("first.txt")


def test_a_broken_connection_is_told_and_mended(page):
    page.route(UPLOADS_API, lambda route: route.abort())
    page.locator("#files").set_input_files([as_file("unlucky.txt", make_chat(3, "unlucky"))])
    expect(rows(page)).to_contain_text("The connection broke")
    page.unroute(UPLOADS_API)
    page.get_by_role("button", name="Try unlucky.txt again").click()
    expect(rows(page).locator(".badge")).to_have_text("Done", timeout=WORK_MS)


def test_what_the_server_refuses_is_told_in_its_words(page):
    page.locator("#id_timezone").evaluate(
        "(select) => select.append(new Option('Mars', 'Mars/Olympus', true, true))"
    )
    page.locator("#files").set_input_files([as_file("mars.txt", make_chat(3, "mars"))])
    expect(rows(page)).to_contain_text("timezone must be a name such as Europe/Berlin")
    page.locator("#files").set_input_files([as_file("nothing.txt", b"")])
    expect(rows(page).first).to_contain_text("This file is empty")


def test_the_choosers_are_reached_and_opened_by_keyboard(page):
    page.locator("#id_preview").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#files")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([as_file("typed.txt", make_chat(3, "typed"))])
    expect(rows(page)).to_contain_text("typed.txt")


def test_a_screen_reader_hears_how_it_goes(page):
    page.locator("#files").set_input_files([as_file("heard.txt", make_chat(3, "heard"))])
    expect(page.locator("#announcer")).to_contain_text(
        re.compile("heard.txt: Ready to search"), timeout=WORK_MS
    )


def test_without_scripts_the_form_does_it(log_in, fresh_system):
    page = log_in(fresh_system.make_user(), java_script_enabled=False)
    page.goto("/uploads/new/")
    page.locator("#files").set_input_files([as_file("plain.txt", make_chat(3, "plain"))])
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/jobs/")
    expect(page.locator(".job-row")).to_contain_text("plain.txt")
