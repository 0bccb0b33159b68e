import errno
import hashlib

import pytest

from apps.uploads.models import Job, Upload
from apps.uploads.services.parse_upload import parse_upload
from apps.uploads.tests.factories import make_file, make_upload, make_whatsapp

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads/"


def send(client, *files, **fields):
    return client.post(URL, {"files": list(files), **fields}, format="multipart")


def test_a_received_file_is_answered_with_its_job(api):
    content = make_whatsapp(2).encode()
    answer = send(api, make_file(content, "hiking.txt"))
    assert answer.status_code == 202
    upload, job = Upload.objects.get(), Job.objects.get()
    assert answer.json() == {
        "uploads": [
            {
                "id": str(upload.pk),
                "filename": "hiking.txt",
                "sha256": hashlib.sha256(content).hexdigest(),
                "duplicate_of": None,
                "differs": False,
                "job": {
                    "id": str(job.pk),
                    "status": "queued",
                    "url": f"http://testserver/api/v1/jobs/{job.pk}/",
                },
            }
        ]
    }


def test_the_job_s_url_answers(api):
    job = send(api, make_file("x")).json()["uploads"][0]["job"]
    assert api.get(job["url"]).json()["id"] == job["id"]


def test_several_files_make_several_jobs_in_order(api):
    answer = send(api, make_file("one", "a.txt"), make_file("two", "b.txt"))
    uploads = answer.json()["uploads"]
    assert [upload["filename"] for upload in uploads] == ["a.txt", "b.txt"]
    assert len({upload["job"]["id"] for upload in uploads}) == 2


def test_the_same_file_again_is_recognised(api):
    first = send(api, make_file("same", "a.txt")).json()["uploads"][0]
    second = send(api, make_file("same", "b.txt")).json()["uploads"][0]
    assert second["duplicate_of"] == first["id"]
    assert second["job"] == first["job"]
    assert second["id"] != first["id"]


def test_the_same_file_twice_in_one_request(api):
    uploads = send(api, make_file("same", "a.txt"), make_file("same", "b.txt")).json()["uploads"]
    assert [upload["duplicate_of"] for upload in uploads] == [None, uploads[0]["id"]]


def test_timezone_and_date_order_are_kept(api):
    send(api, make_file("x"), timezone="Europe/Berlin", date_order="dmy")
    upload = Upload.objects.get()
    assert (upload.timezone, upload.date_order) == ("Europe/Berlin", "dmy")


@pytest.mark.parametrize(
    ("files", "fields", "status", "code"),
    [
        ([], {}, 400, "no_files"),
        ([b""], {}, 400, "empty_file"),
        ([b"good", b""], {}, 400, "empty_file"),
        ([b"good", b"x" * 2001], {}, 413, "file_too_large"),
        ([b"good"], {"timezone": "Nowhere/Land"}, 400, "bad_timezone"),
        ([b"good"], {"timezone": "a\x00b"}, 400, "bad_timezone"),
        ([b"good"], {"date_order": "ydm"}, 400, "bad_date_order"),
        ([b"good"], {"date_order": "d" * 100}, 400, "bad_date_order"),
    ],
)
def test_a_refused_request_keeps_none_of_its_files(api, settings, files, fields, status, code):
    settings.UPLOAD_MAX_BYTES = 2000
    answer = send(api, *(make_file(content, f"{n}.txt") for n, content in enumerate(files)), **fields)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"].endswith(".")
    assert not Upload.objects.exists()


def test_files_under_another_name_are_not_found(api):
    answer = api.post(URL, {"file": make_file("x")}, format="multipart")
    assert answer.json()["error"]["code"] == "no_files"


def test_a_text_field_named_files_is_no_file(api):
    assert send(api, "just text").json()["error"]["code"] == "no_files"


@pytest.mark.parametrize("field", ["timezone", "date_order"])
def test_a_file_where_words_belong_is_ignored(api, field):
    assert send(api, make_file("x"), **{field: make_file("Europe/Berlin")}).status_code == 202
    assert Upload.objects.get().timezone == ""


def test_too_many_files_at_once(api, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = send(api, *(make_file(f"{number}") for number in range(3)))
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "request_refused"
    assert not Upload.objects.exists()


def test_a_field_of_words_that_is_too_long(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send(api, make_file("x"), timezone="z" * 2000)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "request_refused"


def test_a_full_disk_is_told_in_one_sentence(api, monkeypatch):
    def fill_up(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("apps.uploads.services.receive_upload.default_storage.save", fill_up)
    answer = send(api, make_file("x"))
    assert answer.status_code == 507
    assert answer.json()["error"]["code"] == "disk_full"
    assert not Upload.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/octet-stream"])
def test_another_kind_of_body_is_refused(api, content_type):
    answer = api.generic("POST", URL, b"{}", content_type=content_type)
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense"),
        ("multipart/form-data; boundary=x", b""),
    ],
)
def test_a_body_that_is_no_form_is_a_400(api, content_type, body):
    answer = api.generic("POST", URL, body, content_type=content_type)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("parse_error", "no_files")


def test_the_list_shows_the_newest_first(api, owner):
    for name in ("a.txt", "b.txt"):
        make_upload(owner, name, name=name)
    rows = api.get(URL).json()["results"]
    assert [row["filename"] for row in rows] == ["b.txt", "a.txt"]
    assert rows[0]["size_bytes"] == 5


def test_an_upload_tells_how_each_of_its_files_was_read(api, owner):
    upload = make_upload(owner, make_whatsapp(3))
    parse_upload(str(upload.job.pk))
    files = api.get(f"{URL}{upload.pk}/").json()["source_files"]
    assert [(file["path"], file["state"], file["format"], file["message_count"]) for file in files] == [
        ("chat.txt", "parsed", "whatsapp", 3)
    ]
