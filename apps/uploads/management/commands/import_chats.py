import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from apps.accounts.models import Organization
from apps.accounts.services.operators import choose_organization
from apps.uploads.management.choices import add_choices, read_choices
from apps.uploads.management.folders import find_files
from apps.uploads.models import Job, JobStatus, Upload
from apps.uploads.models.job import UNFINISHED
from apps.uploads.report_selectors import list_questions
from apps.uploads.services.receive_upload import RejectedUpload, UploadOptions, receive_upload
from apps.uploads.services.work_here import are_workers_there, work_one_slice

POLL_S = 0.3
NEEDS_INPUT_CODE = 3
"""Exit status where nothing failed and something waits for a choice."""


class Command(BaseCommand):
    help = (
        "Import chat exports: files, folders and zips; a folder that is one export, such as Slack's, is taken as a "
        "whole. Workers do the work; --wait shows it until it is done, "
        "and does it in this process where no workers run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path)
        parser.add_argument("--organization", default="", metavar="SLUG")
        add_choices(parser)
        parser.add_argument(
            "--wait", action="store_true", help="Wait until every file is searchable or has failed."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = choose_organization(options["organization"])
        upload_options = UploadOptions(**read_choices(options))
        with TemporaryDirectory(prefix="import_chats_") as folder:
            files = find_files(options["paths"], Path(folder))
            uploads = self._receive(organization, files, upload_options)
        if options["wait"]:
            self._wait(uploads)

    def _receive(self, organization: Organization, files: list[Path], options: UploadOptions) -> list[Upload]:
        uploads, rejected = [], 0
        with make_progress() as progress:
            for path in progress.track(files, description="Receiving"):
                try:
                    uploads.append(receive_file(organization, path, options))
                except RejectedUpload as error:
                    rejected += 1
                    progress.console.print(f"{path}: {error.message}", markup=False)
        known = sum(upload.duplicate_of_id is not None for upload in uploads)
        self.stdout.write(f"{len(uploads)} received ({known} known already), {rejected} refused.")
        if not uploads:
            raise CommandError("Nothing was imported.")
        return uploads

    def _wait(self, uploads: list[Upload]) -> None:
        ids = {(upload.duplicate_of or upload).job.pk for upload in uploads}
        with make_progress() as progress:
            bar = progress.add_task("Importing", total=len(ids))
            while waiting := follow_jobs(progress, bar, ids):
                # Asked each time: workers may stop, or be started, while this waits.
                if are_workers_there():
                    time.sleep(POLL_S)
                else:
                    work_one_slice(waiting[0])
        self._tell_end(Job.objects.filter(pk__in=ids).select_related("upload"))

    def _tell_end(self, jobs: Iterable[Job]) -> None:
        """Say what became of the jobs, and what they ask. Raises CommandError unless all succeeded."""
        ended = Counter(job.status for job in jobs)
        for job in jobs:
            if job.status == JobStatus.NEEDS_INPUT:
                self.stderr.write("\n".join(describe_questions(job.upload)))
            elif job.status != JobStatus.SUCCEEDED:
                self.stderr.write(f"{job.upload.filename}: {job.error_message or job.status}")
        imported, waiting = ended[JobStatus.SUCCEEDED], ended[JobStatus.NEEDS_INPUT]
        self.stdout.write(f"{imported} of {ended.total()} imported.")
        failed = ended.total() - imported - waiting
        if failed:
            raise CommandError(f"{failed} not imported.")
        if waiting:
            raise CommandError(f"{waiting} wait for your choice.", returncode=NEEDS_INPUT_CODE)


def describe_questions(upload: Upload) -> Iterator[str]:
    """Yield what an upload asks, with the options that would have answered it, and what of it is there already."""
    if searchable := upload.job.counts.get("searchable"):
        yield f"{upload.filename}: {searchable:,} messages can be searched; the rest waits."
    for question in list_questions(upload):
        yield f"{upload.filename}: {question['explanation']}"
        is_column = question["subject"] == "columns"
        option = "--column ROLE=" if is_column else f"--{question['subject'].replace('_', '-')} "
        for choice in question["choices"]:
            yield f"  {option}{choice['value']}: {choice['label']}"


def receive_file(organization: Organization, path: Path, options: UploadOptions) -> Upload:
    with path.open("rb") as handle:
        file = File(handle, name=path.name)
        return receive_upload(organization=organization, user=None, file=file, options=options)


def make_progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )


def follow_jobs(progress: Progress, bar: TaskID, ids: set) -> list[Job]:
    """Draw how far the jobs are together; return those still to be worked on, oldest first."""
    jobs = list(Job.objects.filter(pk__in=ids).order_by("created_at"))
    waiting = [job for job in jobs if job.status in UNFINISHED]
    messages = sum(job.counts.get("messages", 0) for job in jobs)
    done = sum(job.progress if job.status in UNFINISHED else 1.0 for job in jobs)
    ended = len(ids) - len(waiting)
    progress.update(bar, completed=done, description=f"{ended} of {len(ids)} files, {messages:,} messages")
    return waiting
