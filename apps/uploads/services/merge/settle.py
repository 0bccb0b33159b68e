"""The end of reading an upload: each chat it brought is joined with the same chat, where that is there already.

The parsers write every upload into conversations of its own; here they are compared with what other uploads brought,
one transaction for each. A worker that dies between two of them, or in the middle of one, leaves the rest to be done.
"""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import QuerySet

from apps.accounts.models import Organization
from apps.uploads.jobs.runner import Work
from apps.uploads.merging.align import ALONE
from apps.uploads.models import Conversation
from apps.uploads.services.merge.contributions import ensure_contribution
from apps.uploads.services.merge.join import Joined, join
from apps.uploads.services.merge.twins import Comparison, compare, find_twin
from apps.uploads.services.people.forget import forget_empty_people
from apps.uploads.services.people.locks import lock_people
from apps.uploads.services.store_messages import shared_key

MERGE_LOCK = 0x6D_72_67
"""Space of PostgreSQL advisory locks, by organization: of two uploads of one new chat the second sees the first."""


def lock_merging(organization: Organization) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [MERGE_LOCK, organization.pk % 2**31])


def lock_conversations(*ids: int) -> dict[int, Conversation]:
    """Return the rows as they are now, for the rest of the transaction. Raises KeyError if one is gone."""
    rows = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows = rows.select_related("upload", "organization").defer("upload__people_before")
    return {row.pk: row for row in rows}


def settle_upload(work: Work) -> bool:
    """Return whether all the upload's conversations are settled; False when the slice ended first."""
    waiting = Conversation.objects.filter(upload=work.job.upload_id, is_settled=False).order_by("pk")
    while pairs := pair_files(waiting):
        for one, other in pairs:
            _join_files(work, one, other)
            if work.is_slice_over:
                return False
    for pk in list(waiting.values_list("pk", flat=True)):
        joined = _settle_fenced(work, pk)
        if joined is not None:
            work.log(describe(joined))
        if work.is_slice_over and waiting.all().exists():
            return False
    return True


def pair_files(waiting: QuerySet[Conversation]) -> list[tuple[int, int]]:
    """Return pairs of ids that files of one upload hold of the same chats, neighbours in time.

    In pairs of pairs each message is compared as often as the number of files has binary digits.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, key in waiting.order_by("first_sent_at", "pk").values_list("pk", "key"):
        groups[shared_key(key)].append(pk)
    return [pair for ids in groups.values() for pair in zip(ids[::2], ids[1::2], strict=False)]


def _join_files(work: Work, *ids: int) -> None:
    with transaction.atomic():
        lock_people(work.job.organization)
        rows = lock_conversations(*ids)
        join(compare(*(rows[pk] for pk in ids)), keeps_words=False)
        with work.commit():
            forget_empty_people(work.job.organization)


def _settle_fenced(work: Work, pk: int) -> Joined | None:
    """The job's row is locked at the end only: its lease goes on being renewed while large chats are compared."""
    with transaction.atomic():
        lock_merging(work.job.organization)
        joined = settle(lock_conversations(pk)[pk])
        with work.commit() as row:
            if joined is not None:
                more = {"known": joined.known, "updated": joined.updated}
                row.counts = {**row.counts, **{name: row.counts.get(name, 0) + more[name] for name in more}}
            return joined


def settle(conversation: Conversation) -> Joined | None:
    """Join the conversation with its twin; None if it has none, and stands by itself from now on."""
    found = find_twin(conversation)
    if found is None:
        _stand_alone(conversation)
        return None
    lock_people(conversation.organization)
    locked = lock_conversations(found.target.pk).get(found.target.pk)
    if locked is None or not is_same_state(locked, found.target):
        return settle(conversation)
    joined = _take_clock(found) if _states_other_clock(found) else join(found, keeps_words=False)
    forget_empty_people(conversation.organization)
    return joined


def _stand_alone(conversation: Conversation) -> None:
    ensure_contribution(conversation)
    key = shared_key(conversation.key)
    Conversation.objects.filter(pk=conversation.pk).update(is_settled=True, key=key)


def _states_other_clock(found: Comparison) -> bool:
    """Return whether the source's time zone was stated, and the chat that is there has other times."""
    return bool(found.alignment.shifts[0].minutes and found.source.upload.timezone)


def _take_clock(found: Comparison) -> Joined:
    """Join the other way round, so that all of the chat has the source's times; it gets a new id by that."""
    _stand_alone(found.source)
    turned = compare(found.source, found.target, found.target_side)
    join(turned, keeps_words=False)
    shared = sum(partner != ALONE for partner in turned.alignment.partner)
    return Joined(found.source, added=len(turned.target_side) - shared, updated=shared, known=0)


def is_same_state(one: Conversation, other: Conversation) -> bool:
    """Return whether nothing was moved, added or removed between two readings of a row."""
    states = {(row.revision, row.item_count, row.message_count) for row in (one, other)}
    return len(states) == 1


def describe(joined: Joined) -> str:
    clock = (
        f" Its times are {abs(joined.minutes)} minutes {'behind' if joined.minutes > 0 else 'ahead'}: the chat's stay."
        if joined.minutes
        else ""
    )
    changed = f"{joined.updated:,} changed, " if joined.updated else ""
    return f"{joined.conversation.name} was here already: {joined.added:,} new, {changed}{joined.known:,} known.{clock}"
