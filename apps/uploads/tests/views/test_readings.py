"""The pages on which people decide how their files are read."""

import re

import pytest
from django.urls import reverse

from apps.uploads.models import Job, JobStatus, Message
from apps.uploads.tests.factories import make_colleague, make_upload, make_user, make_whatsapp, make_zip
from apps.uploads.tests.stages import run_parse

OPEN = "04/01/23, 09:15 - Ann: which month is it?\n04/01/23, 10:20 - Bob: <b>no</b> idea\n"
"""Nothing in it tells the day from the month."""


def open_page(client, upload) -> str:
    response = client.get(reverse("uploads:upload_detail", args=[upload.pk]))
    assert response.status_code == 200
    return response.content.decode()


def choose(client, upload, **answers):
    return client.post(reverse("uploads:choose_reading", args=[upload.pk]), answers, follow=True)


def reread(client, upload, **stated):
    return client.post(reverse("uploads:reread_upload", args=[upload.pk]), stated, follow=True)


@pytest.fixture
def waiting(owner):
    upload = make_upload(owner, OPEN)
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    return upload


def test_a_question_is_asked_with_what_each_answer_would_mean(owner_client, waiting):
    page = open_page(owner_client, waiting)
    assert "In which order are the dates written?" in page
    assert 'name="all-date_order" value="dmy"' in page
    assert 'name="all-date_order" value="mdy"' in page
    assert "4 Jan 2023, 09:15" in page
    assert "1 Apr 2023, 09:15" in page
    assert "&lt;b&gt;no&lt;/b&gt; idea" in page


def test_the_answer_lets_the_import_go_on(owner_client, waiting):
    response = choose(owner_client, waiting, **{"all-date_order": "mdy"})
    assert "The import goes on." in response.content.decode()
    job = run_parse(waiting)
    assert job.status != JobStatus.NEEDS_INPUT
    assert {message.sent_at.month for message in Message.objects.filter(conversation__upload=waiting)} == {4}
    assert "In which order are the dates written?" not in open_page(owner_client, waiting)


def test_no_answer_is_told(owner_client, waiting):
    assert "Choose one of the answers" in choose(owner_client, waiting).content.decode()
    waiting.job.refresh_from_db()
    assert waiting.job.status == JobStatus.NEEDS_INPUT


def test_a_question_of_several_files_is_asked_once(owner, owner_client):
    archive = make_zip({"a.txt": OPEN, "b.txt": OPEN.replace("Ann", "Zoe")})
    upload = make_upload(owner, archive, "chats.zip")
    run_parse(upload)
    page = open_page(owner_client, upload)
    assert page.count("In which order are the dates written?") == 1
    choose(owner_client, upload, **{"all-date_order": "dmy", "file-date_order-b.txt": "mdy"})
    run_parse(upload)
    months = {
        message.participant.name: message.sent_at.month
        for message in Message.objects.filter(
            conversation__upload=upload, participant__name__in=("Ann", "Zoe")
        )
    }
    assert months == {"Ann": 1, "Zoe": 4}


def test_files_are_asked_about_and_answered_while_the_job_goes_on_with_others(owner, owner_client):
    upload = make_upload(owner, make_zip({"a.txt": OPEN, "b.txt": make_whatsapp(3)}), "chats.zip")
    job = run_parse(upload)
    page = open_page(owner_client, upload)
    assert "In which order are the dates written?" in page
    assert "These files are not stored yet" in page
    assert f'data-job-id="{job.pk}"' in page
    panel = reverse("uploads:job", args=[job.pk])
    assert "Some files need your decision" in owner_client.get(panel).content.decode()
    choose(owner_client, upload, **{"all-date_order": "mdy"})
    assert "In which order are the dates written?" not in open_page(owner_client, upload)
    assert "Some files need your decision" not in owner_client.get(panel).content.decode()
    job.refresh_from_db()
    assert (job.status, job.stage) == (JobStatus.RUNNING, "embed")


