"""Searches to come back to: the ones a person saved, and those of their history, each with its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from apps.accounts.models import Organization
from apps.search.forms import DEFAULTS, KeysField, SearchForm
from apps.search.models import SavedSearch, SearchEvent
from apps.search.retrieval.query import Mode
from apps.search.selectors import list_history, list_saved_searches
from apps.search.views.chips import address_of

SAVED_SHOWN = 8
PAST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """`detail` says what narrows it, "" if nothing does; `moment` when it was asked or saved."""

    pk: int | UUID
    name: str
    url: str
    detail: str
    moment: datetime


def list_saved(user, organization: Organization) -> list[KeptSearch]:
    """Return the first of the user's saved searches, by name."""
    return [describe_saved(one) for one in list_saved_searches(user, organization=organization)[:SAVED_SHOWN]]


def list_past(user, organization: Organization) -> list[KeptSearch]:
    """Return the user's latest searches in the organization, newest first."""
    return [
        describe_past(event) for event in list_history(user).filter(organization=organization)[:PAST_SHOWN]
    ]


def describe_saved(search: SavedSearch) -> KeptSearch:
    return _describe(
        search.pk, search.name, search.params, search.created_at, text=search.params.get("q", "")
    )


def describe_past(event: SearchEvent) -> KeptSearch:
    return _describe(event.pk, event.query, list_params(event), event.created_at)


def list_params(event: SearchEvent) -> dict[str, str]:
    """Return the search page's parameters that ask the same; what they cannot say, such as an hour, is left out."""
    filters = event.filters
    params = {
        "q": event.query,
        "mode": event.mode,
        "sort": event.sort,
        "conversation": filters.get("conversation"),
        "sender": filters.get("sender"),
        "since": filters.get("after") and _read_day(filters["after"]),
        "until": filters.get("before") and _read_day(filters["before"], days_before=1),
        "ignore": KeysField.SEPARATOR.join(filters.get("ignore", ())),
    }
    return {name: str(value) for name, value in params.items() if value}


def _read_day(moment: str, *, days_before: int = 0) -> date:
    return datetime.fromisoformat(moment).date() - timedelta(days=days_before)


def _describe(
    pk: int | UUID, name: str, params: dict[str, str], moment: datetime, *, text: str = ""
) -> KeptSearch:
    """Parameters that the form refuses by now lead to the empty page."""
    form = SearchForm(QueryDict(urlencode(params)))
    if not form.is_valid():
        return KeptSearch(pk, name, reverse("search:search"), "", moment)
    details = [text] if text and text != name else []
    return KeptSearch(pk, name, address_of(form), " · ".join([*details, *_list_details(form)]), moment)


def _list_details(form: SearchForm) -> Iterator[str]:
    data = form.cleaned_data
    if data["like"]:
        yield "like a message"
    if data["mode"] != DEFAULTS["mode"]:
        yield {Mode.SEMANTIC: "by meaning", Mode.KEYWORD: "by words"}[data["mode"]]
    if data["conversation"]:
        yield "in one conversation"
    if data["sender"]:
        yield f"by {data['sender']}"
    if data["since"]:
        yield f"from {date_format(data['since'], 'j M Y')}"
    if data["until"]:
        yield f"to {date_format(data['until'], 'j M Y')}"
