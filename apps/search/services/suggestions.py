"""What a query could go on with: fields, values, and names of people and conversations that the user may see."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Organization
from apps.accounts.selectors import visible_organizations
from apps.search.query_language.completion import (
    MAX_SUGGESTIONS,
    Slot,
    Suggestion,
    find_slot,
    suggest_words,
)
from apps.search.query_language.fields import Kind
from apps.uploads.models import Conversation, Participant, Person
from apps.uploads.zones import get_zone

SHOWN_OTHERWISE = Q(has_aliases=True, participants__isnull=False)
"""Of people: may be shown by a name that no chat has."""


def suggest(user, organization: Organization, text: str, cursor: int) -> list[Suggestion]:
    """At most MAX_SUGGESTIONS for the place at the cursor; none of an organization that is not the user's.

    `cursor` counts characters.
    """
    slot = find_slot(text, cursor)
    if slot is None:
        return []
    match slot.kind:
        case Kind.PERSON:
            return _suggest_names(
                slot,
                _visible(Participant.objects.all(), user, organization),
                _visible(Person.objects.filter(SHOWN_OTHERWISE), user, organization),
            )
        case Kind.CONVERSATION:
            return _suggest_names(slot, _visible(Conversation.objects.all(), user, organization))
        case Kind.FORMAT:
            return _suggest_formats(slot, _visible(Conversation.objects.all(), user, organization))
    return suggest_words(slot, timezone.now().astimezone(get_zone(organization.time_zone)))


def _visible(rows: QuerySet, user, organization: Organization) -> QuerySet:
    return rows.filter(organization=organization, organization__in=visible_organizations(user)).order_by(
        "name"
    )


def _suggest_names(slot: Slot, *named: QuerySet) -> list[Suggestion]:
    """Names that begin with what was typed, then those that hold it."""
    typed = slot.typed.strip()
    names = _take_names(rows.filter(name__istartswith=typed) for rows in named)
    if len(names) < MAX_SUGGESTIONS:
        names += _take_names(rows.filter(name__icontains=typed) for rows in named)
    return _suggest_values(slot, dict.fromkeys(names))


def _take_names(named: Iterable[QuerySet]) -> list[str]:
    names = [rows.values_list("name", flat=True).distinct()[:MAX_SUGGESTIONS] for rows in named]
    return sorted({name for some in names for name in some})[:MAX_SUGGESTIONS]


def _suggest_formats(slot: Slot, conversations: QuerySet) -> list[Suggestion]:
    begun = conversations.filter(format__istartswith=slot.typed.strip()).exclude(format="")
    return _suggest_values(slot, begun.order_by("format").values_list("format", flat=True).distinct())


def _suggest_values(slot: Slot, values: Iterable[str]) -> list[Suggestion]:
    return [slot.suggest_value(value) for value in list(values)[:MAX_SUGGESTIONS]]