def test_a_preview_waits_and_is_then_stored(owner, owner_client):
    upload = make_upload(owner, make_whatsapp(60), preview=True)
    run_parse(upload)
    page = open_page(owner_client, upload)
    assert "Look before it is stored" in page
    assert "message 49" in page
    assert "message 50" not in page
    assert not Message.objects.filter(conversation__upload=upload).exists()
    choose(owner_client, upload, confirm="true")
    run_parse(upload)
    assert Message.objects.filter(conversation__upload=upload).count() == 60


def test_a_preview_can_be_had_again_in_another_zone(owner, owner_client):
    upload = make_upload(owner, make_whatsapp(2), preview=True)
    run_parse(upload)
    choose(owner_client, upload, **{"all-timezone": "Asia/Tokyo", "all-date_order": ""})
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    assert "Asia/Tokyo" in open_page(owner_client, upload)


def test_a_preview_asks_what_is_open_once(owner, owner_client):
    upload = make_upload(owner, OPEN, preview=True)
    run_parse(upload)
    page = open_page(owner_client, upload)
    fields = re.findall(r'name="(all-[a-z_]+)"', page)
    assert (fields.count("all-timezone"), fields.count("all-date_order")) == (1, 2), (
        "two answers to one question"
    )
    choose(owner_client, upload, **{"all-date_order": "dmy", "all-timezone": "UTC", "confirm": "true"})
    assert run_parse(upload).status != JobStatus.NEEDS_INPUT


def test_what_is_stored_can_be_read_again(owner, owner_client):
    upload = make_upload(owner, make_whatsapp(2))
    run_parse(upload)
    upload.job.refresh_from_db()
    upload.job.status = JobStatus.SUCCEEDED
    upload.job.save()
    assert "The files are read again." in reread(owner_client, upload, timezone="Asia/Tokyo").content.decode()
    run_parse(upload)
    hours = {message.sent_at.hour for message in Message.objects.filter(conversation__upload=upload)}
    assert hours == {0}


def test_reading_again_keeps_what_was_chosen_before(owner, owner_client, waiting):
    choose(owner_client, waiting, **{"all-date_order": "mdy"})
    run_parse(waiting)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    page = open_page(owner_client, waiting)
    assert '<option value="mdy" selected>' in page
    reread(owner_client, waiting, timezone="Asia/Tokyo", date_order="mdy")
    assert run_parse(waiting).status != JobStatus.NEEDS_INPUT
    moments = {(message.sent_at.month, message.sent_at.hour) for message in Message.objects.all()}
    assert moments == {(4, 0), (4, 1)}


def test_a_running_upload_is_not_read_again(owner, owner_client):
    upload = make_upload(owner, make_whatsapp(2))
    assert "being worked on" in reread(owner_client, upload, timezone="Asia/Tokyo").content.decode()


def test_only_members_decide_and_only_removers_read_again(owner, client, waiting):
    client.force_login(make_user("stranger"))
    assert choose(client, waiting, **{"all-date_order": "dmy"}).status_code == 404
    client.force_login(make_colleague(waiting.organization))
    assert reread(client, waiting, timezone="UTC").status_code == 404
    assert choose(client, waiting, **{"all-date_order": "dmy"}).status_code == 200
    waiting.job.refresh_from_db()
    assert waiting.job.status == JobStatus.QUEUED


def test_the_report_says_how_it_was_read(owner, owner_client):
    upload = make_upload(owner, make_whatsapp(300))
    run_parse(upload)
    page = open_page(owner_client, upload)
    assert "Import report" in page
    assert "Order of dates" in page
    assert "day, month, year" in page
    assert "Assumed" in page
    assert "1 Mar 2026, 09:00" in page


def test_every_format_says_how_to_export_it(owner_client):
    page = owner_client.get(reverse("uploads:formats")).content.decode()
    assert "WhatsApp" in page
    assert "Export chat" in page
    assert page.index('id="zulip"') < page.index('id="documents"'), "chat programs come first"
    assert page.count('<ol class="format__steps">') == page.count('<article class="format">') > 5
