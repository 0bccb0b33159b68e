"""Reports, questions, choices, reading again, formats: as programs meet them."""

import json

import pytest

from apps.uploads.models import Job, JobStatus, Message, Upload
from apps.uploads.parsing.registry import PARSERS
from apps.uploads.tests.factories import make_file, make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import run_parse

pytestmark = pytest.mark.django_db

UNCLEAR = "03/04/2026, 10:00 - Ada: hi\n03/04/2026, 10:01 - Bob: ho\n"


@pytest.fixture
def waiting(owner) -> Upload:
    upload = make_upload(owner, UNCLEAR)
    run_parse(upload)
    return upload


@pytest.fixture
def done(owner) -> Upload:
    upload = make_upload(owner, make_whatsapp(5))
    run_parse(upload)
    Job.objects.filter(upload=upload).update(status=JobStatus.SUCCEEDED)
    return upload


def post(client, upload, what: str, **body):
    return client.post(f"/api/v1/uploads/{upload.pk}/{what}/", body, format="json")


def test_job_and_upload_tell_what_is_asked(api, waiting):
    job = api.get(f"/api/v1/jobs/{waiting.job.pk}/").json()
    upload = api.get(f"/api/v1/uploads/{waiting.pk}/").json()
    assert (job["status"], job["finished_at"]) == ("needs_input", None)
    assert job["questions"] == upload["questions"]
    (question,) = job["questions"]
    assert set(question) == {
        "file",
        "subject",
        "value",
        "confidence",
        "explanation",
        "lines",
        "choices",
        "previews",
    }
    assert api.get("/api/v1/jobs/?status=needs_input").json()["count"] == 1
    assert api.get("/api/v1/queue/").json()["queues"][0]["needs_input"] == 1


def test_an_answer_queues_the_job_again(api, waiting):
    answer = post(api, waiting, "choices", date_order="mdy", timezone="Asia/Tokyo")
    assert (answer.status_code, answer.json()["status"], answer.json()["questions"]) == (202, "queued", [])
    run_parse(waiting)
    assert Message.objects.first().sent_at.isoformat() == "2026-03-04T01:00:00+00:00"


def test_an_answer_is_taken_while_the_job_works_on_other_files(owner, api):
    archive = make_zip({"a.txt": UNCLEAR, "b.txt": make_whatsapp(3)})
    upload = make_upload(owner, archive, name="chats.zip")
    assert run_parse(upload).stage == "embed"
    job = api.get(f"/api/v1/jobs/{upload.job.pk}/").json()
    assert (job["status"], job["asks"], job["counts"]["waiting_files"]) == ("running", True, 1)
    assert [question["file"] for question in job["questions"]] == ["a.txt"]
    answer = post(api, upload, "choices", date_order="mdy")
    assert (answer.status_code, answer.json()["status"], answer.json()["asks"]) == (202, "running", False)


