from django.db import models

from apps.search.models.index_version import IndexVersion
from apps.uploads.models import Conversation


class Segment(models.Model):
    """Vectors of consecutive messages of one conversation: an immutable file, visible once this row commits.

    Compaction and healing let the row name another file; whoever read the row before reads it again when the file is
    gone. It covers every message of kind `message` from `first_sequence` to `last_sequence`. Ids ascend in commit order
    within an index version (see services.segments), so that followers need only remember the last one.
    """

    index_version = models.ForeignKey(IndexVersion, on_delete=models.CASCADE, related_name="segments")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="segments")
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    message_count = models.PositiveIntegerField()
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["index_version", "conversation", "first_sequence"], name="segment_once_per_place"
            )
        ]
        indexes = [models.Index(fields=["index_version", "id"], name="segment_by_watermark")]

    def __str__(self) -> str:
        return f"{self.conversation} {self.first_sequence}–{self.last_sequence}"
