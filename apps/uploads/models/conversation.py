from django.db import models

from apps.accounts.models import Organization
from apps.uploads.models.upload import Upload


class Conversation(models.Model):
    """A channel, room, group or direct chat as one upload holds it.

    `key` tells conversations of one upload apart: the chat's own name, or the file's path where the export
    names none.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="conversations")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="conversations")
    key = models.CharField(max_length=1024)
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=32, blank=True)
    item_count = models.BigIntegerField(default=0, help_text="Messages and events; the next one's sequence.")
    message_count = models.BigIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["upload", "key"], name="conversation_once_per_upload")]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A sender within a conversation, by the name the export shows."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="participants")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "name"], name="participant_once_per_conversation")
        ]

    def __str__(self) -> str:
        return self.name
