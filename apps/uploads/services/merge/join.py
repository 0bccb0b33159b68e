"""Puts one conversation into another, each message once, in the order of time: all in the caller's transaction."""

from array import array
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from apps.uploads.merging.arrange import Arrangement, arrange, list_alone
from apps.uploads.models import Contribution, Conversation, Job, JobKind, Message, Participant
from apps.uploads.services.merge.changes import Change, apply_changes, find_changes
from apps.uploads.services.merge.contributions import join_contributions
from apps.uploads.services.merge.senders import match_senders
from apps.uploads.services.merge.signals import Rearrangement, rearranging
from apps.uploads.services.merge.twins import Comparison
from apps.uploads.services.recount import recount

FREE_PLACES_SQL = """
    UPDATE uploads_message m SET sequence = -moved.place - 1
    FROM unnest(%s::bigint[], %s::bigint[]) AS moved (old, place)
    WHERE m.conversation_id = %s AND m.sequence = moved.old
"""
TAKE_PLACES_SQL = (
    "UPDATE uploads_message SET sequence = -sequence - 1 WHERE conversation_id = %s AND sequence < 0"
)
"""In two steps: the database compares places row by row."""
BRING_SQL = """
    UPDATE uploads_message m
    SET conversation_id = %s, sequence = brought.place,
        participant_id = COALESCE(
            (SELECT who.target FROM unnest(%s::bigint[], %s::bigint[]) AS who (source, target)
             WHERE who.source = m.participant_id), m.participant_id),
        sent_at = m.sent_at + brought.minutes * interval '1 minute',
        id = nextval(pg_get_serial_sequence('uploads_message', 'id'))
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS brought (old, place, minutes)
    WHERE m.conversation_id = %s AND m.sequence = brought.old
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """How many of the source's items the target did not have, had otherwise, and had as they are.

    `minutes` were added to the source's times for most of it.
    """

    conversation: Conversation
    added: int
    updated: int
    known: int
    minutes: int = 0


def join(found: Comparison, *, keeps_words: bool) -> Joined:
    """Put the source into the target; the source's row goes, with what both have. Both rows must be locked.

    What stays in its place keeps its id. What comes, or changes its words, gets a new one: whoever follows ids takes
    it in anew.
    """
    arrangement = arrange(found.target_side, found.source_side, found.alignment)
    changes = list(find_changes(found, is_newer=is_newer(found), keeps_words=keeps_words))
    rearranging.send(Conversation, rearrangement=_describe(found, arrangement, changes))
    join_contributions(found, arrangement, {change.at for change in changes})
    senders = match_senders(found, notes_clues=keeps_words)
    apply_changes(found, changes)
    _move_target(found, arrangement)
    _bring_source(found, arrangement, senders)
    _remove_source(found.source)
    Conversation.objects.filter(pk=found.target.pk).update(
        item_count=arrangement.end,
        # What was read before is out of date; not if messages only came behind it.
        revision=found.target.revision
        + (arrangement.comes_between or any(change.renews for change in changes)),
    )
    recount([found.target.pk])
    _follow_in_jobs(found.source.pk, found.target.pk)
    return _count(found, changes)


def is_newer(found: Comparison) -> bool:
    """Return whether the source reaches as far as the target: then it tells how the chat is now."""
    mine, theirs = found.target.last_sent_at, found.source.last_sent_at
    if mine is None or theirs is None:
        return True
    shift = found.alignment.shift[-1] if len(found.alignment.shift) else 0
    return theirs.timestamp() + 60 * shift >= mine.timestamp() - 60


def _describe(found: Comparison, arrangement: Arrangement, changes: list[Change]) -> Rearrangement:
    places = arrangement.source_places
    fresh = {places[at] for at in list_alone(found.alignment) if found.source_side.is_said(at)}
    fresh.update(places[change.at] for change in changes if change.renews and change.is_said)
    return Rearrangement(
        target=found.target,
        source=found.source,
        places=found.target_side.sequence,
        new_places=arrangement.target_places,
        fresh=array("q", sorted(fresh)),
        gone_ids=[change.message_id for change in changes if change.renews and change.was_said],
        changes_times=any(change.choice.time for change in changes),
    )


def _move_target(found: Comparison, arrangement: Arrangement) -> None:
    pairs = zip(found.target_side.sequence, arrangement.target_places, strict=True)
    moved = [(old, place) for old, place in pairs if old != place]
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            FREE_PLACES_SQL, [[old for old, _ in moved], [new for _, new in moved], found.target.pk]
        )
        cursor.execute(TAKE_PLACES_SQL, [found.target.pk])


def _bring_source(found: Comparison, arrangement: Arrangement, senders: dict[int, int]) -> None:
    alone = list(list_alone(found.alignment))
    columns = [
        [found.source_side.sequence[at] for at in alone],
        [arrangement.source_places[at] for at in alone],
        [found.alignment.shift[at] for at in alone],
    ]
    with connection.cursor() as cursor:
        who = [list(senders), list(senders.values())]
        cursor.execute(BRING_SQL, [found.target.pk, *who, *columns, found.source.pk])


def _remove_source(source: Conversation) -> None:
    left = Message.objects.filter(conversation=source)
    left._raw_delete(left.db)
    Participant.objects.filter(conversation=source).delete()
    Contribution.objects.filter(conversation=source).delete()
    Conversation.objects.filter(pk=source.pk).delete()


def _follow_in_jobs(source: int, target: int) -> None:
    """What was or is to be merged with the source is so with the target from now on. Last: it locks their rows."""
    roles = Q(subject__target=source) | Q(subject__source=source)
    for job in Job.objects.filter(roles, kind=JobKind.MERGE):
        named = {role: target for role in ("target", "source") if job.subject[role] == source}
        Job.objects.filter(pk=job.pk).update(subject={**job.subject, **named})


def _count(found: Comparison, changes: list[Change]) -> Joined:
    added = sum(1 for _ in list_alone(found.alignment))
    return Joined(
        conversation=found.target,
        added=added,
        updated=len(changes),
        known=len(found.source_side) - added - len(changes),
        minutes=found.alignment.shifts[0].minutes,
    )
