"""Files that ask something beside files that do not: these can be searched meanwhile, and no answer comes too early."""

from collections.abc import Callable

import pytest

from apps.search.models import IndexVersion
from apps.search.services.embed_upload import embed_upload
from apps.search.services.fill_gaps import fill_gap, find_gaps
from apps.search.services.index_upload import index_upload
from apps.search.services.ledger import LedgerReport, verify_ledger
from apps.search.tests.stages import run_embed, run_index
from apps.uploads.jobs import outcome
from apps.uploads.models import Conversation, Job, JobStatus, Message, Upload
from apps.uploads.models.job import UNFINISHED
from apps.uploads.report_selectors import list_questions
from apps.uploads.services.choose_reading import choose_reading, read_choices
from apps.uploads.services.control_job import cancel_job, retry_job
from apps.uploads.services.parse_upload import parse_upload
from apps.uploads.tests.factories import make_upload, make_zip
from apps.uploads.tests.stages import run_parse
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db

HEADER = "time,sender,text,conversation\n"
UNCLEAR = (
    f"{HEADER}03/04/2026 10:00,Lena,where are the tickets,Trip\n03/04/2026 10:01,Tom,on the table,Trip\n"
)
CLEAR = f"{HEADER}23/04/2026 10:00,Lena,we are back,Trip\n23/04/2026 10:01,Tom,that was nice,Trip\n"
NAMELESS = "25/04/2026 10:00;x1;hello there\n25/04/2026 10:01;x2;good morning to you\n"
ORDER = {"files": {"a.csv": {"date_order": "dmy"}}}
ROLES = ("time", "sender", "text")
RUN = {
    pipeline.PARSE.name: parse_upload,
    pipeline.EMBED.name: embed_upload,
    pipeline.INDEX.name: index_upload,
}
MOST_SLICES = 60


@pytest.fixture
def packed(owner) -> Callable[..., Upload]:
    """Return a function that uploads an archive of these files."""
    return lambda **files: make_upload(
        owner, make_zip({f"{name}.csv": text for name, text in files.items()}), name="packed.zip"
    )


def check() -> LedgerReport:
    report = verify_ledger(settled=True, describe_replica=None)
    assert report.violations == []
    return report


def run(upload: Upload) -> Job:
    """Work until nobody is to work on it any more."""
    for _ in range(MOST_SLICES):
        job = Job.objects.get(upload=upload)
        if job.status not in UNFINISHED:
            return job
        RUN[job.stage](str(job.pk))
    raise AssertionError(f"still {job.status} in {job.stage}")


def answer_what_is_asked(upload: Upload) -> None:
    for question in list_questions(Upload.objects.get(pk=upload.pk)):
        columns = [choice["value"] for choice in question["choices"]]
        given = {"columns": dict(zip(ROLES, columns, strict=True))} if len(columns) == len(ROLES) else ORDER
        choose_reading(upload, read_choices(given))


def list_said() -> list[str]:
    rows = Message.objects.order_by("sent_at").values_list("sent_at", "conversation__name", "text")
    return [f"{sent_at:%m-%d %H:%M} {name}: {text}" for sent_at, name, text in rows]


ALL = [
    "04-03 10:00 Trip: where are the tickets",
    "04-03 10:01 Trip: on the table",
    "04-23 10:00 Trip: we are back",
    "04-23 10:01 Trip: that was nice",
    "04-25 10:00 c: hello there",
    "04-25 10:01 c: good morning to you",
]


def test_what_could_be_read_can_be_searched_while_the_rest_waits(packed, search_worker):
    upload = packed(a=UNCLEAR, b=CLEAR)
    job = run(upload)
    assert (job.status, job.stage) == (JobStatus.NEEDS_INPUT, pipeline.INDEX.name)
    assert check() == LedgerReport(messages=2, searchable=2, waiting_files=1)
    assert job.events.filter(kind="status").last().text.startswith("What could be read can be searched.")
    choose_reading(upload, read_choices(ORDER))
    assert run(upload).status == JobStatus.SUCCEEDED
    assert list_said() == ALL[:4]
    assert Conversation.objects.get().is_settled, (
        "two files of one chat are one chat, whenever they were read"
    )
    assert check() == LedgerReport(messages=4, searchable=4)


ENDINGS = ("end_slice", "finish_stage", "wait_for_input")


