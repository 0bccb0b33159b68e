"""The one invariant, checked: every message that came in is searchable, or failed with a reason, or being worked on.

Files that ask their uploader something are stored when they are answered: a job that waits asks, and one that has
succeeded has read everything. After quiet, nothing is in progress, no message stands twice, and database and indexes
hold the same ids.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef

from apps.search.indexing.base import IndexDamaged
from apps.search.models import SEARCHABLE, Deletion, IndexState, IndexVersion
from apps.search.services.ids_digest import describe_ids
from apps.search.services.segment_store import read_segment
from apps.uploads.models import SAID, Job, JobStatus, Message, SourceFile, SourceState, Upload
from apps.uploads.models.job import UNFINISHED

DescribeReplica = Callable[[int], dict]

UNCOVERED_SQL = """
    SELECT m.conversation_id, count(*)
    FROM uploads_message m
    WHERE m.kind IN ('message', 'poll') AND NOT EXISTS (
        SELECT 1 FROM search_segment s JOIN search_indexversion v ON v.id = s.index_version_id
        WHERE v.state = 'active' AND s.conversation_id = m.conversation_id
          AND m.sequence BETWEEN s.first_sequence AND s.last_sequence)
    GROUP BY m.conversation_id
"""
JOBS_SQL = """
    SELECT work.conversation, array_agg(DISTINCT work.status) FROM (
        SELECT o.id AS conversation, j.status FROM uploads_conversation o
            JOIN uploads_job j ON j.upload_id = o.upload_id
        UNION SELECT c.conversation_id, j.status FROM uploads_contribution c
            JOIN uploads_job j ON j.upload_id = c.upload_id
        UNION SELECT (subject ->> 'target')::bigint, status FROM uploads_job
            WHERE kind = 'merge' AND counts ? 'added') AS work
    WHERE work.conversation = ANY(%s) GROUP BY work.conversation
"""
"""A chat is the work of all uploads that hold messages of it, and of merges that have joined another one with it."""
OVERLAPS_SQL = """
    SELECT count(*) FROM (
        SELECT first_sequence, lag(last_sequence) OVER (
            PARTITION BY index_version_id, conversation_id ORDER BY first_sequence) AS previous
        FROM search_segment) AS pairs
    WHERE first_sequence <= previous
