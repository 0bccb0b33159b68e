"""What the search page's address may say. Everything is optional: an empty form is the page before a search."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from apps.search.models import SearchOrigin
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.search_query import MAX_QUERY_LENGTH, SearchQuery

PAGE_SIZE = 10
MAX_PAGE = 1_000
MODES = [(Mode.HYBRID, "Hybrid"), (Mode.SEMANTIC, "Meaning"), (Mode.KEYWORD, "Words")]
SORTS = [(Sort.RELEVANCE, "Best match"), (Sort.DATE, "Newest first")]
DEFAULTS = {"mode": Mode.HYBRID, "sort": Sort.RELEVANCE, "page": 1}


class SearchForm(forms.Form):
    """`since` and `until` are days, both included, in UTC as messages are stored."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=MAX_QUERY_LENGTH,
        error_messages={
            "max_length": "That is too long to search for: use at most %(limit_value)d characters "
            "(it has %(show_value)d). A sentence or a few words find most."
        },
    )
    mode = forms.ChoiceField(label="Search by", required=False, choices=MODES)
    conversation = forms.IntegerField(label="Conversation", required=False, min_value=1)
    sender = forms.CharField(label="Sender", required=False, max_length=255)
    since = forms.DateField(label="From", required=False)
    until = forms.DateField(label="To", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTS)
    page = forms.IntegerField(label="Page", required=False, min_value=1, max_value=MAX_PAGE)

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or DEFAULTS["mode"])

    def clean_sort(self) -> Sort:
        return Sort(self.cleaned_data["sort"] or DEFAULTS["sort"])

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or DEFAULTS["page"]

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "The first day lies after the last one.")
        return self.cleaned_data

    def to_params(self, **changes: Any) -> dict[str, str]:
        """Return the shortest address parameters that say the same, with `changes`; None removes one."""
        merged = {**self.cleaned_data, **changes}
        return {
            name: str(value)
            for name, value in merged.items()
            if value not in (None, "") and value != DEFAULTS.get(name)
        }

    def to_query(self) -> SearchQuery:
        """Return what to ask; only of a valid form with words in it."""
        data = self.cleaned_data
        return SearchQuery(
            text=data["q"],
            k=PAGE_SIZE,
            offset=(data["page"] - 1) * PAGE_SIZE,
            mode=data["mode"],
            sort=data["sort"],
            conversation=data["conversation"],
            sender=data["sender"],
            after=start_of_day(data["since"]),
            before=start_of_day(data["until"], days_later=1),
            origin=SearchOrigin.PAGE,
        )


def start_of_day(day: date | None, *, days_later: int = 0) -> datetime | None:
    """Return midnight UTC of a day, or of one after it; None of no day, and of the last day there is."""
    try:
        return day and datetime.combine(day + timedelta(days=days_later), time.min, tzinfo=UTC)
    except OverflowError:
        return None


def read_results_params(encoded: MultiValueDict) -> dict[str, str]:
    """Return what of an address's parameters leads back to a search; nothing else passes, so no link can be forged."""
    form = SearchForm(encoded)
    return form.to_params() if form.is_valid() else {}
