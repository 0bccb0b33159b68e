import contextlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from apps.uploads.jobs.runner import run_slice
from apps.uploads.models import (
    Conversation,
    EventKind,
    Job,
    JobStatus,
    Message,
    SourceFile,
    SourceState,
    Upload,
)
from apps.uploads.services import parse_upload as parsing
from apps.uploads.services.control_job import retry_job
from apps.uploads.services.local_files import working_folder
from apps.uploads.services.parse_upload import parse_upload
from apps.uploads.services.store_messages import MessageWriter
from apps.uploads.tests.factories import make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import let_lease_run_out, run_parse
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db

IRC_DAY = "=== ada is now known as ada2\n[09:0{n}] <ada> morning {n}\n[09:1{n}] <bob> hello {n}\n"


def finish(job: Job) -> Job:
    """Let the later stages pass, as if all were embedded and indexed."""
    for stage in (pipeline.EMBED, pipeline.INDEX):
        run_slice(str(job.pk), stage.name, lambda work: True)
    return Job.objects.get(pk=job.pk)


def list_messages(upload: Upload) -> list[tuple[str, int, str]]:
    rows = Message.objects.filter(conversation__upload=upload).order_by("conversation__key", "sequence")
    return list(rows.values_list("conversation__name", "sequence", "text"))


def make_json(texts: list[str]) -> str:
    return json.dumps([{"sender": "Ada", "time": "2026-05-01T10:00:00Z", "text": text} for text in texts])


def test_a_whatsapp_export_becomes_a_conversation(owner):
    upload = make_upload(owner, make_whatsapp(5), name="WhatsApp Chat with Hiking.txt")
    job = run_parse(upload)
    conversation = Conversation.objects.get(upload=upload)
    source = upload.source_files.get()
    assert (job.stage, job.status) == (pipeline.EMBED.name, JobStatus.RUNNING)
    assert (conversation.format, conversation.message_count) == ("whatsapp", 5)
    assert "Hiking" in conversation.name
    assert (source.state, source.format, source.message_count) == (SourceState.PARSED, "whatsapp", 5)
    assert job.counts["messages"] == 5
    assert [text for _, _, text in list_messages(upload)] == [f"message {number}" for number in range(5)]


def test_every_file_of_a_zip_is_parsed_by_itself(owner):
    days = {f"#team/2026-05-0{n}.log": IRC_DAY.format(n=n) for n in (1, 2, 3)}
    upload = make_upload(owner, make_zip(days), name="logs.zip")
    job = run_parse(upload)
    assert job.counts["files"] == 3
    assert job.counts["messages"] == 6
    assert set(upload.source_files.values_list("path", flat=True)) == set(days)
    assert {source.format for source in upload.source_files.all()} == {"irc"}


def test_one_bad_file_in_a_zip_leaves_the_others_alone(owner):
    packed = make_zip({"good.txt": make_whatsapp(3), "bad.txt": b"\x89PNG\r\n\x1a\n" + bytes(200)})
    upload = make_upload(owner, packed, name="both.zip")
    job = finish(run_parse(upload))
    bad = upload.source_files.get(path="bad.txt")
    assert job.status == JobStatus.SUCCEEDED
    assert (bad.state, bad.error_code) == (SourceState.FAILED, "binary_file")
    assert (job.counts["messages"], job.counts["failed_files"]) == (3, 1)
    assert job.events.filter(kind=EventKind.LOG, text__contains="binary_file").exists()


