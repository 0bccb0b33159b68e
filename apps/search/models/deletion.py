from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.accounts.models import Organization


class Deletion(models.Model):
    """Messages that are gone from the database: replicas forget them, and compaction removes them from files.

    Ids ascend in commit order within an organization, so that followers need only remember the last one.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="deletions")
    message_ids = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField(auto_now_add=True)
    compacted_at = models.DateTimeField(
        null=True, blank=True, help_text="When no segment file held them any more."
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organization", "id"], name="deletion_by_watermark")]

    def __str__(self) -> str:
        return f"{len(self.message_ids)} messages"
