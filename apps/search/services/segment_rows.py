"""A segment as replicas take it in: its vectors from the file, its words from the database."""

from dataclasses import dataclass

import numpy as np

from apps.search.indexing.base import IndexDamaged, MessageRow, SegmentArrays, SegmentRows
from apps.search.indexing.replica import ReplicaSpec
from apps.search.indexing.selection import take_messages
from apps.search.models import Segment
from apps.search.services.segment_store import read_segment
from apps.uploads.models import SAID, Message

ROW_COLUMNS = (
    "id",
    "participant_id",
    "sequence",
    "sent_at",
    "participant__name",
    "text",
    "starts_session",
    "is_edited",
    "reply_to_ref",
    "attachments",
    "reactions",
)


@dataclass(frozen=True, slots=True)
class LoadedSegment:
    """Arrays and rows of the same messages; none where all were deleted."""

    pk: int
    arrays: SegmentArrays
    rows: SegmentRows


def load_segment(segment: Segment, spec: ReplicaSpec) -> LoadedSegment:
    """Return what is left of a segment: its file may still hold messages that were deleted since.

    Raises IndexDamaged if the file is missing or altered, or lacks a message of its range.
    """
    arrays, rows = read_segment(segment), read_rows(segment, spec)
    wanted = np.array([message.message_id for message in rows.messages], np.int64)
    left = take_messages(arrays, np.isin(arrays.ids, wanted))
    if not np.array_equal(left.ids, wanted):
        raise IndexDamaged(f"{segment.file} lacks messages of its range")
    return LoadedSegment(segment.pk, left, rows)


def read_rows(segment: Segment, spec: ReplicaSpec) -> SegmentRows:
    """Return the segment's messages with their neighbours on either side."""
    said = Message.objects.filter(conversation_id=segment.conversation_id, kind__in=SAID)
    within = said.filter(sequence__gte=segment.first_sequence, sequence__lte=segment.last_sequence)
    before = said.filter(sequence__lt=segment.first_sequence).order_by("-sequence")[: spec.window_reach]
    after = said.filter(sequence__gt=segment.last_sequence).order_by("sequence")[: spec.window_reach]
    return SegmentRows(
        conversation_id=segment.conversation_id,
        messages=make_rows(within.order_by("sequence")),
        before=make_rows(before)[::-1],
        after=make_rows(after),
    )


def make_rows(messages) -> list[MessageRow]:
    return [_make_row(*values) for values in messages.values_list(*ROW_COLUMNS)]


def _make_row(
    pk,
    participant,
    sequence,
    sent_at,
    speaker,
    text,
    starts_session,
    is_edited,
    reply_to,
    attachments,
    reactions,
) -> MessageRow:
    return MessageRow(
        message_id=pk,
        participant_id=participant or 0,
        sequence=sequence,
        sent_at=sent_at,
        speaker=speaker or "",
        text=text,
        starts_session=starts_session,
        is_edited=is_edited,
        is_reply=bool(reply_to),
        attachment_types=tuple(attachment.get("type", "") for attachment in attachments),
        has_reactions=bool(reactions),
    )
