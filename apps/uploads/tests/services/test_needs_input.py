"""Files that do not say how they are to be read: the import waits, is answered, and goes on."""

from contextlib import suppress

import pytest

from apps.uploads.jobs.lease import claim_job
from apps.uploads.jobs.outcome import wait_for_input
from apps.uploads.jobs.reconcile import find_due_jobs
from apps.uploads.jobs.runner import run_slice
from apps.uploads.jobs.state import is_stalled
from apps.uploads.models import EventKind, Job, JobStatus, Message, SourceState, Upload
from apps.uploads.parsing.options import BadChoice
from apps.uploads.report_selectors import describe_report, list_questions
from apps.uploads.services.choose_reading import choose_reading, read_choices
from apps.uploads.services.control_job import NotPossible, cancel_job, retry_job
from apps.uploads.services.remove import remove_upload
from apps.uploads.tests.factories import make_job, make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import run_parse, run_stage
from apps.uploads.tests.waiting import wait_until
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db

UNCLEAR = "03/04/2026, 10:00 - Ada: hi\n03/04/2026, 10:01 - Bob: ho\n"
CLEAR = "23/04/2026, 10:00 - Eve: one order only\n23/04/2026, 10:01 - Bob: yes\n"


def wait(owner, content: str | bytes = UNCLEAR, name: str = "chat.txt", **options) -> Upload:
    upload = make_upload(owner, content, name=name, **options)
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    return Upload.objects.get(pk=upload.pk)


def answer(upload: Upload, **given) -> Job:
    choose_reading(upload, read_choices(given))
    return run_parse(upload)


def run_rest(upload: Upload) -> Job:
    """As if the later stages had nothing to do."""
    for stage in (pipeline.EMBED.name, pipeline.INDEX.name):
        run_stage(upload, stage, lambda job_id, stage=stage: run_slice(job_id, stage, lambda work: True))
    return Job.objects.get(upload=upload)


def work_to_its_end(upload: Upload) -> None:
    wait_until(lambda: run_parse(upload) and run_rest(upload).is_finished)


def answer_until_done(upload: Upload) -> None:
    wait_until(lambda: try_to_answer(Upload.objects.get(pk=upload.pk)))


def try_to_answer(upload: Upload) -> bool:
    """Answer one question; return whether the job has ended. Somebody else may have been quicker."""
    for question in list_questions(upload)[:1]:
        with suppress(NotPossible, BadChoice):
            choose_reading(upload, read_choices({"files": {question["file"]: {"date_order": "dmy"}}}))
    return upload.job.is_finished


def list_days(upload: Upload) -> list[str]:
    rows = Message.objects.filter(conversation__upload=upload).order_by("conversation__key", "sequence")
    return [f"{sent_at:%Y-%m-%d %H:%M}" for sent_at in rows.values_list("sent_at", flat=True)]


def test_nothing_is_stored_before_the_answer(owner):
    upload = wait(owner)
    source = upload.source_files.get()
    assert not Message.objects.exists()
    assert (source.state, source.items_committed, source.format) == (SourceState.WAITING, 0, "whatsapp")
    assert source.report["counts"]["messages"] == 2


def test_the_question_has_choices_and_what_each_would_make_of_the_file(owner):
    (question,) = list_questions(wait(owner))
    assert (question["file"], question["subject"]) == ("chat.txt", "date_order")
    assert {"dmy", "mdy"} <= {choice["value"] for choice in question["choices"]}
    previews = {preview["value"]: preview["messages"] for preview in question["previews"]}
    assert previews["dmy"][0]["sent_at"] == "2026-04-03T10:00:00Z"
    assert previews["mdy"][0] == {
        "sender": "Ada",
        "sent_at": "2026-03-04T10:00:00Z",
        "local_time": "2026-03-04T10:00:00",
        "kind": "message",
        "text": "hi",
        "source_ref": "line 1",
        "files": [],
    }


