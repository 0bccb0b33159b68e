from django.db import models
from django.db.models import Q

from apps.accounts.models import Organization
from apps.search.models.embedding_model import EmbeddingModel


class IndexState(models.TextChoices):
    BUILDING = "building"
    """Takes in the messages there are, beside the active one."""
    ACTIVE = "active"
    """Is searched unless another is asked for."""
    STANDBY = "standby"
    """Complete, and kept so: it can be switched to at once."""
    FAILED = "failed"
    RETIRED = "retired"
    """Follows no longer; its files are removed."""


FOLLOWING = (IndexState.BUILDING, IndexState.ACTIVE, IndexState.STANDBY)
"""New messages go into these."""
SEARCHABLE = (IndexState.ACTIVE, IndexState.STANDBY)


class IndexVersion(models.Model):
    """An organization's chats as one embedding model with one set of settings sees them.

    The codec that compresses token vectors is made once, when the model is first loaded for the version: every
    segment is coded by it. Until then its file is "", and there are no segments.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="index_versions")
    model = models.ForeignKey(EmbeddingModel, on_delete=models.PROTECT, related_name="index_versions")
    window = models.JSONField(help_text="Window, context and session gap that messages are read with.")
    state = models.CharField(max_length=10, choices=IndexState, default=IndexState.ACTIVE)
    problem = models.TextField(blank=True, help_text="Why building it failed.")
    activate_when_complete = models.BooleanField(default=False)
    dim = models.PositiveIntegerField()
    vocabulary_size = models.PositiveIntegerField()
    codec_file = models.CharField(max_length=255, blank=True)
    codec_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    standby_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(state="active"), name="one_active_index_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.model} ({self.state})"


class IndexReplica(models.Model):
    """How far one search worker has followed an index version."""

    worker = models.CharField(max_length=128)
    index_version = models.ForeignKey(IndexVersion, on_delete=models.CASCADE, related_name="replicas")
    watermark = models.BigIntegerField(default=0, help_text="The last segment it has made searchable.")
    deletion_watermark = models.BigIntegerField(default=0, help_text="The last deletion it has followed.")
    message_count = models.BigIntegerField(default=0)
    deleted_count = models.BigIntegerField(default=0, help_text="Rows of deleted messages it still holds.")
    rebuild_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is to be built anew beside the one in use."
    )
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["worker", "index_version"]
        constraints = [
            models.UniqueConstraint(fields=["worker", "index_version"], name="replica_once_per_worker")
        ]

    def __str__(self) -> str:
        return f"{self.worker} at {self.watermark}"
