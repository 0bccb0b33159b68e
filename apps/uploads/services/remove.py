"""Removing chats for good: messages, people, conversations, whole uploads, each in one transaction.

What other apps keep of them goes in the same transaction: they listen to `removing`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.dispatch import Signal

from apps.accounts.models import Organization
from apps.uploads.merging.ranges import Ranges, subtract, unite
from apps.uploads.models import SAID, Contribution, Conversation, Job, JobKind, Message, Participant, Upload
from apps.uploads.services.idle import list_holders, lock_idle
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.recount import recount

removing = Signal()
"""Sent before the rows go, with `organization`, `message_ids` of what people said, and `conversation_ids` of
conversations that go as a whole."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How much is gone. `messages` counts what people said, not events."""

    messages: int = 0
    conversations: int = 0
    uploads: int = 0


@dataclass(frozen=True, slots=True)
class _Removal:
    """`messages` are the rows to go, of kind `message` or not, chosen by columns of their own."""

    organization: Organization
    messages: QuerySet[Message]
    conversation_ids: Collection[int]
    gone_conversation_ids: Collection[int] = field(default_factory=tuple)


def remove_message(message: Message) -> Removed:
    conversation = message.conversation
    with transaction.atomic():
        lock_idle(list_holders([conversation.pk]))
        removal = _Removal(
            conversation.organization, Message.objects.filter(pk=message.pk), [conversation.pk]
        )
        return Removed(messages=_remove_messages(removal))


def remove_conversation(conversation: Conversation) -> Removed:
    """Remove a conversation with all its messages; its uploads stay, with the files it came in."""
    with transaction.atomic():
        lock_idle(list_holders([conversation.pk]))
        lock_people(conversation.organization)
        return _remove_conversations(conversation.organization, [conversation.pk])


def remove_person(organization: Organization, people: QuerySet[Participant]) -> Removed:
    """Remove people with all they said. Files as they were uploaded still hold it: they go with their uploads."""
    chosen = dict(people.values_list("pk", "conversation_id"))
    conversation_ids = sorted(set(chosen.values()))
    with transaction.atomic():
        lock_idle(list_holders(conversation_ids))
        lock_people(organization)
        messages = Message.objects.filter(participant_id__in=list(chosen))
        count = _remove_messages(_Removal(organization, messages, conversation_ids))
        Participant.objects.filter(pk__in=list(chosen)).delete()
        forget_empty_people(organization)
    return Removed(messages=count)


def remove_upload(upload: Upload) -> Removed:
    """Remove an upload with its file, job and all that only it holds, and other uploads of the same bytes with it.

    One that only points at another upload of the same bytes goes alone.
    """
    with transaction.atomic():
        # Its job before its row, as by who has it read again.
        lock_idle([upload.pk])
        # Nobody is awaited from it any more.
        Upload.objects.filter(pk=upload.pk).update(people_before=[])
        removed = forget_upload(upload)
        files = [one.file.name for one in (upload, *upload.duplicates.all()) if one.file]
        upload.delete()
        for name in files:
            transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)
    return Removed(removed.messages, removed.conversations, uploads=1)


def forget_upload(upload: Upload) -> Removed:
    """Remove what only this upload holds of its chats; what others hold too stays, and is theirs from now on.

    The upload itself stays, as if it had not been read yet. Raises JobRunning.
    """
    with transaction.atomic():
        lock_idle([upload.pk])
        lock_people(upload.organization)
        own = Q(upload=upload) | Q(contributions__upload=upload)
        rows = list(Conversation.objects.filter(own).distinct().order_by("pk"))
        others = Contribution.objects.filter(conversation__in=rows).exclude(upload=upload)
        shared = set(others.values_list("conversation", flat=True))
        count = sum(_forget_in(row, upload) for row in rows if row.pk in shared)
        whole = [row.pk for row in rows if row.pk not in shared]
        removed = _remove_conversations(upload.organization, whole)
    return Removed(removed.messages + count, removed.conversations)


def _forget_in(conversation: Conversation, upload: Upload) -> int:
    """Remove an upload's own messages from a chat that others hold too; return how many people had said."""
    list(Conversation.objects.select_for_update().filter(pk=conversation.pk).values_list("pk"))
    others = [one.ranges for one in conversation.contributions.exclude(upload=upload)]
    mine = conversation.contributions.filter(upload=upload).first()
    own = subtract(mine.ranges if mine else [], unite(*others))
    count = _remove_messages(
        _Removal(conversation.organization, _within(conversation, own), [conversation.pk])
    )
    conversation.contributions.filter(upload=upload).delete()
    silent = conversation.participants.filter(messages__isnull=True)
    silent.delete()
    if conversation.upload_id == upload.pk:
        heir = conversation.contributions.order_by("pk").first()
        Conversation.objects.filter(pk=conversation.pk).update(
            upload=heir.upload_id, revision=F("revision") + 1
        )
    return count


def _within(conversation: Conversation, ranges: Ranges) -> QuerySet[Message]:
    """Return the messages in ranges of sequences, of which there may be very many."""
    ids = RawSQL(
        "SELECT m.id FROM unnest(%s::bigint[], %s::bigint[]) AS r (first, last) JOIN uploads_message m "
        "ON m.conversation_id = %s AND m.sequence BETWEEN r.first AND r.last",
        ([first for first, _ in ranges], [last for _, last in ranges], conversation.pk),
    )
    return Message.objects.filter(pk__in=ids)


def _remove_conversations(organization: Organization, conversation_ids: list[int]) -> Removed:
    """Jobs that merged them go too: they name them."""
    merges = Q(subject__target__in=conversation_ids) | Q(subject__source__in=conversation_ids)
    Job.objects.filter(merges, kind=JobKind.MERGE).delete()
    messages = Message.objects.filter(conversation_id__in=conversation_ids)
    count = _remove_messages(_Removal(organization, messages, conversation_ids, conversation_ids))
    Participant.objects.filter(conversation_id__in=conversation_ids).delete()
    forget_empty_people(organization)
    Conversation.objects.filter(pk__in=conversation_ids).delete()
    return Removed(messages=count, conversations=len(conversation_ids))


def _remove_messages(removal: _Removal) -> int:
    """Remove rows without loading them, tell the other apps, and count anew; return how many people had said."""
    rows = Conversation.objects.select_for_update().filter(pk__in=removal.conversation_ids).order_by("pk")
    list(rows.values_list("pk"))
    said = list(removal.messages.filter(kind__in=SAID).order_by("pk").values_list("pk", flat=True))
    removing.send(
        Message,
        organization=removal.organization,
        message_ids=said,
        conversation_ids=list(removal.gone_conversation_ids),
    )
    removal.messages._raw_delete(removal.messages.db)
    recount(removal.conversation_ids)
    return len(said)