@pytest.mark.parametrize(("order", "day"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_the_answer_is_followed(owner, order, day):
    upload = wait(owner)
    job = answer(upload, date_order=order)
    assert (job.stage, job.status) == (pipeline.EMBED.name, JobStatus.RUNNING)
    assert list_days(upload) == [f"{day} 10:00", f"{day} 10:01"]
    source = upload.source_files.get()
    assert (source.state, source.preview, source.choices) == (SourceState.PARSED, {}, {"date_order": order})
    assert list_questions(upload) == []


def test_what_was_stated_when_uploading_is_not_asked(owner):
    upload = make_upload(owner, UNCLEAR, date_order="mdy")
    assert run_parse(upload).stage == pipeline.EMBED.name
    assert list_days(upload)[0] == "2026-03-04 10:00"


def test_a_time_zone_can_be_chosen_with_the_answer(owner):
    upload = wait(owner)
    answer(upload, date_order="dmy", timezone="Asia/Tokyo")
    assert list_days(upload)[0] == "2026-04-03 01:00"


def test_other_files_are_read_meanwhile_and_the_answer_leaves_them_alone(owner):
    other = "04/23/2026, 10:00 - Eve: month first\n"
    packed = make_zip({"a.txt": UNCLEAR, "b.txt": CLEAR, "c.txt": other})
    upload = make_upload(owner, packed, name="three.zip")
    job = run_parse(upload)
    assert (job.stage, job.status) == (pipeline.EMBED.name, JobStatus.RUNNING)
    assert [question["file"] for question in list_questions(job.upload)] == ["a.txt"]
    assert list(upload.source_files.order_by("path").values_list("state", flat=True)) == [
        SourceState.WAITING,
        SourceState.PARSED,
        SourceState.PARSED,
    ]
    assert Message.objects.count() == 3
    run_rest(upload)
    job = answer(upload, date_order="mdy")
    assert job.counts["messages"] == Message.objects.count() == 5
    assert list_days(upload) == [
        "2026-03-04 10:00",
        "2026-03-04 10:01",
        "2026-04-23 10:00",
        "2026-04-23 10:01",
        "2026-04-23 10:00",
    ]


def test_files_can_be_answered_one_by_one(owner):
    upload = wait(owner, make_zip({"a.txt": UNCLEAR, "b.txt": UNCLEAR.replace("h", "m")}), "two.zip")
    choose_reading(upload, read_choices({"files": {"a.txt": {"date_order": "mdy"}}}))
    assert [question["file"] for question in list_questions(upload)] == ["b.txt"]
    run_parse(upload)
    assert run_rest(upload).status == JobStatus.NEEDS_INPUT
    assert list_days(upload) == ["2026-03-04 10:00", "2026-03-04 10:01"]
    answer(upload, files={"b.txt": {"date_order": "dmy"}})
    assert list_days(upload)[2:] == ["2026-04-03 10:00", "2026-04-03 10:01"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "no_choice"),
        ({"date_order": "ydm"}, "bad_date_order"),
        ({"files": {"other.txt": {"date_order": "dmy"}}}, "unknown_file"),
        ({"files": {"chat.txt": {"date_order": "ydm"}}}, "bad_date_order"),
        ({"files": ["chat.txt"]}, "bad_files"),
        ({"files": {"chat.txt": "dmy"}}, "bad_files"),
        ({"confirm": "maybe"}, "bad_confirm"),
        ({"colour": "red"}, "unknown_choice"),
    ],
)
def test_a_bad_answer_changes_nothing(owner, given, code):
    upload = wait(owner)
    with pytest.raises(BadChoice) as refused:
        choose_reading(upload, read_choices(given))
    assert refused.value.code == code
    assert Job.objects.get().status == JobStatus.NEEDS_INPUT
    assert upload.source_files.get().state == SourceState.WAITING


def test_what_is_answered_is_not_asked_again(owner):
    upload = wait(owner)
    assert choose_reading(upload, read_choices({"date_order": "dmy"})).asks is False
    with pytest.raises(NotPossible, match="queued"):
        choose_reading(upload, read_choices({"date_order": "mdy"}))


def test_a_preview_is_not_answered_before_it_is_whole(owner):
    upload = wait(owner, preview=True)
    Job.objects.update(status=JobStatus.RUNNING)
    upload = Upload.objects.get()
    assert (upload.job.asks, list_questions(upload)) == (False, [])
    with pytest.raises(NotPossible, match="running"):
        choose_reading(upload, read_choices({"confirm": True}))


@pytest.mark.django_db(transaction=True)
def test_several_answer_while_it_is_worked_on(owner, at_once, settings):
    settings.JOB_SLICE_S = 0
    names = [f"{number}.txt" for number in range(6)]
    unclear = {name: UNCLEAR.replace("h", name[0]) for name in names}
    upload = make_upload(owner, make_zip({"a.txt": CLEAR, **unclear}), name="many.zip")
    turns = iter([work_to_its_end, answer_until_done, answer_until_done])
    at_once(lambda: next(turns)(upload), 3)
    assert run_rest(upload).status == JobStatus.SUCCEEDED
    states = upload.source_files.values_list("state", flat=True)
    assert set(states) == {SourceState.PARSED}
    assert Message.objects.count() == 2 + 2 * len(names)


def test_a_job_that_has_ended_takes_no_answer(owner):
    upload = wait(owner)
    cancel_job(upload.job)
    with pytest.raises(NotPossible, match="cancelled"):
        choose_reading(upload, read_choices({"date_order": "dmy"}))
    assert list_questions(Upload.objects.get()) == []


