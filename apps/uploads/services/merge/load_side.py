"""A stored conversation as it is compared with another."""

from django.db.models import F, JSONField, QuerySet, Value
from django.db.models.functions import NullIf

from apps.uploads.merging.side import NOBODY, Sender, Side
from apps.uploads.models import Conversation, Message

MENTIONS = NullIf(F("mentions"), Value([], JSONField()))
"""Most mention nobody: what is null needs no decoding."""
COLUMNS = ("sequence", "sent_at", "participant_id", "kind", "text", MENTIONS, "source_ref", "is_edited")
ROWS_AT_ONCE = 5_000


Place = tuple[int, int]
"""First and last sequence."""


def load_side(conversation: Conversation, place: Place | None = None) -> Side:
    """Return the conversation's messages, or those there, read in pieces: about 50 bytes of each stay in memory."""
    people = list(conversation.participants.order_by("pk"))
    places = {person.pk: number for number, person in enumerate(people)}
    side = Side([Sender(person.pk, person.name, person.ref) for person in people], conversation.item_count)
    rows = _list_rows(conversation, place).iterator(ROWS_AT_ONCE)
    for sequence, sent_at, participant, kind, text, mentions, source_ref, is_edited in rows:
        sender = places.get(participant, NOBODY)
        side.add(sequence, sent_at, sender, kind, text, mentions or (), source_ref, is_edited)
    return side


def _list_rows(conversation: Conversation, place: Place | None) -> QuerySet:
    rows = Message.objects.filter(conversation=conversation).order_by("sequence").values_list(*COLUMNS)
    return rows if place is None else rows.filter(sequence__range=place)