def test_members_left_out_are_in_the_log(owner):
    packed = make_zip({"chat.txt": make_whatsapp(1), "../../evil.txt": "x", "photo.jpg": b"x"})
    upload = make_upload(owner, packed, name="chat.zip")
    job = run_parse(upload)
    log = "\n".join(job.events.filter(kind=EventKind.LOG).values_list("text", flat=True))
    assert "evil.txt" in log
    assert "photo.jpg" in log
    assert list(upload.source_files.values_list("path", flat=True)) == ["chat.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_the_same_name_are_both_read(owner):
    packed = make_zip_of([("chat.txt", make_json(["one"])), ("chat.txt", make_json(["two"]))])
    upload = make_upload(owner, packed, name="twice.zip")
    run_parse(upload)
    assert {text for _, _, text in list_messages(upload)} == {"one", "two"}


def make_zip_of(members: list[tuple[str, str]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(500), "binary_file"),
        ("blank.txt", b" \n\n  \n", "no_messages"),
        ("broken.json", b'{"messages": [{"sender', "broken_json"),
        ("cut.zip", make_zip({"chat.txt": make_whatsapp(50)})[:-40], "truncated_archive"),
        ("empty.zip", make_zip({}), "nothing_to_read"),
        ("media.zip", make_zip({"a.jpg": b"x"}), "nothing_to_read"),
    ],
)
def test_a_file_nothing_can_be_made_of_fails_its_job_with_a_reason(owner, name, content, code):
    job = run_parse(make_upload(owner, content, name=name))
    assert (job.status, job.error_code) == (JobStatus.FAILED, code)
    assert job.error_message.endswith(".")
    assert not Message.objects.exists()


def test_damage_keeps_what_came_before_and_fails_the_job_once_that_is_searchable(owner):
    whole = make_json([f"message {number}" for number in range(6)])
    upload = make_upload(owner, whole[: whole.index("message 4") + 4], name="chat.json")
    job = run_parse(upload)
    assert job.stage == pipeline.EMBED.name
    assert job.damage["code"] == "broken_json"
    assert [text for _, _, text in list_messages(upload)] == [f"message {number}" for number in range(4)]
    job = finish(job)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "broken_json")
    assert "4 messages before the damage" in job.error_message


def test_a_batch_that_damage_cuts_short_is_kept(owner, monkeypatch):
    monkeypatch.setattr(parsing, "BATCH_ITEMS", 4)
    deep = '{"sender": "Eve", "text": ' + "[" * 100 + "]" * 100 + "}"
    content = make_json([f"message {number}" for number in range(6)])[:-1] + "," + deep + "]"
    upload = make_upload(owner, content, name="chat.json")
    job = finish(run_parse(upload))
    assert len(list_messages(upload)) == 6
    assert (job.status, job.error_code) == (JobStatus.FAILED, "json_too_deep")


def test_skips_with_characters_the_database_cannot_hold_are_listed(owner):
    content = json.dumps([{"sender": "Ada", "text": "hi"}, "\x00 no record \ud800"])
    upload = make_upload(owner, content, name="chat.json")
    job = run_parse(upload)
    source = upload.source_files.get()
    assert (source.skipped_count, job.counts["skipped"]) == (1, 1)
    assert "no record" in source.skips[0]["excerpt"]


@pytest.mark.parametrize("batches_before_the_crash", [0, 1, 3])
def test_a_crash_between_batches_loses_and_doubles_nothing(owner, monkeypatch, batches_before_the_crash):
    monkeypatch.setattr(parsing, "BATCH_ITEMS", 4)
    upload = make_upload(owner, make_whatsapp(18))
    crash_after(monkeypatch, batches_before_the_crash)
    with pytest.raises(MemoryError):
        parse_upload(str(upload.job.pk))
    assert Message.objects.count() == 4 * batches_before_the_crash
    monkeypatch.undo()
    let_lease_run_out(upload)
    job = run_parse(upload)
    assert [text for _, _, text in list_messages(upload)] == [f"message {number}" for number in range(18)]
    assert [sequence for _, sequence, _ in list_messages(upload)] == list(range(18))
    assert job.counts["messages"] == 18
    assert upload.source_files.get().message_count == 18
    assert Conversation.objects.get(upload=upload).message_count == 18


def crash_after(monkeypatch, batches: int) -> None:
    """Let the writer break down inside the transaction of the batch after these."""
    written = []
    write = MessageWriter.write

    def write_or_crash(self, batch):
        said = write(self, batch)
        if len(written) == batches:
            raise MemoryError
        written.append(batch)
        return said

    monkeypatch.setattr(MessageWriter, "write", write_or_crash)


