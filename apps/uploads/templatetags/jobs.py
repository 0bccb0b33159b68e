"""Jobs in words. What moves (amounts, rate, time left) is kept up to date by static/js/uploads/."""

from dataclasses import dataclass
from functools import cache

from django import template
from django.template.defaultfilters import filesizeformat

from apps.accounts.templatetags.ui import STATUS_BADGES, status_badge
from apps.uploads.jobs.events import JobState
from apps.uploads.jobs.outcome import CRASHED_REPEATEDLY
from apps.uploads.jobs.state import describe_job, is_stalled
from apps.uploads.models import EventKind, Job, JobEvent, JobKind, JobStatus, Upload
from apps.uploads.parsing.registry import PARSERS
from chatanalysis import pipeline

register = template.Library()

STAGE_LABELS = {
    pipeline.PARSE.name: "Reading the chats",
    pipeline.MERGE.name: "Joining the chats",
    pipeline.EMBED.name: "Learning their meaning",
    pipeline.INDEX.name: "Making them searchable",
}
STATUS_LABELS = {
    JobStatus.QUEUED: "Waiting for its turn",
    JobStatus.NEEDS_INPUT: "Waits for your choice",
    JobStatus.SUCCEEDED: "Ready to search",
    JobStatus.FAILED: "Failed",
    JobStatus.CANCELLED: "Cancelled",
}
"""What a job does; a running one does its stage."""

MINUTE_S = 60
DATE_ORDER_LABELS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


@register.filter
def describe(job: Job) -> JobState:
    return describe_job(job)


@register.filter
def activity(job: Job) -> str:
    """Say what the job is doing."""
    return STATUS_LABELS.get(job.status) or STAGE_LABELS[job.stage]


@register.inclusion_tag("_components/status_badge.html")
def job_badge(job: Job) -> dict:
    """Draw a job's status; a running one that nobody works on is `Stalled`, or waits where its worker gave it back."""
    if is_stalled(job):
        if job.lease_until is None:
            return status_badge(JobStatus.QUEUED)
        return {"tone": "warning", "icon_name": "warning", "label": "Stalled", "live": False}
    return status_badge(job.status)


@register.filter
def status_label(status: str) -> str:
    """Return the word on the badge of jobs in this state."""
    return STATUS_BADGES[status][2]


@register.filter
def total(counts: dict[str, int]) -> int:
    return sum(counts.values())


@register.filter
def amount(job: Job) -> str:
    """Say how far the job's stage is: `12,000 of 24,000 messages`, or bytes while files are read."""
    if not job.stage_total:
        return ""
    if job.stage == pipeline.PARSE.name:
        return f"{filesizeformat(job.stage_done)} of {filesizeformat(job.stage_total)}"
    return f"{job.stage_done:,} of {job.stage_total:,} messages"


@register.filter
def duration(job: Job) -> str:
    """Say how long a finished job took from its first claim on, waiting in between included."""
    if not (job.started_at and job.finished_at):
        return ""
    seconds = max(1, round((job.finished_at - job.started_at).total_seconds()))
    if seconds < MINUTE_S:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, MINUTE_S)
    return f"{minutes} min {seconds} s" if minutes < MINUTE_S else f"{minutes // 60} h {minutes % 60} min"


@register.filter
def percent(fraction: float) -> str:
    """Rounded down: nothing is 100 % before it is done."""
    return f"{int(fraction * 100)}%"


@register.filter
def signature(job: Job) -> str:
    """What the words around the numbers depend on: when it changes, the script asks for the words again.

    `readSignature` in static/js/uploads/job-view.js makes the same of a JobState.
    """
    stalled = "stalled" if is_stalled(job) else "alive"
    asks = "asks" if job.asks else "silent"
    return f"{job.status} {job.stage} {max(1, job.attempt)} {stalled} {asks} {job.error_code}"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage as the job's page lists it; `state` is done, current, stopped or waiting."""

    label: str
    state: str


@register.filter
def steps(job: Job) -> list[Step]:
    names = [stage.name for stage in job.stages]
    is_through = job.status == JobStatus.NEEDS_INPUT and job.stage == names[-1]
    reached = len(names) if job.status == JobStatus.SUCCEEDED or is_through else names.index(job.stage)
    here = "stopped" if job.is_finished else "current"
    states = ["done" if at < reached else here if at == reached else "waiting" for at in range(len(names))]
    if _is_read_in_part(job) and reached == len(names) - 1:
        states = ["stopped" if name == pipeline.PARSE.name else "done" for name in names]
    worked = [Step(STAGE_LABELS[name], state) for name, state in zip(names, states, strict=True)]
    return [Step("Received", "done"), *worked] if job.kind == JobKind.IMPORT else worked


def _is_read_in_part(job: Job) -> bool:
    """Whether the reading is what failed, however far what could be read has come since."""
    is_failed = job.status == JobStatus.FAILED and job.error_code != CRASHED_REPEATEDLY
    return is_failed and job.counts.get("failed_files", 0) > 0


@register.filter
def log_text(event: JobEvent) -> str:
    """Return an event as a sentence; stage events carry the stage's name."""
    if event.kind == EventKind.STAGE:
        return STAGE_LABELS.get(event.text, event.text)
    return event.text


@register.filter
def worked_job(upload: Upload) -> Job:
    """The job that works these bytes: the upload's own, or the first one's where the file came again."""
    return (upload.duplicate_of or upload).job


@cache
def _format_labels() -> dict[str, str]:
    return {parser.name: parser.label for parser in PARSERS}


@register.filter
def format_label(name: str) -> str:
    return _format_labels().get(name, name)
