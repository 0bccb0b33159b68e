"""Conversations that are the same chat as another: found by id or name, believed only if they share messages.

A name alone proves nothing (every team has a `general`), nor does an id: some servers number their rooms from one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet, Value

from apps.uploads.merging.align import Alignment, align
from apps.uploads.merging.overlap import Overlap, measure_overlap
from apps.uploads.merging.side import Side
from apps.uploads.models import Contribution, Conversation
from apps.uploads.parsing.registry import family_of
from apps.uploads.services.merge.load_side import load_side
from apps.uploads.services.merge.sample import SLACK, take_sample
from apps.uploads.services.store_messages import shared_key

FEWEST = 3
SHARE = 0.5
SHARE_WITH_SAME_ID = 0.1
MOST_COMPARED = 20
ENOUGH_TO_JUDGE = 10
"""Longer messages in the common time: none of so many shared means that it is another chat."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two conversations side by side."""

    target: Conversation
    source: Conversation
    target_side: Side
    source_side: Side
    alignment: Alignment
    overlap: Overlap

    @property
    def has_same_ref(self) -> bool:
        return bool(self.source.ref) and self.source.ref == self.target.ref

    @property
    def has_same_name(self) -> bool:
        return self.source.name.casefold() == self.target.name.casefold()


def compare(target: Conversation, source: Conversation, source_side: Side | None = None) -> Comparison:
    return compare_sides(target, source, load_side(target), source_side or load_side(source))


def compare_sides(
    target: Conversation, source: Conversation, target_side: Side, source_side: Side
) -> Comparison:
    alignment = align(target_side, source_side)
    overlap = measure_overlap(target_side, source_side, alignment)
    return Comparison(target, source, target_side, source_side, alignment, overlap)


def find_twin(conversation: Conversation) -> Comparison | None:
    """Return the settled conversation that is the same chat, compared with this one; None if there is none."""
    side: Side | None = None
    for candidate, is_own in _list_candidates(conversation):
        side = side or load_side(conversation)
        found = compare(candidate, conversation, side)
        if is_own or is_same_chat(found):
            return found
    return None


def is_same_chat(found: Comparison) -> bool:
    """Believe what is shared; an id of the program needs less of it, and none where the times do not meet."""
    overlap = found.overlap
    has_few = min(overlap.target, overlap.source) < FEWEST
    if found.has_same_ref:
        return overlap.share >= SHARE_WITH_SAME_ID or (has_few and found.has_same_name)
    return overlap.is_whole or (overlap.share >= SHARE and overlap.shared >= FEWEST)


def may_be_same(one: Conversation, other: Conversation) -> bool:
    has_other_ref = bool(one.ref and other.ref) and one.ref != other.ref
    return family_of(one.format) == family_of(other.format) and not has_other_ref


def list_settled(conversation: Conversation) -> QuerySet[Conversation]:
    """Return the other conversations of the organization that were read to their end."""
    same = Conversation.objects.filter(organization=conversation.organization_id, is_settled=True)
    same = same.select_related("upload", "organization").defer("upload__people_before")
    return same.exclude(pk=conversation.pk).order_by("pk")


def list_near(conversation: Conversation) -> QuerySet[Conversation]:
    """Return those of them whose time meets this one's: others cannot share a message.

    Texts without times are none: of two versions of a document that share pages, each is a whole of its own.
    """
    first, last = conversation.first_sent_at, conversation.last_sent_at
    if first is None or last is None:
        return list_settled(conversation).none()
    return list_settled(conversation).filter(
        first_sent_at__lte=_shift(last, SLACK), last_sent_at__gte=_shift(first, -SLACK)
    )


def _list_candidates(conversation: Conversation) -> Iterator[tuple[Conversation, bool]]:
    """Yield what this very upload has brought of it already, then those of its id, then those of its name."""
    key, upload = shared_key(conversation.key), conversation.upload_id
    held = Contribution.objects.filter(upload=upload, keys__contains=[key]).values_list(
        "conversation", flat=True
    )
    yield from ((candidate, True) for candidate in list_settled(conversation).filter(pk__in=list(held)))
    same_name = Q(name__iexact=conversation.name) | Q(key=key)
    for candidate in list_settled(conversation).filter(ref=conversation.ref).exclude(ref=""):
        if may_be_same(candidate, conversation):
            yield candidate, False
    for candidate in list_near(conversation).filter(same_name).order_by("-pk")[:MOST_COMPARED]:
        if may_be_same(candidate, conversation) and _has_common_words(candidate, conversation):
            yield candidate, False


def _has_common_words(candidate: Conversation, conversation: Conversation) -> bool:
    """Return False where samples leave no hope; what meets for a short time only is worth comparing whole."""
    sample = take_sample(conversation, candidate, reach=timedelta(0))
    if sample.shared or sample.compared < ENOUGH_TO_JUDGE:
        return True
    return take_sample(conversation, candidate).shared > 0


def _shift(moment: datetime, by: timedelta) -> ExpressionWrapper:
    """In the database: a moment of the first or the last year has none before or after it here."""
    return ExpressionWrapper(Value(moment, DateTimeField()) + Value(by), output_field=DateTimeField())
