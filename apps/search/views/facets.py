"""How the matches are spread over conversations, senders and months: each value with the search narrowed to it."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from apps.search.forms import SearchForm
from apps.search.query_language.parser import parse
from apps.search.query_language.ranking import make_ranking_text
from apps.search.retrieval.query import Facet, Mode
from apps.search.views.chips import address_of

SHOWN = 6
"""Of a group; the rest unfolds."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """`most` is the greatest count, which the bars are drawn against."""

    title: str
    shown: list[FacetLink]
    more: list[FacetLink]
    most: int
    has_bars: bool = False


def list_facets(form: SearchForm, facets: dict[str, tuple[Facet, ...]]) -> list[FacetGroup]:
    """Return the groups that have more than one value: only those can narrow anything."""
    groups = (
        _make_group(
            "Conversations", [_link_conversation(form, one) for one in facets.get("conversation", ())]
        ),
        _make_group("Senders", [_link_sender(form, one) for one in facets.get("sender", ())]),
        _make_group("Months", list(_link_months(form, facets.get("month", ()))), has_bars=True),
    )
    return [group for group in groups if len(group.shown) > 1]


def describe_counts(form: SearchForm) -> str:
    """Say what is counted: where all messages are ranked by meaning, those that hold a word."""
    if form.cleaned_data["like"]:
        return "Counted by the message’s rarest words."
    if form.cleaned_data["mode"] is Mode.KEYWORD or not make_ranking_text(parse(form.cleaned_data["q"]).tree):
        return "Counts of all results."
    return "Counts of messages with one of the words."


def _make_group(title: str, links: list[FacetLink], *, has_bars: bool = False) -> FacetGroup:
    most = max((link.count for link in links), default=0)
    return FacetGroup(title, links[:SHOWN], links[SHOWN:], most, has_bars)


def _link_conversation(form: SearchForm, facet: Facet) -> FacetLink:
    return FacetLink(facet.label, facet.count, address_of(form, conversation=facet.value, page=None))


def _link_sender(form: SearchForm, facet: Facet) -> FacetLink:
    return FacetLink(facet.value, facet.count, address_of(form, sender=facet.value, page=None))


def _link_months(form: SearchForm, facets: tuple[Facet, ...]) -> Iterator[FacetLink]:
    """Latest first."""
    for facet in sorted(facets, key=lambda one: one.value, reverse=True):
        first = date.fromisoformat(f"{facet.value}-01")
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        url = address_of(form, since=first, until=last, page=None)
        yield FacetLink(date_format(first, "F Y"), facet.count, url)
