"""The filters in force, each with the address of the same search without it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from apps.search.forms import SearchForm
from apps.uploads.models import Conversation


@dataclass(frozen=True, slots=True)
class Chip:
    """`field` is the form's field that holds the filter."""

    field: str
    label: str
    value: str
    remove_url: str


def list_chips(form: SearchForm, conversation: Conversation | None) -> list[Chip]:
    return [
        Chip(field, label, value, address_of(form, **{field: None, "page": None}))
        for field, label, value in _list_filters(form, conversation)
    ]


def address_of(form: SearchForm, **changes) -> str:
    """Return the address of the form's search with `changes`."""
    params = form.to_params(**changes)
    return reverse("search:search") + (f"?{urlencode(params)}" if params else "")


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
