from django.db import models

from apps.uploads.models.conversation import Conversation, Participant


class MessageKind(models.TextChoices):
    MESSAGE = "message"
    POLL = "poll"
    DELETED = "deleted"
    CALL = "call"
    SYSTEM = "system"


SAID = (MessageKind.MESSAGE, MessageKind.POLL)
"""What people said: this is counted and searched. In SQL: `kind IN ('message', 'poll')`."""


class Message(models.Model):
    """One utterance, or one event of kind `system` or `call`, at its place in a conversation.

    `sequence` counts from 0 in the order of the export, which is not always the order of time.
    """

    # The unique constraint's index begins with it: another one would only cost, and mislead the planner.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    sequence = models.BigIntegerField()
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=16, choices=MessageKind, default=MessageKind.MESSAGE)
    sent_at = models.DateTimeField(null=True, blank=True)
    local_time = models.CharField(max_length=32, blank=True, help_text="As the exporter's clock showed it.")
    text = models.TextField()
    starts_session = models.BooleanField(
        default=False, help_text="The export itself begins a new thread, session or document here."
    )
    source_ref = models.CharField(max_length=128, blank=True, help_text="The message's id in the export.")
    is_edited = models.BooleanField(default=False)
    reply_to_ref = models.CharField(
        max_length=128, blank=True, help_text="`source_ref` of the message this one answers."
    )
    attachments = models.JSONField(default=list, blank=True, help_text="[{name, type, size_bytes}]")
    reactions = models.JSONField(default=list, blank=True, help_text="[{emoji, count, senders}]")
    precision = models.CharField(
        max_length=8, blank=True, help_text="What sent_at is good to: day, minute, second; empty for finer."
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    thread_ref = models.CharField(max_length=128, blank=True, help_text="The thread's id in the export.")
    mentions = models.JSONField(default=list, blank=True, help_text="Names the export marks as mentioned.")
    links = models.JSONField(default=list, blank=True, help_text="Addresses behind words of the text.")
    forwarded_from = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["conversation", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "sequence"], name="message_once_per_place")
        ]
        # Without it the database reads every message for each participant that is deleted.
        indexes = [models.Index(fields=["participant"], name="message_by_participant")]

    def __str__(self) -> str:
        return self.text[:80]
