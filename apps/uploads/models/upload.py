import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.accounts.models import Organization


def name_stored_file(upload: "Upload", _filename: str) -> str:
    """Name files on the server by ourselves: what people call them is only shown, never a path."""
    return f"uploads/{upload.id.hex[:2]}/{upload.id.hex}"


class Upload(models.Model):
    """A file as somebody sent it. The same bytes again in one organization point at the first by `duplicate_of`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    size_bytes = models.BigIntegerField(editable=False)
    file = models.FileField(upload_to=name_stored_file, max_length=255, blank=True)
    timezone = models.CharField(max_length=64, blank=True, help_text="IANA name, as the uploader stated it.")
    default_timezone = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="The organization's when it came: taken where no other is stated.",
    )
    date_order = models.CharField(max_length=3, blank=True, help_text="dmy, mdy or ymd, as stated.")
    choices = models.JSONField(
        default=dict, blank=True, help_text="Further fields of ParseOptions, as stated or chosen."
    )
    people_before = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="While it is read again, who its senders were: see services/people/remember.py.",
    )
    wants_preview = models.BooleanField(
        default=False, help_text="Nothing is stored before somebody has seen how it is read and agreed."
    )
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="duplicates"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sha256"],
                condition=Q(duplicate_of__isnull=True),
                name="upload_worked_once_per_organization",
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def stated(self) -> dict:
        """What is stated about how the file is to be read, by field of ParseOptions."""
        return {"timezone": self.timezone, "date_order": self.date_order, **self.choices}

    @property
    def zone(self) -> str:
        """The time zone, an IANA name, in which times without one are read and shown; empty for UTC."""
        return self.timezone or self.default_timezone

    @property
    def differs(self) -> bool:
        """Whether these bytes were here already, and something else is stated about reading them now."""
        if self.duplicate_of is None:
            return False
        known = self.duplicate_of.stated
        return any(value and value != known.get(subject) for subject, value in self.stated.items())


class SourceState(models.TextChoices):
    PENDING = "pending"
    WAITING = "waiting"
    """Looked at, not stored: its uploader has to say how it is to be read, or agree."""
    PARSED = "parsed"
    FAILED = "failed"


class SourceFile(models.Model):
    """What is parsed by itself: a file, or files of a folder that make a chat together (see parsing/base.py, Unit)."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="source_files")
    path = models.CharField(max_length=1024, help_text="The file's or folder's path in the upload.")
    size_bytes = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SourceState, default=SourceState.PENDING)
    format = models.CharField(max_length=32, blank=True)
    items_committed = models.BigIntegerField(
        default=0, help_text="Parsed items already stored: a parse that is taken up again skips as many."
    )
    message_count = models.BigIntegerField(default=0)
    skipped_count = models.BigIntegerField(default=0)
    skips = models.JSONField(default=list, blank=True)
    warnings = models.JSONField(default=list, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)
    choices = models.JSONField(
        default=dict, blank=True, help_text="What was chosen for this file alone; overrules the upload's."
    )
    report = models.JSONField(default=dict, blank=True, help_text="How it was read: see parsing/report.py.")
    preview = models.JSONField(
        default=dict, blank=True, help_text="While it waits, its first messages: see services/preview.py."
    )

    class Meta:
        ordering = ["upload", "id"]
        constraints = [models.UniqueConstraint(fields=["upload", "path"], name="source_file_once_per_upload")]

    def __str__(self) -> str:
        return self.path
