"""Every bad input goes the whole way through a live system. It ends as a 4xx, as a failed job with a reason, or
as a job that succeeded and says what it left out; and a good chat beside it is worked as if nothing were.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from apps.uploads.tests.parsing.documents.pdfs import make_pdf
from chatanalysis.tests.api_client import ApiClient, make_client
from chatanalysis.tests.bad_input import inputs
from chatanalysis.tests.bad_input.inputs import GOOD
from chatanalysis.tests.processes import find_pool_child, find_worker

pytestmark = [pytest.mark.system, pytest.mark.slow]

Content = bytes | Callable[[], bytes]
"""What is large is made when its test runs."""

WORKERS = ("ingest", "embed", "search")
SENTENCE = re.compile(r"^\S.{15,}\.$", re.DOTALL)

REFUSED = {
    "empty file": ("chat.txt", b"", "empty_file"),
}

FAILED = {
    "noise": ("chat.txt", inputs.make_noise(5_000), "binary_file"),
    "picture called chat": ("chat.txt", b"\x89PNG\r\n\x1a\n" + inputs.make_noise(5_000), "binary_file"),
    "program called chat": ("chat.txt", b"\x7fELF" + bytes(2_000), "binary_file"),
    "30 MB of zeros": ("chat.txt", lambda: bytes(30 * inputs.MEGABYTE), "binary_file"),
    "nothing but blank lines": ("chat.txt", b"\n \n" * 1_000, "no_messages"),
    "truncated zip": ("chat.zip", inputs.make_zip({"chat.txt": GOOD})[:-60], "truncated_archive"),
    "zip cut to its first bytes": ("chat.zip", b"PK\x03\x04", "truncated_archive"),
    "zip without members": ("chat.zip", inputs.make_zip({}), "nothing_to_read"),
    "zip of a zip": (
        "chat.zip",
        inputs.make_zip({"a.zip": inputs.make_zip({"b.txt": GOOD})}),
        "nothing_to_read",
    ),
    "zip with a link": ("chat.zip", inputs.make_zip_with_link(), "nothing_to_read"),
    "encrypted zip": ("chat.zip", inputs.make_encrypted_zip(), "encrypted_archive"),
    "zip of ../ names only": ("chat.zip", inputs.make_zip({"../../evil.txt": GOOD}), "nothing_to_read"),
    "zip bomb": ("chat.zip", lambda: inputs.make_zip_of_zeros(300), "archive_ratio"),
    "1 GB of zeros in a zip": ("chat.zip", lambda: inputs.make_zip_of_zeros(1_024), "archive_ratio"),
    "zip bomb with a header that lies": ("chat.zip", lambda: inputs.make_zip_with_lying_header(), None),
    "zip of too many files": ("chat.zip", lambda: inputs.make_zip_of_many(10_001), "too_many_entries"),
    "JSON that is none": ("chat.json", b'{"messages": [{"sender": "Ada", "te', "broken_json"),
    "JSON of 200,000 arrays": ("chat.json", inputs.make_deep_json(200_000), "json_too_deep"),
    "JSON of opening brackets": ("chat.json", b"[" * 200_000, "json_too_deep"),
    "1 GB of zeros in a tar": ("chat.tgz", inputs.make_tar_of_zeros, "archive_ratio"),
    "truncated tar": ("chat.tgz", lambda: inputs.make_tar_of_zeros(1)[:-200], "truncated_archive"),
    "PDF of 501 pages": ("long.pdf", lambda: make_pdf([[]] * 501), "too_many_pages"),
    "PDF of pictures": ("scan.pdf", lambda: make_pdf([[]]), "scanned_pdf"),
    "PDF of noise": ("noise.pdf", b"%PDF-1.7\n" + inputs.make_noise(5_000), "broken_pdf"),
    "Word document with a type definition": ("dtd.docx", inputs.make_word_with_dtd(), "dtd_forbidden"),
    "Word document of zeros": ("zeros.docx", inputs.make_word_of_zeros, "document_too_large"),
    "spreadsheet": ("table.xlsx", inputs.make_spreadsheet(), "office_file"),
    "empty list": ("chat.json", b"[]", None),
    "JSON of another thing": ("chat.json", b'{"version": 3, "packages": {"a": 1}}', None),
}

KEPT_IN_PART = {
    "JSON cut in the middle": (
        "chat.json",
        inputs.make_json(inputs.make_records(9))[:-100],
        "broken_json",
        7,
    ),
    "deep record after good ones": ("chat.json", inputs.make_deep_record(200_000), "json_too_deep", 5),
}

WORKED = {
    "web page": ("chat.html", b"<!DOCTYPE html><html><body><p>hi</p></body></html>", 1, 0),
    "wrong extension": ("holiday.pdf", GOOD, 20, 0),
    "no extension": ("chat", GOOD, 20, 0),
    "JSON called text": ("chat.txt", inputs.make_json(inputs.make_records(5)), 5, 0),
    "../ beside a chat": ("a.zip", inputs.make_zip({"../../evil.txt": GOOD, "chat.txt": GOOD}), 20, 0),
    "picture beside a chat": (
        "b.zip",
        inputs.make_zip({"a.txt": b"\x89PNG\r\n\x1a\n\0\0\0", "chat.txt": GOOD}),
        20,
        0,
    ),
    "1 MB line": ("chat.txt", inputs.make_long_line(1), 41, 1),
    "NUL bytes": ("chat.txt", GOOD.replace(b"good", b"go\x00od"), 20, 0),
    "NUL bytes in JSON": ("chat.json", inputs.make_json(inputs.make_records(3, text="a\x00b")), 3, 0),
    "half a surrogate in JSON": ("chat.json", b'[{"sender": "Ada\\ud83d", "text": "hi \\ud83d"}]', 1, 0),
    "UTF-16 with a mark": ("chat.txt", inputs.GOOD_LINES.encode("utf-16"), 20, 0),
    "UTF-16 without a mark": ("chat.txt", inputs.GOOD_LINES.encode("utf-16-le"), 20, 0),
    "UTF-16, the other way": ("chat.txt", b"\xfe\xff" + inputs.GOOD_LINES.encode("utf-16-be"), 20, 0),
    "mixed encodings": ("chat.txt", GOOD + "21/05/2026, 12:00 - Zoë: größer\n".encode("cp1252"), 21, 0),
    "old line ends": ("chat.txt", GOOD.replace(b"\n", b"\r\n"), 20, 0),
    "year 0 and year 9999": (
        "chat.json",
        inputs.make_json(
            [
                {"sender": "Ada", "time": "0000-01-01T00:00:00Z", "text": "before time"},
                {"sender": "Ada", "time": "9999-12-31T23:59:59Z", "text": "after time"},
                {"sender": "Ada", "time": 10**30, "text": "beyond time"},
                {"sender": "Ada", "time": "2026-05-01T10:00:00Z", "text": "in time"},
            ]
        ),
        4,
        3,
    ),
    "years 0 and 9999 in WhatsApp": (
        "chat.txt",
        GOOD + b"01/01/0000, 10:00 - Ada: too early\n31/12/9999, 23:59 - Ada: too late\n",
        None,
        None,
    ),
    "a number of 6,000 digits": ("chat.json", inputs.make_long_number(6_000), 50, 0),
    "a name of 100 KB": ("chat.json", inputs.make_json(inputs.make_records(2, sender="n" * 100_000)), 2, 0),
    "hostile text": (
        "chat.json",
        inputs.make_json(inputs.make_records(2, text="<script>alert(1)</script>\u202e")),
        2,
        0,
    ),
}

_numbers = count(1)


@pytest.fixture(scope="module")
def api(live_system) -> ApiClient:
    return make_client(live_system)


@pytest.fixture(scope="module", autouse=True)
def workers_stay_alive(live_system) -> Iterator[None]:
    """No worker dies of any of it, and the server has nothing to apologise for."""
    live_system.wait_until_ready()
    before = list_worker_pids(live_system)
    log_before = len(live_system.read_log())
    yield
    assert list_worker_pids(live_system) == before
    log = live_system.read_log()[log_before:]
    assert "Internal Server Error" not in log
    assert "Traceback" not in log


def list_worker_pids(system) -> list[int]:
    return [find_worker(system, name).pid for name in WORKERS] + [find_pool_child(system, "ingest").pid]


@pytest.fixture
def good_neighbour(api) -> Iterator[None]:
    """A good chat that is uploaded first and has to be found when all is over."""
    marker = f"neighbour{next(_numbers)}"
    job_id = api.upload("good.txt", GOOD.replace(b"good", marker.encode()))
    yield
    job = api.wait_for_job(job_id, timeout_s=60)
    assert (job["status"], job["counts"]["searchable"]) == ("succeeded", 20)
    assert api.search(marker, mode="keyword")["total"] == 20


def make(content: Content) -> bytes:
    return content() if callable(content) else content


def expect_reason(error: dict, code: str | None) -> None:
    """A stable code, and a sentence that a person can do something with."""
    assert re.fullmatch("[a-z_]+", error["code"])
    assert SENTENCE.match(error["message"]), error["message"]
    assert code in (None, error["code"])


@pytest.mark.parametrize(("name", "content", "code"), REFUSED.values(), ids=REFUSED)
def test_refused_at_once(api, good_neighbour, name, content, code):
    answer = api.send((name, make(content)))
    assert answer.status_code == 400
    expect_reason(answer.json()["error"], code)


@pytest.mark.parametrize(("name", "content", "code"), FAILED.values(), ids=FAILED)
def test_fails_with_a_reason(api, good_neighbour, name, content, code):
    job = api.wait_for_job(api.upload(name, make(content)))
    assert job["status"] == "failed", job
    expect_reason(job["error"], code)
    assert job["attempt"] <= 1


@pytest.mark.parametrize(("name", "content", "code", "kept"), KEPT_IN_PART.values(), ids=KEPT_IN_PART)
def test_fails_but_keeps_what_could_be_read(api, good_neighbour, name, content, code, kept):
    job = api.wait_for_job(api.upload(name, make(content)))
    assert job["status"] == "failed", job
    expect_reason(job["error"], code)
    assert job["counts"]["searchable"] == job["counts"]["messages"] == kept


@pytest.mark.parametrize(("name", "content", "messages", "skipped"), WORKED.values(), ids=WORKED)
def test_is_worked_and_tells_what_it_left_out(api, good_neighbour, name, content, messages, skipped):
    job = api.wait_for_job(api.upload(name, make(content)))
    assert (job["status"], job["error"]) == ("succeeded", None)
    counts = job["counts"]
    assert counts["searchable"] == counts["messages"]
    assert messages in (None, counts["messages"])
    assert skipped in (None, counts["skipped"])


def test_nothing_was_written_outside_the_folder_of_state(live_system):
    outside = live_system.var.parent
    assert {path.name for path in outside.iterdir()} <= {"var", "system.log"}
    assert not list(live_system.var.rglob("*evil*"))


def test_skips_are_listed_with_their_place(api):
    content = inputs.make_long_line(1) + b"one more, so that the bytes are new\n"
    upload = api.send(("chat.txt", content)).json()["uploads"][0]
    api.wait_for_job(upload["job"]["id"])
    (source,) = api.get(f"uploads/{upload['id']}/")["source_files"]
    assert source["skipped_count"] == len(source["skips"]) == 1
    assert source["skips"][0]["position"] == 21
    assert source["skips"][0]["reason"].endswith(".")
