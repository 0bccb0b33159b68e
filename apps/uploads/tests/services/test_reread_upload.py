import pytest

from apps.accounts.models import Organization
from apps.uploads.models import Conversation, Job, JobStatus, Message, SourceState, Upload
from apps.uploads.parsing.options import BadChoice
from apps.uploads.services.choose_reading import choose_reading, read_choices
from apps.uploads.services.control_job import NotPossible
from apps.uploads.services.remove import removing
from apps.uploads.services.reread_upload import reread_upload
from apps.uploads.tests.factories import get_home, make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import run_parse
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db

UNCLEAR = "03/04/2026, 10:00 - Ada: hi\n03/04/2026, 10:01 - Bob: ho\n"


def make_read(owner, content: str | bytes | None = None, **options) -> Upload:
    """Return an upload that has been worked to its end."""
    upload = make_upload(owner, content if content is not None else make_whatsapp(5), **options)
    run_parse(upload)
    Job.objects.filter(upload=upload).update(status=JobStatus.SUCCEEDED, stage=pipeline.INDEX.name)
    return Upload.objects.get(pk=upload.pk)


def reread(upload: Upload, **given) -> Job:
    reread_upload(upload, read_choices(given))
    return run_parse(upload)


def list_times() -> list[str]:
    return [f"{message.sent_at:%Y-%m-%d %H:%M}" for message in Message.objects.order_by("sequence")]


def test_the_same_messages_come_back_at_other_times_and_once(owner):
    upload = make_read(owner, UNCLEAR, date_order="dmy")
    job = reread(upload, date_order="mdy", timezone="Asia/Tokyo")
    assert list_times() == ["2026-03-04 01:00", "2026-03-04 01:01"]
    assert (job.stage, job.counts["messages"], Conversation.objects.get().message_count) == ("embed", 2, 2)
    source = upload.source_files.get()
    assert (source.state, source.items_committed, source.message_count) == (SourceState.PARSED, 2, 2)
    upload.refresh_from_db()
    assert (upload.date_order, upload.timezone) == ("mdy", "Asia/Tokyo")


def test_the_organization_s_zone_is_taken_as_it_was_when_the_file_came(owner):
    home = get_home(owner)
    for zone, hour in (("Asia/Tokyo", 0), ("America/New_York", 13)):
        Organization.objects.filter(pk=home.pk).update(time_zone=zone)
        if zone == "Asia/Tokyo":
            upload = make_upload(owner, make_whatsapp(1))
            Organization.objects.filter(pk=home.pk).update(time_zone="")
            run_parse(upload)
            Job.objects.update(status=JobStatus.SUCCEEDED, stage=pipeline.INDEX.name)
        else:
            reread(Upload.objects.get(pk=upload.pk), date_order="dmy")
        (told,) = [
            one for one in upload.source_files.get().report["inferences"] if one["subject"] == "timezone"
        ]
        assert (told["value"], told["source"], Message.objects.get().sent_at.hour) == (zone, "assumed", hour)
    upload.refresh_from_db()
    assert (upload.timezone, upload.zone, upload.differs) == ("", "America/New_York", False)


def test_an_empty_choice_takes_back_what_was_stated(owner):
    upload = make_read(owner, make_whatsapp(1), timezone="Asia/Tokyo")
    reread(upload, timezone="")
    assert list_times() == ["2026-03-21 09:00"]


def test_a_choice_for_all_overrules_those_for_single_files(owner):
    upload = make_upload(owner, UNCLEAR)
    run_parse(upload)
    choose_reading(upload, read_choices({"date_order": "mdy"}))
    run_parse(upload)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    reread(upload, date_order="dmy")
    assert list_times()[0] == "2026-04-03 10:00"
    assert upload.source_files.get().choices == {}


def test_single_files_can_be_read_in_another_way(owner):
    upload = make_read(owner, make_zip({"a.txt": make_whatsapp(1), "b.txt": make_whatsapp(1, marker="b")}))
    reread(upload, files={"b.txt": {"timezone": "Asia/Tokyo"}})
    assert sorted(list_times()) == ["2026-03-21 00:00", "2026-03-21 09:00"]


def test_the_index_is_told_of_what_goes(owner):
    upload = make_read(owner)
    before = set(Message.objects.values_list("pk", flat=True))
    told = []

    def listen(**event):
        told.extend(event["message_ids"])

    removing.connect(listen)
    try:
        reread(upload, timezone="Asia/Tokyo")
    finally:
        removing.disconnect(listen)
    assert set(told) == before
    assert not before & set(Message.objects.values_list("pk", flat=True))


def test_other_uploads_keep_their_messages(owner):
    other = make_read(owner, make_whatsapp(3, marker="other"))
    before = set(Message.objects.values_list("pk", flat=True))
    upload = make_read(owner, make_whatsapp(2, marker="this"), name="this.txt")
    reread(upload, timezone="Asia/Tokyo")
    kept = Message.objects.filter(conversation__upload=other)
    assert set(kept.values_list("pk", flat=True)) == before


def test_a_chat_that_others_brought_too_is_joined_again(owner):
    make_read(owner, make_whatsapp(20))
    longer = make_read(owner, make_whatsapp(30))
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 30)
    reread(longer, date_order="dmy")
    texts = Message.objects.order_by("sequence").values_list("text", flat=True)
    assert list(texts) == [f"message {number}" for number in range(30)]
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING])
def test_while_it_is_worked_on_it_is_refused_and_nothing_is_changed(owner, status):
    upload = make_read(owner)
    Job.objects.update(status=status)
    with pytest.raises(NotPossible, match="being worked on"):
        reread_upload(upload, read_choices({"timezone": "Asia/Tokyo"}))
    assert Message.objects.count() == 5
    assert Upload.objects.get().timezone == ""


def test_a_job_that_asks_can_be_read_in_another_way_too(owner):
    upload = make_upload(owner, UNCLEAR)
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    assert reread(upload, date_order="mdy").stage == "embed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_choice"),
        ({"confirm": True}, "no_choice"),
        ({"files": {"x": {"clock": "12"}}}, "unknown_file"),
    ],
)
def test_what_changes_nothing_is_refused(owner, given, code):
    upload = make_read(owner)
    with pytest.raises(BadChoice) as refused:
        reread_upload(upload, read_choices(given))
    assert (refused.value.code, Message.objects.count()) == (code, 5)


def test_a_fault_half_way_leaves_everything_as_it_was(owner, monkeypatch):
    upload = make_read(owner)

    def break_down(job):
        raise MemoryError

    monkeypatch.setattr("apps.uploads.services.reread_upload.queue_again", break_down)
    with pytest.raises(MemoryError):
        reread_upload(upload, read_choices({"timezone": "Asia/Tokyo"}))
    assert (Message.objects.count(), Upload.objects.get().timezone) == (5, "")
    assert Job.objects.get().status == JobStatus.SUCCEEDED