def test_a_crash_between_the_files_of_a_zip_goes_on_with_the_rest(owner, monkeypatch):
    upload = make_upload(owner, make_zip({f"{n}.txt": make_whatsapp(2, marker=f"in {n}") for n in range(3)}))
    crash_after(monkeypatch, 1)
    with pytest.raises(MemoryError):
        parse_upload(str(upload.job.pk))
    assert upload.source_files.filter(state=SourceState.PARSED).count() == 1
    monkeypatch.undo()
    let_lease_run_out(upload)
    job = run_parse(upload)
    assert Message.objects.count() == job.counts["messages"] == 6
    assert job.counts["files"] == 3


def test_a_second_announcement_changes_nothing(owner):
    upload = make_upload(owner, make_whatsapp(5))
    job = run_parse(upload)
    before = list(Message.objects.order_by("pk").values())
    parse_upload(str(job.pk))
    after = Job.objects.get(pk=job.pk)
    assert list(Message.objects.order_by("pk").values()) == before
    assert (after.event_number, after.attempts_total) == (job.event_number, job.attempts_total)


def test_files_of_a_zip_take_turns_with_other_jobs(owner, settings):
    settings.JOB_SLICE_S = 0
    upload = make_upload(owner, make_zip({f"{n}.txt": make_whatsapp(1, marker=f"in {n}") for n in range(3)}))
    job = run_parse(upload)
    assert job.attempts_total >= 3
    assert Message.objects.count() == 3


def test_a_retry_reads_failed_files_again_and_counts_them_once(owner):
    whole = make_json([f"message {number}" for number in range(6)])
    upload = make_upload(owner, whole[: whole.index("message 4")], name="chat.json")
    first = finish(run_parse(upload))
    Path(upload.file.path).write_text(whole)
    retry_job(first)
    again = Job.objects.get(pk=first.pk)
    assert (again.status, again.stage, again.damage) == (JobStatus.QUEUED, pipeline.PARSE.name, None)
    job = finish(run_parse(upload))
    assert (job.status, job.error_code) == (JobStatus.SUCCEEDED, "")
    assert [text for _, _, text in list_messages(upload)] == [f"message {number}" for number in range(6)]
    assert (job.counts["messages"], job.counts["failed_files"], job.counts["skipped"]) == (6, 0, 0)


def test_nothing_stays_in_the_working_folder(owner, settings):
    upload = make_upload(owner, make_zip({"chat.txt": make_whatsapp(1)}))
    run_parse(upload)
    assert not list((settings.VAR_DIR / "tmp").glob(f"unpack-{upload.pk.hex}-*"))


def test_a_working_folder_goes_even_when_the_work_breaks(owner):
    upload = make_upload(owner)
    with contextlib.suppress(MemoryError), working_folder(upload) as folder:
        (folder / "file").write_text("x")
        raise MemoryError
    assert not folder.exists()


def test_an_iphone_chat_is_named_by_its_archive(owner):
    content = "[01.05.26, 10:00:00] Ada: hi\n[01.05.26, 10:01:00] Bob: ho\n"
    upload = make_upload(owner, make_zip({"_chat.txt": content}), name="WhatsApp Chat - Lisbon trip.zip")
    run_parse(upload)
    assert "Lisbon trip" in Conversation.objects.get().name


def test_the_stated_timezone_and_date_order_are_used(owner):
    content = "01/02/2026, 10:00 - Ada: hi\n01/02/2026, 10:01 - Bob: ho\n"
    upload = make_upload(owner, content, timezone="America/New_York", date_order="mdy")
    run_parse(upload)
    assert Message.objects.order_by("sequence").first().sent_at.isoformat() == "2026-01-02T15:00:00+00:00"


def test_progress_counts_bytes(owner):
    upload = make_upload(owner, make_whatsapp(100))
    run_parse(upload)
    assert SourceFile.objects.get(upload=upload).size_bytes == upload.size_bytes
