"""Reads: which of a few listed conversations seem to be one chat, told quickly enough for a hint beside a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from apps.uploads.contribution_selectors import FEWEST_SHARED
from apps.uploads.models import Conversation
from apps.uploads.services.merge.sample import SLACK, take_sample
from apps.uploads.services.merge.twins import may_be_same

LIKELY_SHARE = 0.3
"""Of the longer messages compared. Less happens to chats in which the same people forward the same things."""
MOST_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conversations, the one with more messages first: `shared` of `compared` longer messages stand in both."""

    first: Conversation
    second: Conversation
    shared: int
    compared: int


def list_pairs(conversations: Sequence[Conversation]) -> list[Pair]:
    """Return pairs among conversations that the caller may see; those that begin or end together come first."""
    near = [pair for pair in combinations(conversations, 2) if _may_meet(*pair)]
    pairs = (_compare(*pair) for pair in sorted(near, key=_measure_distance)[:MOST_COMPARED])
    return [pair for pair in pairs if is_likely(pair.shared, pair.compared)]


def is_likely(shared: int, compared: int) -> bool:
    return shared >= FEWEST_SHARED and shared >= LIKELY_SHARE * compared


def _may_meet(one: Conversation, other: Conversation) -> bool:
    """Return whether they are of one program and organization, and cover a common time."""
    if one.organization_id != other.organization_id or not may_be_same(one, other):
        return False
    if one.first_sent_at is None or other.first_sent_at is None:
        return False
    return max(one.first_sent_at, other.first_sent_at) - min(one.last_sent_at, other.last_sent_at) <= SLACK


def _measure_distance(pair: tuple[Conversation, Conversation]) -> timedelta:
    one, other = pair
    return min(abs(one.first_sent_at - other.first_sent_at), abs(one.last_sent_at - other.last_sent_at))


def _compare(one: Conversation, other: Conversation) -> Pair:
    first, second = sorted((one, other), key=lambda chat: (-chat.message_count, chat.pk))
    sample = take_sample(second, first)
    return Pair(first, second, sample.shared, sample.compared)