@pytest.mark.parametrize(("slice_s", "moment"), [(0, 0), (0, 1), (0, 3), (0, 4), (0, 5), (30, 0), (30, 2)])
def test_an_answer_at_any_moment_ends_with_all_of_it_searchable(
    packed, search_worker, settings, monkeypatch, slice_s, moment
):
    """Just before a slice's end is written, when the job believes to know how it goes on; six or more slices of 0 s."""
    settings.JOB_SLICE_S = slice_s
    upload = packed(a=UNCLEAR, b=CLEAR, c=NAMELESS)
    ended = []

    def end(job: Job, end_really: Callable[[Job], None]) -> None:
        ended.append(job.stage)
        if len(ended) > moment:
            answer_what_is_asked(upload)
        end_really(job)

    for name in ENDINGS:
        really = getattr(outcome, name)
        monkeypatch.setattr(outcome, name, lambda job, really=really: end(job, really))
    if run(upload).status == JobStatus.NEEDS_INPUT:
        check()
        answer_what_is_asked(upload)
        run(upload)
    assert len(ended) > moment
    assert Job.objects.get().status == JobStatus.SUCCEEDED
    assert list_said() == ALL
    assert check() == LedgerReport(messages=6, searchable=6)


def test_where_all_files_ask_an_answer_before_the_job_waits_is_not_lost(packed, search_worker, monkeypatch):
    upload = packed(a=UNCLEAR)
    really = outcome.wait_for_input

    def answer_first(job: Job) -> None:
        answer_what_is_asked(upload)
        really(job)

    monkeypatch.setattr(outcome, "wait_for_input", answer_first)
    assert run(upload).status == JobStatus.SUCCEEDED
    assert list_said() == ALL[:2]


def test_an_answer_before_what_was_read_is_judged_does_not_leave_failures_only(
    packed, search_worker, monkeypatch
):
    upload = packed(a=UNCLEAR, b=b"\x89PNG\r\n\x1a\n" + bytes(500))
    monkeypatch.setattr(
        "apps.uploads.services.parse_upload.assign_people", lambda organization: answer_what_is_asked(upload)
    )
    assert run(upload).status == JobStatus.SUCCEEDED
    assert list_said() == ALL[:2]


def test_an_answer_given_while_meaning_is_learned_is_followed_after_the_slice(packed, search_worker):
    upload = packed(a=UNCLEAR, b=CLEAR)
    run_parse(upload)
    choose_reading(upload, read_choices(ORDER))
    assert Job.objects.get().stage == pipeline.EMBED.name, "whoever works is not disturbed"
    assert run_embed(upload).stage == pipeline.PARSE.name
    run_parse(upload)
    run_embed(upload)
    assert run_index(upload).status == JobStatus.SUCCEEDED
    check()


def test_one_answer_after_the_other(packed, search_worker):
    upload = packed(a=UNCLEAR, b=CLEAR, c=NAMELESS)
    run(upload)
    choose_reading(upload, read_choices(ORDER))
    questions = list_questions(Upload.objects.get())
    assert [question["subject"] for question in questions] == ["columns"], "asked on while the first is read"
    assert run(upload).status == JobStatus.NEEDS_INPUT
    assert check() == LedgerReport(messages=4, searchable=4, waiting_files=1)
    answer_what_is_asked(upload)
    assert run(upload).status == JobStatus.SUCCEEDED
    assert list_said() == ALL


def test_it_can_be_cancelled_and_taken_up_again(packed, search_worker):
    upload = packed(a=UNCLEAR, b=CLEAR)
    job = run(upload)
    assert cancel_job(job).status == JobStatus.CANCELLED
    assert check().searchable == 2
    assert retry_job(job).asks
    assert run(upload).status == JobStatus.NEEDS_INPUT
    answer_what_is_asked(upload)
    cancel_job(job)
    retry_job(job)
    assert run(upload).status == JobStatus.SUCCEEDED
    assert list_said() == ALL[:4]


def test_what_is_lost_beside_a_file_that_waits_is_made_again(packed, search_worker):
    job = run(packed(a=UNCLEAR, b=CLEAR))
    version = IndexVersion.objects.get()
    version.segments.all().delete()
    assert [(gap.first_sequence, gap.last_sequence) for gap in find_gaps(version)] == [(0, 1)]
    for gap in list(find_gaps(version)):
        fill_gap(version, gap)
    assert job.asks
    assert check() == LedgerReport(messages=2, searchable=2, waiting_files=1)
