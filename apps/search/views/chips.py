"""What the results are narrowed or steered by, each with the address of the same search without it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from apps.search.forms import SearchForm
from apps.search.retrieval.query import Understood
from apps.search.views.narrowing import demand_person, demand_time
from apps.uploads.models import Conversation


class Tone(StrEnum):
    FILTER = "filter"
    """Hides what it does not let through."""
    UNDERSTOOD = "understood"
    """Raises what it concerns."""
    IGNORED = "ignored"
    """Was understood, and does not count."""


@dataclass(frozen=True, slots=True)
class Chip:
    """`change_url` takes it away, or brings an ignored one back; `demand_url` makes a filter of what was understood."""

    tone: Tone
    label: str
    value: str
    change_url: str
    icon: str = ""
    demand_url: str = ""
    demand_label: str = ""


def address_of(form: SearchForm, **changes) -> str:
    """Return the address of the form's search with `changes`."""
    params = form.to_params(**changes)
    return reverse("search:search") + (f"?{urlencode(params)}" if params else "")


def list_filters(form: SearchForm, conversation: Conversation | None) -> list[Chip]:
    return [
        Chip(Tone.FILTER, label, value, address_of(form, **{field: None, "page": None}))
        for field, label, value in _list_filters(form, conversation)
    ]


def list_understood(form: SearchForm, understood: Iterable[Understood], *, now: datetime) -> list[Chip]:
    """Return what counts, then what was taken away. `now`, aware, is what "last summer" is measured from."""
    return [*(_describe(form, one, now) for one in understood), *_list_ignored(form)]


def _list_filters(form: SearchForm, conversation: Conversation | None) -> Iterator[tuple[str, str, str]]:
    data = form.cleaned_data
    if conversation is not None:
        yield "conversation", "in", conversation.name
    if data["sender"]:
        yield "sender", "by", data["sender"]
    if data["since"]:
        yield "since", "from", date_format(data["since"], "j M Y")
    if data["until"]:
        yield "until", "to", date_format(data["until"], "j M Y")


def _describe(form: SearchForm, understood: Understood, now: datetime) -> Chip:
    text, is_time = form.cleaned_data["q"], understood.kind == "time"
    demanding = demand_time(text, understood.text, now) if is_time else demand_person(text, understood.text)
    return Chip(
        Tone.UNDERSTOOD,
        understood.text if is_time else "person",
        understood.label,
        address_of(form, ignore=(*form.cleaned_data["ignore"], understood.key), page=None),
        icon="calendar" if is_time else "user",
        demand_url=address_of(form, q=demanding, page=None) if demanding else "",
        demand_label="only this time" if is_time else "only theirs",
    )


def _list_ignored(form: SearchForm) -> Iterator[Chip]:
    ignored = form.cleaned_data["ignore"]
    for key in ignored:
        kind, _, words = key.partition(":")
        others = tuple(other for other in ignored if other != key)
        label = "not taken as a time" if kind == "time" else "not taken as a person"
        yield Chip(Tone.IGNORED, label, words, address_of(form, ignore=others, page=None))
