import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import Organization
from apps.uploads.models.upload import Upload
from chatanalysis import pipeline


class JobStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    NEEDS_INPUT = "needs_input"
    """Waits for its uploader's choice; what is stored of it can be searched, nobody works on it, and it is not over."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobKind(models.TextChoices):
    IMPORT = "import"
    """Reads one upload and makes it searchable."""
    INDEX = "index"
    """Builds an index version of everything there is."""
    MERGE = "merge"
    """Joins two conversations by hand: `subject` names `target` and `source`, which goes."""


STAGES_BY_KIND = {
    JobKind.IMPORT: pipeline.STAGES,
    JobKind.INDEX: pipeline.BUILD_STAGES,
    JobKind.MERGE: pipeline.MERGE_STAGES,
}

UNFINISHED = (JobStatus.QUEUED, JobStatus.RUNNING)
"""To be worked on."""
FINISHED = (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)
"""Neither to be worked on nor waiting for anybody."""


class Job(models.Model):
    """A piece of work and the truth about it: Celery only announces it. Imports have an upload, others a `subject`.

    Whoever holds the lease works; `lease_number` is the fence every write of that work is checked against.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=JobKind, default=JobKind.IMPORT)
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, null=True, blank=True, related_name="job")
    subject = models.JSONField(
        default=dict, blank=True, help_text="What is worked on, where that is no upload."
    )
    status = models.CharField(max_length=16, choices=JobStatus, default=JobStatus.QUEUED)
    stage = models.CharField(max_length=16, default=pipeline.STAGES[0].name)
    stage_done = models.BigIntegerField(default=0, help_text="Bytes while parsing, messages afterwards.")
    stage_total = models.BigIntegerField(default=0)
    stage_started_at = models.DateTimeField(null=True, blank=True)
    stage_resumed_done = models.BigIntegerField(
        default=0, help_text="stage_done when the stage was last taken up, for the rate."
    )
    counts = models.JSONField(default=dict, blank=True)
    damage = models.JSONField(
        null=True, blank=True, help_text="Code and message of a file that could be read only in part."
    )
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)

    attempt = models.PositiveIntegerField(
        default=0, help_text="Claims of this slice of work; back to 0 when a slice ends well."
    )
    attempts_total = models.PositiveIntegerField(default=0)
    lease_number = models.BigIntegerField(default=0)
    lease_owner = models.CharField(max_length=128, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    announcements = models.PositiveIntegerField(default=0, help_text="Since it was last taken up.")
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    event_number = models.BigIntegerField(default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="job_by_organization"),
            models.Index(fields=["lease_until"], condition=Q(status__in=UNFINISHED), name="job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.status})"

    @property
    def title(self) -> str:
        """What people know the job by."""
        return self.upload.filename if self.upload else self.subject.get("title", self.kind)

    @property
    def progress(self) -> float:
        """How far it is, 0 to 1; exactly 1 only when it has succeeded."""
        if self.status == JobStatus.SUCCEEDED:
            return 1.0
        fraction = self.stage_done / self.stage_total if self.stage_total else 0.0
        return min(0.999, pipeline.compute_progress(self.stage, fraction, self.stages))

    @property
    def stages(self) -> tuple[pipeline.Stage, ...]:
        return STAGES_BY_KIND[JobKind(self.kind)]

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def takes_answers(self) -> bool:
        """Whether its uploader may answer: as soon as it asks, but of a preview only when it has asked everything."""
        if self.is_finished or self.upload is None:
            return False
        return self.status == JobStatus.NEEDS_INPUT or not self.upload.wants_preview

    @property
    def asks(self) -> bool:
        return self.takes_answers and self.counts.get("waiting_files", 0) > 0

    @property
    def has_live_lease(self) -> bool:
        return self.lease_until is not None and self.lease_until > timezone.now()


class EventKind(models.TextChoices):
    STATUS = "status"
    STAGE = "stage"
    PROGRESS = "progress"
    LOG = "log"


class JobEvent(models.Model):
    """What happened to a job, numbered from 1 without gaps: its log, and what the socket sends."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind)
    text = models.TextField(blank=True)
    payload = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="job_event_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.text}"


class DeadLetter(models.Model):
    """Work given up after its last attempt, kept with its reason until somebody looks at it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="dead_letters")
    stage = models.CharField(max_length=16)
    attempts = models.PositiveIntegerField()
    reason = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.job} in {self.stage}"
