"""The ledger finds what it is there to find: each test breaks one promise by hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.services.ledger import LedgerReport, verify_ledger
from apps.uploads.models import Job, JobKind, JobStatus, Message, SourceFile, SourceState, Upload
from apps.uploads.services.remove import remove_message
from apps.uploads.tests.factories import make_job, make_upload, make_whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(searchable) -> Upload:
    return searchable(make_whatsapp(25))


def check(*, settled: bool = True) -> LedgerReport:
    return verify_ledger(settled=settled, describe_replica=None)


def expect_violation(text: str) -> None:
    violations = check().violations
    assert any(text in violation for violation in violations), violations


def test_in_order(upload):
    assert check() == LedgerReport(messages=25, searchable=25)


def test_nothing_at_all_is_in_order(db):
    assert check() == LedgerReport()


def test_messages_on_their_way_are_in_progress(parsed):
    parsed(make_whatsapp(5))
    report = check(settled=False)
    assert (report.messages, report.in_progress, report.unfinished_jobs) == (5, 5, 1)
    assert report.violations == []
    expect_violation("1 jobs are still unfinished")


def test_messages_that_a_merge_has_brought_are_its_work_until_they_are_embedded(upload):
    """What it left without a segment is in progress, or failed with it; not so of one that has joined nothing."""
    Segment.objects.all().delete()
    job = Job.objects.create(
        organization=upload.organization,
        kind=JobKind.MERGE,
        stage="embed",
        subject={"title": "Merge", "target": upload.conversations.get().pk, "source": 0},
        counts={"added": 5},
    )
    report = check(settled=False)
    assert (report.in_progress, report.violations) == (25, [])
    Job.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, error_message="Because.")
    assert check().failed == 25
    Job.objects.filter(pk=job.pk).update(counts={})
    expect_violation("25 messages of conversation")


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
def test_messages_of_a_job_that_ended_early_are_failed_ones(parsed, status):
    upload = parsed(make_whatsapp(5))
    Job.objects.filter(upload=upload).update(status=status, error_code="x", error_message="Because.")
    report = check()
    assert (report.failed, report.searchable, report.violations) == (5, 0, [])


def test_a_file_that_waits_is_counted_and_what_was_read_beside_it_is_searchable(upload):
    SourceFile.objects.create(upload=upload, path="other.txt", state=SourceState.WAITING)
    expect_violation("succeeded, but has a file that waits")
    Job.objects.filter(upload=upload).update(status=JobStatus.NEEDS_INPUT)
    assert check() == LedgerReport(messages=25, searchable=25, waiting_files=1)
    Segment.objects.all().delete()
    expect_violation("25 messages of conversation")


def test_a_job_that_waits_has_read_the_rest_and_asks(upload):
    Job.objects.filter(upload=upload).update(status=JobStatus.NEEDS_INPUT)
    expect_violation("needs_input, but asks nothing")
    upload.source_files.update(state=SourceState.PENDING)
    expect_violation("needs_input, but has a file that was not read")


def test_a_message_that_no_segment_covers(upload):
    Segment.objects.order_by("first_sequence").last().delete()
    expect_violation("5 messages of conversation")


def test_segments_that_overlap(upload):
    last = Segment.objects.order_by("first_sequence").last()
    Segment.objects.filter(pk=last.pk).update(first_sequence=15)
    expect_violation("1 segments cover messages that another one covers too")


def test_a_message_that_is_gone_though_its_segment_holds_it(upload):
    Message.objects.first().delete()
    expect_violation("segment files hold 25 ids, the database 24")


def test_a_message_that_stands_where_another_stood(upload):
    first = Message.objects.order_by("sequence").first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE uploads_message SET id = id + 1000000 WHERE id = %s", [first.pk])
    expect_violation("segment files hold 25 ids, the database 25")


def test_an_upload_without_a_job(owner):
    make_job(owner).delete()
    expect_violation("has no job")


def test_a_failure_without_a_reason(owner):
    make_job(owner, status=JobStatus.FAILED)
    expect_violation("failed without a reason")


def test_a_second_copy_needs_no_job_of_its_own(owner, upload):
    make_upload(owner, make_whatsapp(25))
    assert check().violations == []


def test_the_command_prints_the_figures(upload):
    printed = StringIO()
    call_command("verify_ledger", "--settled", "--no-index", stdout=printed)
    assert "The ledger is in order." in printed.getvalue()


def test_the_command_fails_on_a_violation(upload):
    Message.objects.first().delete()
    printed = StringIO()
    with pytest.raises(CommandError, match="1 violations"):
        call_command("verify_ledger", "--no-index", stdout=printed)
    assert "segment files hold 25 ids" in printed.getvalue()


def test_the_command_says_when_no_worker_answers(upload, settings):
    settings.SEARCH_TIMEOUT_S = 0.2
    with pytest.raises(CommandError, match="--no-index"):
        call_command("verify_ledger", stdout=StringIO())


def test_what_a_version_that_stands_by_lacks_is_told_and_no_violation(upload):
    active = IndexVersion.objects.get()
    IndexVersion.objects.create(
        organization=active.organization,
        model=active.model,
        window=active.window,
        state=IndexState.STANDBY,
        dim=active.dim,
        vocabulary_size=active.vocabulary_size,
        codec_file=active.codec_file,
        codec_sha256=active.codec_sha256,
    )
    assert check() == LedgerReport(messages=25, searchable=25, standby_behind=25)


def test_deleted_messages_may_wait_in_files_but_others_may_not(upload):
    remove_message(Message.objects.get(sequence=3))
    assert check() == LedgerReport(messages=24, searchable=24, deleted=1)
    Message.objects.get(sequence=4).delete()
    expect_violation("segment files hold 25 ids, the database 23")
