"""Which upload holds which messages of a conversation, followed when two conversations become one."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator

from apps.uploads.merging.align import ALONE
from apps.uploads.merging.arrange import Arrangement
from apps.uploads.merging.ranges import Ranges, compress, unite
from apps.uploads.merging.side import Side
from apps.uploads.models import Contribution, Conversation
from apps.uploads.services.merge.twins import Comparison
from apps.uploads.services.store_messages import shared_key


def ensure_contribution(conversation: Conversation) -> Contribution:
    """Return what the conversation's own upload holds of it: everything, where nothing was noted."""
    count = conversation.item_count
    contribution, _ = Contribution.objects.get_or_create(
        conversation=conversation,
        upload_id=conversation.upload_id,
        defaults={
            "keys": [shared_key(conversation.key)],
            "ranges": [[0, count - 1]] if count else [],
            "added": count,
        },
    )
    return contribution


def join_contributions(found: Comparison, arrangement: Arrangement, changed: Collection[int]) -> None:
    """Note in the target what the source's uploads hold; `changed` are positions in the source of other versions."""
    ensure_contribution(found.target)
    ensure_contribution(found.source)
    if arrangement.comes_between:
        _follow_places(found.target, found.target_side, arrangement)
    for theirs in found.source.contributions.all():
        positions = array("q", _list_positions(theirs.ranges, found.source_side))
        mine, _ = Contribution.objects.get_or_create(conversation=found.target, upload_id=theirs.upload_id)
        places = compress(sorted(arrangement.source_places[at] for at in positions))
        alone = sum(found.alignment.partner[at] == ALONE for at in positions)
        updated = sum(at in changed for at in positions)
        mine.ranges = unite(mine.ranges, places)
        mine.keys = list(dict.fromkeys([*mine.keys, *theirs.keys]))
        mine.added += alone
        mine.updated += updated
        mine.known += len(positions) - alone - updated
        mine.save()


def _follow_places(conversation: Conversation, side: Side, arrangement: Arrangement) -> None:
    for contribution in conversation.contributions.all():
        positions = _list_positions(contribution.ranges, side)
        contribution.ranges = compress(arrangement.target_places[at] for at in positions)
        contribution.save(update_fields=["ranges"])


def _list_positions(ranges: Ranges, side: Side) -> Iterator[int]:
    """Yield the positions of the messages whose sequences are in the ranges, rising."""
    for first, last in ranges:
        yield from range(bisect_left(side.sequence, first), bisect_right(side.sequence, last))
