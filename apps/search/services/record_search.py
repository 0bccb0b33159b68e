"""Writes down what was searched and which hits were opened: a user's history, and what the analytics pages count."""

import logging
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.models import SearchClick, SearchEvent
from apps.search.selectors import get_search_event, list_search_events
from apps.search.services.search_query import SearchAnswer, SearchQuery
from apps.uploads.models import Message

logger = logging.getLogger(__name__)

PRUNED_AT_ONCE = 5_000


def record_search(user, organization: Organization, query: SearchQuery, answer: SearchAnswer) -> SearchAnswer:
    """Return the answer with the id of its event.

    A later page belongs to the event of the first and makes none. An event that cannot be written costs the user
    nothing: it is logged, and the answer goes out without one. `user` is None for commands.
    """
    if query.offset:
        return answer
    event = make_event(user, organization, query, answer)
    try:
        with transaction.atomic():
            # Nobody's work hangs on the last second of history: not worth the wait for the disk.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
            event.save(force_insert=True)
    except DatabaseError:
        logger.exception("A search could not be written down")
        return answer
    return replace(answer, event_id=str(event.pk))


def make_event(user, organization: Organization, query: SearchQuery, answer: SearchAnswer) -> SearchEvent:
    return SearchEvent(
        organization=organization,
        user=user,
        index_version_id=answer.index_version_id,
        origin=query.origin,
        query=query.text,
        mode=query.mode,
        sort=query.sort,
        filters=describe_filters(query),
        hit_count=len(answer.hits),
        total=answer.total,
        took_ms=answer.took_ms,
        degraded=list(answer.degraded),
    )


def describe_filters(query: SearchQuery) -> dict[str, Any]:
    """Return what narrows the search besides its text, as JSON; what was left open is left out."""
    filters = {
        "conversation": query.conversation,
        "sender": query.sender,
        "after": query.after and query.after.isoformat(),
        "before": query.before and query.before.isoformat(),
        "ignore": list(query.ignore),
        "like": query.like,
        "versions": list(query.versions),
    }
    return {name: value for name, value in filters.items() if value not in (None, "", [])}


def record_click(user, event_id: uuid.UUID | str, message_id: int, rank: int) -> None:
    """Note that a hit was opened; the same hit again changes nothing. `rank` counts from 1.

    Raises SearchEvent.DoesNotExist for a search that is unknown or not the user's, and Message.DoesNotExist for a
    message that is not of the organization that was searched.
    """
    event = get_search_event(user, event_id)
    message = Message.objects.only("pk").get(pk=message_id, conversation__organization=event.organization_id)
    click = SearchClick(event=event, message_id=message.pk, rank=rank)
    SearchClick.objects.bulk_create([click], ignore_conflicts=True)


def hide_history(user) -> int:
    """Take all of a user's searches out of their history; return how many were in it."""
    return list_search_events(user).filter(is_hidden=False).update(is_hidden=True)


def hide_search(user, event_id: uuid.UUID | str) -> None:
    """Take a query out of the user's history, however often it was asked. Raises SearchEvent.DoesNotExist."""
    event = get_search_event(user, event_id)
    list_search_events(user).filter(query=event.query).update(is_hidden=True)


def prune_searches() -> int:
    """Delete events, with their clicks, older than SEARCH_HISTORY_DAYS; return how many."""
    oldest_kept = timezone.now() - timedelta(days=settings.SEARCH_HISTORY_DAYS)
    removed = 0
    while old := list(
        SearchEvent.objects.filter(created_at__lt=oldest_kept).values_list("pk", flat=True)[:PRUNED_AT_ONCE]
    ):
        SearchClick.objects.filter(event__in=old).delete()
        removed += SearchEvent.objects.filter(pk__in=old).delete()[0]
    return removed