"""


@dataclass(slots=True)
class LedgerReport:
    """Counts of messages by where they stand in what is searched, and every violation as a sentence.

    `waiting_files` are not stored yet: they wait for their uploader. What was read beside them is searchable.
    `deleted` are ids that segment files still hold, until compaction takes them out. `standby_behind` are messages
    that versions standing by do not hold yet.
    """

    messages: int = 0
    searchable: int = 0
    in_progress: int = 0
    failed: int = 0
    waiting_files: int = 0
    unfinished_jobs: int = 0
    deleted: int = 0
    standby_behind: int = 0
    violations: list[str] = field(default_factory=list)


def verify_ledger(*, settled: bool, describe_replica: DescribeReplica | None) -> LedgerReport:
    """Check all organizations. `settled` also demands quiet; without `describe_replica` no index is asked."""
    report = LedgerReport(messages=Message.objects.filter(kind__in=SAID).count())
    _check_jobs(report, settled=settled)
    _check_coverage(report)
    _check_overlaps(report)
    for version in IndexVersion.objects.filter(state__in=SEARCHABLE).select_related("organization"):
        _check_version(report, version, describe_replica)
    return report


def _check_jobs(report: LedgerReport, *, settled: bool) -> None:
    jobless = Upload.objects.filter(duplicate_of__isnull=True, job__isnull=True)
    report.violations += [f"Upload {upload.pk} ({upload.filename}) has no job." for upload in jobless]
    unexplained = Job.objects.filter(status=JobStatus.FAILED, error_message="")
    report.violations += [f"Job {job.pk} failed without a reason." for job in unexplained]
    report.waiting_files = SourceFile.objects.filter(state=SourceState.WAITING).count()
    report.violations += [f"Job {job.pk} {job.status}, but {problem}." for job, problem in _find_stuck()]
    report.unfinished_jobs = Job.objects.filter(status__in=UNFINISHED).count()
    if settled and report.unfinished_jobs:
        report.violations.append(f"{report.unfinished_jobs} jobs are still unfinished.")


def _find_stuck() -> Iterator[tuple[Job, str]]:
    """Yield jobs that nobody would ever take up again though there is more to do, or to ask."""
    files = Job.objects.filter(upload__isnull=False)
    for state, status, problem in (
        (SourceState.PENDING, JobStatus.SUCCEEDED, "has a file that was not read"),
        (SourceState.PENDING, JobStatus.NEEDS_INPUT, "has a file that was not read"),
        (SourceState.WAITING, JobStatus.SUCCEEDED, "has a file that waits"),
    ):
        found = files.filter(status=status, upload__source_files__state=state).distinct()
        yield from ((job, problem) for job in found)
    asking = SourceFile.objects.filter(upload=OuterRef("upload"), state=SourceState.WAITING)
    silent = files.filter(~Exists(asking), status=JobStatus.NEEDS_INPUT)
    yield from ((job, "asks nothing") for job in silent)


def _check_coverage(report: LedgerReport) -> None:
    """Sort messages that no segment covers by what the jobs of their chat say about them."""
    with connection.cursor() as cursor:
        cursor.execute(UNCOVERED_SQL)
        uncovered = dict(cursor.fetchall())
        cursor.execute(JOBS_SQL, [list(uncovered)])
        statuses = dict(cursor.fetchall())
    for conversation_id, count in uncovered.items():
        jobs = set(statuses.get(conversation_id, ()))
        if jobs & set(UNFINISHED):
            report.in_progress += count
        elif jobs & {JobStatus.FAILED, JobStatus.CANCELLED}:
            report.failed += count
        else:
            said = ", ".join(sorted(jobs)) or "none"
            report.violations.append(
                f"{count} messages of conversation {conversation_id} are in no segment; its jobs: {said}."
            )
    report.searchable = report.messages - sum(uncovered.values())


def _check_overlaps(report: LedgerReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS_SQL)
        (overlaps,) = cursor.fetchone()
    if overlaps:
        report.violations.append(f"{overlaps} segments cover messages that another one covers too.")


def _check_version(
    report: LedgerReport, version: IndexVersion, describe_replica: DescribeReplica | None
) -> None:
    """Files may hold deleted messages besides those of the database; the search index holds just these."""
    held = _read_ids(report, version)
    covered = _list_covered_ids(version)
    deleted = _find_deleted(version, set(held) - set(covered))
    report.deleted += len(deleted)
    expected = describe_ids(covered)
    if describe_ids([pk for pk in held if pk not in deleted]) != expected:
        report.violations.append(
            f"{version}: segment files hold {len(held)} ids, the database {len(covered)} in their ranges."
        )
    uncovered = _count_said(version) - len(covered)
    if version.state == IndexState.STANDBY:
        report.standby_behind += uncovered
    if describe_replica is not None and held:
        found = describe_replica(version.pk)
        # Messages that are to be embedded again among new ones are found as they were until then.
        may_hold_more = 0 <= found["count"] - expected["count"] <= uncovered and uncovered > 0
        if found != expected and not may_hold_more:
            report.violations.append(
                f"{version}: the search index holds {found['count']} messages, its segments {expected['count']}."
            )


def _find_deleted(version: IndexVersion, ids: set[int]) -> set[int]:
    """Return which of these are known to be deleted."""
    if not ids:
        return set()
    deletions = Deletion.objects.filter(organization=version.organization_id, message_ids__overlap=list(ids))
    return ids & {pk for row in deletions for pk in row.message_ids}


def _count_said(version: IndexVersion) -> int:
    said = Message.objects.filter(kind__in=SAID)
    return said.filter(conversation__organization=version.organization_id).count()


def _read_ids(report: LedgerReport, version: IndexVersion) -> list[int]:
    ids: list[int] = []
    for segment in version.segments.order_by("pk"):
        try:
            ids += read_segment(segment).ids.tolist()
        except IndexDamaged as damage:
            report.violations.append(f"Segment {segment.pk}: {damage}.")
    return ids


def _list_covered_ids(version: IndexVersion) -> list[int]:
    sql = """
        SELECT m.id FROM search_segment s JOIN uploads_message m
        ON m.conversation_id = s.conversation_id AND m.sequence BETWEEN s.first_sequence AND s.last_sequence
        WHERE s.index_version_id = %s AND m.kind IN ('message', 'poll')
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [version.pk])
        return [row[0] for row in cursor.fetchall()]
