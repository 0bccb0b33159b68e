from django.db import models
from django.db.models import Q

from apps.accounts.models import Organization
from apps.uploads.models.person import Person
from apps.uploads.models.upload import Upload


class Conversation(models.Model):
    """A channel, room, group or direct chat, as all uploads together hold it.

    `upload` is the one that brought it first of those there are, `contributions` says what each holds. `key` tells
    conversations of one upload apart while they are read: the chat's own name, or the file's path where the export
    names none. Then they are settled: joined with the same chat if that is there already (see services/merge).
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="conversations")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="conversations")
    key = models.CharField(max_length=1024)
    name = models.CharField(max_length=255)
    ref = models.CharField(
        max_length=255, blank=True, help_text="The chat's stable id in the program it comes from."
    )
    format = models.CharField(max_length=32, blank=True)
    is_settled = models.BooleanField(
        default=False,
        help_text="Read to its end and compared with other chats: no parser adds to it any more.",
    )
    revision = models.BigIntegerField(
        default=0,
        help_text="Rises whenever messages change their places: what was read before is out of date.",
    )
    item_count = models.BigIntegerField(default=0, help_text="Messages and events; the next one's sequence.")
    message_count = models.BigIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "key"], condition=Q(is_settled=False), name="conversation_once_per_upload"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A sender within a conversation: by the stable id the export gives (`ref`), else by the name it shows.

    `person` joins the participants that are one human being, in whatever conversation. It is None until the writer's
    upload is read (`services/people/assign.py`).
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="participants")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(max_length=255)
    ref = models.CharField(max_length=255, blank=True)
    folded_name = models.CharField(
        max_length=255, blank=True, editable=False, help_text="As names are compared: see identity/names.py."
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    original_person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="original_participants",
        help_text="Who the exports, and members who part them, make of it; merging changes `person` only.",
    )
    parted_from = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="parted_participants",
        help_text="Who the exports take it for, where a member said that it is somebody else.",
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["organization", "folded_name"], name="participant_by_folded_name"),
            models.Index(fields=["organization", "ref"], condition=~Q(ref=""), name="participant_by_ref"),
            models.Index(
                fields=["organization"], condition=Q(original_person=None), name="participant_without_person"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "name"], condition=Q(ref=""), name="participant_once_by_name"
            ),
            models.UniqueConstraint(
                fields=["conversation", "ref"], condition=~Q(ref=""), name="participant_once_by_ref"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """What one upload holds of a conversation: the places of its messages, whether it brought them or knew them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="contributions")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="contributions")
    keys = models.JSONField(
        default=list, help_text="What the conversation was called while this upload was read."
    )
    ranges = models.JSONField(default=list, help_text="[[first_sequence, last_sequence]], ascending.")
    added = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["conversation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "upload"], name="contribution_once_per_upload")
        ]

    def __str__(self) -> str:
        return f"{self.upload} in {self.conversation}"
