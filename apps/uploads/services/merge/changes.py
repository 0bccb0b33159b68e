"""Messages that both conversations have, but the source otherwise: edited, taken back, or told more exactly."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from apps.uploads.merging.align import ALONE
from apps.uploads.merging.choose import Choice, Version, choose
from apps.uploads.merging.side import EVENT
from apps.uploads.models import SAID, Message
from apps.uploads.services.merge.twins import Comparison

PAIRS_AT_ONCE = 10_000
COMPARED = ("kind", "text", "is_edited", "edited_at", "precision", "attachments", "reactions")
WORDS = (
    "text",
    "kind",
    "is_edited",
    "edited_at",
    "attachments",
    "mentions",
    "links",
    "reply_to_ref",
    "thread_ref",
    "forwarded_from",
)
DIFFERENT_SQL = f"""
    SELECT pair.at, t.id, s.id
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS pair (at, target, source)
    JOIN uploads_message t ON t.conversation_id = %s AND t.sequence = pair.target
    JOIN uploads_message s ON s.conversation_id = %s AND s.sequence = pair.source
    WHERE ({", ".join(f"t.{name}" for name in COMPARED)}) IS DISTINCT FROM
          ({", ".join(f"s.{name}" for name in COMPARED)})
    ORDER BY pair.at
"""  # noqa: S608  (names of columns)
CHANGE_SQL = f"""
    UPDATE uploads_message t
    SET {", ".join(f"{name} = CASE WHEN c.words THEN s.{name} ELSE t.{name} END" for name in WORDS)},
        reactions = CASE WHEN c.reactions THEN s.reactions ELSE t.reactions END,
        sent_at = CASE WHEN c.time THEN s.sent_at + c.minutes * interval '1 minute' ELSE t.sent_at END,
        precision = CASE WHEN c.time THEN s.precision ELSE t.precision END,
        id = CASE WHEN c.renews THEN nextval(pg_get_serial_sequence('uploads_message', 'id')) ELSE t.id END
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bool[], %s::bool[], %s::bool[], %s::bool[])
        AS c (target, source, minutes, words, time, reactions, renews)
    JOIN uploads_message s ON s.conversation_id = %s AND s.sequence = c.source
    WHERE t.conversation_id = %s AND t.sequence = c.target
"""  # noqa: S608  (likewise)


@dataclass(frozen=True, slots=True)
class Change:
    """`at` is the position in the source, `message_id` the target's row as it was."""

    at: int
    message_id: int
    choice: Choice
    renews: bool
    """What is searched changes: the row gets another id, by which it is taken in anew."""
    was_said: bool
    is_said: bool


def find_changes(found: Comparison, *, is_newer: bool, keeps_words: bool) -> Iterator[Change]:
    """Yield by rising position in the source."""
    for pairs in _list_pairs(found):
        different = _find_different(found, pairs)
        rows = Message.objects.in_bulk([pk for _, *both in different for pk in both])
        for at, mine, theirs in different:
            target, source = rows[mine], rows[theirs]
            choice = choose(_version(target), _version(source), is_newer=is_newer, keeps_words=keeps_words)
            if choice:
                yield _describe(at, target, source, choice)


def apply_changes(found: Comparison, changes: list[Change]) -> None:
    """Write them while all rows still stand in their old places."""
    alignment, target, source = found.alignment, found.target_side, found.source_side
    for start in range(0, len(changes), PAIRS_AT_ONCE):
        chunk = changes[start : start + PAIRS_AT_ONCE]
        columns = [
            [target.sequence[alignment.partner[each.at]] for each in chunk],
            [source.sequence[each.at] for each in chunk],
            [alignment.shift[each.at] for each in chunk],
            [each.choice.words for each in chunk],
            [each.choice.time for each in chunk],
            [each.choice.reactions for each in chunk],
            [each.renews for each in chunk],
        ]
        with connection.cursor() as cursor:
            cursor.execute(CHANGE_SQL, [*columns, found.source.pk, found.target.pk])


def _list_pairs(found: Comparison) -> Iterator[array]:
    """Yield positions in the source of what both have, events left out: those each phone words in its own way."""
    pairs = array("q")
    for at, partner in enumerate(found.alignment.partner):
        if partner != ALONE and not found.source_side.traits[at] & EVENT:
            pairs.append(at)
        if len(pairs) == PAIRS_AT_ONCE:
            yield pairs
            pairs = array("q")
    yield pairs


def _find_different(found: Comparison, pairs: array) -> list[tuple[int, int, int]]:
    targets = [found.target_side.sequence[found.alignment.partner[at]] for at in pairs]
    sources = [found.source_side.sequence[at] for at in pairs]
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT_SQL, [list(pairs), targets, sources, found.target.pk, found.source.pk])
        return cursor.fetchall()


def _version(message: Message) -> Version:
    return Version(
        kind=message.kind,
        text=message.text,
        is_edited=message.is_edited,
        edited_at=message.edited_at,
        precision=message.precision,
        has_time=message.sent_at is not None,
        mentions=message.mentions,
        attachments=message.attachments,
        reactions=message.reactions,
    )


def _describe(at: int, target: Message, source: Message, choice: Choice) -> Change:
    has_other_reactions = choice.reactions and bool(target.reactions) != bool(source.reactions)
    return Change(
        at=at,
        message_id=target.pk,
        choice=choice,
        renews=choice.words or has_other_reactions,
        was_said=target.kind in SAID,
        is_said=(source if choice.words else target).kind in SAID,
    )