def test_a_colleague_may_answer(colleague_api, waiting):
    assert post(colleague_api, waiting, "choices", date_order="mdy").status_code == 202


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "no_choice"), ({"date_order": "x"}, "bad_date_order"), ({"x": 1}, "unknown_choice")],
)
@pytest.mark.parametrize("what", ["choices", "reread"])
def test_a_bad_choice_is_a_400_with_its_code(api, waiting, what, body, code):
    answer = post(api, waiting, what, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize("body", ["[]", "3", '"dmy"', "null", '{"files": {"chat.txt": null}}', "[" * 20_000])
def test_a_body_that_is_no_choice_is_a_400(api, waiting, body):
    url = f"/api/v1/uploads/{waiting.pk}/choices/"
    assert api.generic("POST", url, body, content_type="application/json").status_code == 400


def test_what_asks_nothing_cannot_be_answered(api, done):
    answer = post(api, done, "choices", date_order="mdy")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_possible")


def test_reading_again_queues_the_job(api, done):
    answer = post(api, done, "reread", timezone="Asia/Tokyo")
    assert (answer.status_code, answer.json()["status"], answer.json()["stage"]) == (202, "queued", "parse")
    assert not Message.objects.exists()
    again = post(api, done, "reread", timezone="Europe/Berlin")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_possible")


def test_reading_again_is_for_whom_deleting_is(colleague_api, done):
    assert post(colleague_api, done, "reread", timezone="Asia/Tokyo").status_code == 404
    assert Message.objects.count() == 5


@pytest.mark.parametrize("what", ["report", "choices", "reread"])
def test_a_stranger_meets_nothing(stranger_api, waiting, what):
    url = f"/api/v1/uploads/{waiting.pk}/{what}/"
    answer = stranger_api.get(url) if what == "report" else stranger_api.post(url, {}, format="json")
    assert answer.status_code == 404


def test_the_report_adds_up_and_pages_through_files(api, owner):
    files = {f"{n}.txt": make_whatsapp(n + 1, marker=f"in {n}") for n in range(3)}
    upload = make_upload(owner, make_zip(files | {"bad.txt": bytes(500)}), name="four.zip")
    run_parse(upload)
    url = f"/api/v1/uploads/{upload.pk}/report/"
    report = api.get(url).json()
    counts = report["totals"]["counts"]
    assert (counts["files"], counts["failed_files"], counts["messages"], counts["people"]) == (4, 1, 6, 2)
    assert report["files"][0]["error"]["code"] == "binary_file", "what failed comes first"
    assert report["files"][0]["report"]["counts"]["messages"] == 0
    first = api.get(url, {"limit": 3}).json()
    rest = api.get(url, {"limit": 3, "offset": first["next_offset"]}).json()
    assert (len(first["files"]), len(rest["files"]), rest["next_offset"]) == (3, 1, None)


def test_the_report_of_known_bytes_is_the_first_one_s(api, owner, done):
    again = make_upload(owner, make_whatsapp(5))
    report = api.get(f"/api/v1/uploads/{again.pk}/report/").json()
    assert report["totals"]["counts"]["messages"] == 5
    assert report["files"][0]["report"]["label"] == "WhatsApp text export"


def test_a_report_is_there_before_the_file_is_opened(api, owner):
    report = api.get(f"/api/v1/uploads/{make_upload(owner).pk}/report/").json()
    assert (report["status"], report["files"], report["totals"]["first"]) == ("queued", [], None)


def test_what_is_stated_when_uploading_is_kept(api):
    columns = {"sender": "From", "text": "Body"}
    fields = {"clock": "12", "base_date": "2024-01-31", "columns": json.dumps(columns), "preview": "true"}
    sent = api.post("/api/v1/uploads/", {"files": [make_file("x")], **fields}, format="multipart")
    assert sent.status_code == 202
    upload = Upload.objects.get()
    assert upload.choices == {"clock": "12", "base_date": "2024-01-31", "columns": columns}
    assert upload.wants_preview


@pytest.mark.parametrize("columns", ["{", "[]", '{"sender": 1}', "[" * 20_000])
def test_columns_that_are_none_are_refused(api, columns):
    sent = api.post("/api/v1/uploads/", {"files": [make_file("x")], "columns": columns}, format="multipart")
    assert (sent.status_code, sent.json()["error"]["code"]) == (400, "bad_columns")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("fields", "differs"), [({}, False), ({"timezone": "UTC"}, False), ({"timezone": "Asia/Tokyo"}, True)]
)
def test_known_bytes_with_other_choices_say_so_and_change_nothing(api, owner, fields, differs):
    first = make_upload(owner, UNCLEAR, timezone="UTC", date_order="dmy")
    sent = api.post("/api/v1/uploads/", {"files": [make_file(UNCLEAR)], **fields}, format="multipart")
    (received,) = sent.json()["uploads"]
    assert (received["duplicate_of"], received["differs"]) == (str(first.pk), differs)
    assert Upload.objects.get(pk=first.pk).timezone == "UTC"


def test_a_question_can_be_answered_through_an_upload_of_the_same_bytes(api, owner, waiting):
    again = make_upload(owner, UNCLEAR)
    assert post(api, again, "choices", date_order="mdy").status_code == 202
    assert Job.objects.get().status == JobStatus.QUEUED


def test_formats_tell_how_to_export(api):
    formats = api.get("/api/v1/formats/").json()["formats"]
    names = [entry["name"] for entry in formats]
    assert {parser.name for parser in PARSERS} <= set(names)
    assert len(names) == len(set(names))
    for entry in formats:
        assert entry["label"], entry
        assert entry["family"], entry
        assert entry["remarks"].endswith("."), entry
        assert entry["guide"], entry
        assert all(entry["guide"]), entry
