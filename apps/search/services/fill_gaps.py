"""Messages that no segment covers though their import has ended: segments whose rows were lost are made again."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.services.embed_range import embed_range, make_version_encoder
from apps.search.services.healing import heal_codec
from apps.search.services.insert_segment import insert_segment
from apps.search.services.rewrite_segment import write_new_file
from apps.uploads.models import SAID, Conversation, JobStatus, Message
from apps.uploads.models.job import UNFINISHED
from apps.uploads.services.idle import list_merging


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a conversation, from the first to the last message in it that no segment covers."""

    conversation: Conversation
    first_sequence: int
    last_sequence: int


def find_gaps(version: IndexVersion) -> Iterator[Gap]:
    """Yield the gaps of conversations that were imported to their end, but for files that wait for their uploader.

    A version that is being built or stands by is brought up to the active one by others: there only what lies before
    its own end is a gap.
    """
    ends: dict[int, list[tuple[int, int]]] = defaultdict(list)
    covered = version.segments.order_by("conversation", "first_sequence")
    for conversation, first, last in covered.values_list("conversation", "first_sequence", "last_sequence"):
        ends[conversation].append((first, last))
    imported = Conversation.objects.filter(
        organization=version.organization_id,
        upload__job__status__in=(JobStatus.SUCCEEDED, JobStatus.NEEDS_INPUT),
    ).exclude(contributions__upload__job__status__in=UNFINISHED)
    for conversation in imported.exclude(pk__in=list_merging(version.organization_id)).order_by("pk"):
        for first, last in _list_uncovered(version, conversation, ends[conversation.pk]):
            yield from _narrow(conversation, first, last)


def _list_uncovered(
    version: IndexVersion, conversation: Conversation, covered: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    following = 0
    for first, last in covered:
        if first > following:
            yield following, first - 1
        following = last + 1
    if version.state == IndexState.ACTIVE and following < conversation.item_count:
        yield following, conversation.item_count - 1


def _narrow(conversation: Conversation, first: int, last: int) -> Iterator[Gap]:
    """Yield the stretch in pieces of one batch each; nothing if nobody said anything in it."""
    said = Message.objects.filter(conversation=conversation, kind__in=SAID)
    within = said.filter(sequence__range=(first, last)).order_by("sequence")
    sequences = list(within.values_list("sequence", flat=True))
    for start in range(0, len(sequences), settings.EMBEDDING_BATCH_MESSAGES):
        batch = sequences[start : start + settings.EMBEDDING_BATCH_MESSAGES]
        yield Gap(conversation, batch[0], batch[-1])


def fill_gap(version: IndexVersion, gap: Gap) -> None:
    """Embed a gap's messages into a segment of their own."""
    segment = Segment(
        index_version=heal_codec(version),
        conversation=gap.conversation,
        first_sequence=gap.first_sequence,
        last_sequence=gap.last_sequence,
    )
    arrays = embed_range(make_version_encoder(segment.index_version), segment)
    if len(arrays.ids):
        insert_segment(segment, write_new_file(segment, arrays))