def test_a_waiting_job_is_nobody_s_work_and_not_over(owner):
    job = wait(owner).job
    assert (job.lease_until, job.attempt, job.finished_at, job.is_finished) == (None, 0, None, False)
    assert not find_due_jobs().filter(pk=job.pk).exists()
    assert claim_job(str(job.pk), pipeline.PARSE.name) is None
    assert not is_stalled(job)
    assert job.events.filter(kind=EventKind.STATUS).last().text == "Waits for your choice."


def test_whoever_watches_is_told(owner, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("apps.uploads.jobs.events.publish", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        wait(owner)
    last = told[-1]
    assert (last["kind"], last["job"]["status"]) == ("status", "needs_input")


def test_it_can_be_cancelled_and_retried_and_asks_again(owner):
    upload = wait(owner)
    with pytest.raises(NotPossible):
        retry_job(upload.job)
    assert cancel_job(upload.job).status == JobStatus.CANCELLED
    retry_job(upload.job)
    assert run_parse(upload).status == JobStatus.NEEDS_INPUT
    assert len(list_questions(upload)) == 1


def test_it_can_be_deleted(owner):
    remove_upload(wait(owner))
    assert not Upload.objects.exists()


def test_a_cancel_that_comes_last_wins(owner):
    job = make_job(owner)
    claimed = claim_job(str(job.pk), pipeline.PARSE.name)
    cancel_job(job)
    wait_for_input(claimed)
    assert Job.objects.get(pk=job.pk).status == JobStatus.CANCELLED


def test_a_preview_shows_everything_and_stores_nothing(owner):
    upload = wait(owner, make_whatsapp(60), preview=True)
    assert not Message.objects.exists()
    report = describe_report(upload)
    assert [question["subject"] for question in report["questions"]] == ["confirm"]
    assert report["totals"]["counts"]["messages"] == 60
    (file,) = report["files"]
    assert (len(file["preview"]), file["preview"][-1]["text"]) == (50, "message 49")


def test_a_confirmed_preview_is_stored(owner):
    upload = wait(owner, make_whatsapp(3), preview=True)
    assert answer(upload, confirm=True).stage == pipeline.EMBED.name
    assert Message.objects.count() == 3


def test_a_preview_can_be_looked_at_in_another_way_first(owner):
    upload = wait(owner, CLEAR, preview=True)
    assert answer(upload, timezone="Asia/Tokyo").status == JobStatus.NEEDS_INPUT
    (file,) = describe_report(upload)["files"]
    assert file["preview"][0]["sent_at"] == "2026-04-23T01:00:00Z"
    assert not Message.objects.exists()


def test_a_preview_s_questions_and_consent_are_answered_together(owner):
    upload = wait(owner, preview=True)
    assert [question["subject"] for question in list_questions(upload)] == ["date_order", "confirm"]
    assert answer(upload, confirm=True, date_order="mdy").stage == pipeline.EMBED.name
    assert list_days(upload)[0] == "2026-03-04 10:00"


def test_consent_without_an_answer_is_asked_for_the_answer(owner):
    upload = wait(owner, preview=True)
    assert answer(upload, confirm=True).status == JobStatus.NEEDS_INPUT
    assert [question["subject"] for question in list_questions(upload)] == ["date_order"]


def test_a_file_nothing_can_be_made_of_is_not_previewed(owner):
    job = run_parse(make_upload(owner, b"\x89PNG\r\n\x1a\n" + bytes(500), preview=True))
    assert (job.status, job.error_code) == (JobStatus.FAILED, "binary_file")


def test_damage_shows_in_the_preview_and_what_came_before_is_kept(owner):
    content = '[{"sender": "Ada", "text": "hi", "time": "2026-05-01T10:00:00Z"}, {"sender": "Ada", "te'
    upload = wait(owner, content, "chat.json", preview=True)
    (file,) = describe_report(upload)["files"]
    assert [message["text"] for message in file["preview"]] == ["hi"]
    job = answer(upload, confirm=True)
    assert (job.damage["code"], Message.objects.count()) == ("broken_json", 1)


def test_columns_are_asked_for_and_chosen(owner):
    table = "23/04/2026 10:00;x1;hello there\n23/04/2026 10:01;x2;good morning to you\n"
    upload = wait(owner, table, "chat.csv")
    (question,) = list_questions(upload)
    assert (question["subject"], question["previews"]) == ("columns", [])
    columns = [choice["value"] for choice in question["choices"]]
    assert len(columns) == 3
    answer(upload, columns=dict(zip(("time", "sender", "text"), columns, strict=True)))
    assert list_days(upload) == ["2026-04-23 10:00", "2026-04-23 10:01"]
    assert set(Message.objects.values_list("participant__name", flat=True)) == {"x1", "x2"}
