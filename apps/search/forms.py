"""What the search page's address may say. Everything is optional: an empty form is the page before a search."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from apps.search.models import SearchOrigin
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.search_query import MAX_QUERY_LENGTH, SearchQuery

PAGE_SIZE = 10
MAX_PAGE = 1_000
MAX_ID = 2**63 - 1
MODES = [(Mode.HYBRID, "Hybrid"), (Mode.SEMANTIC, "Meaning"), (Mode.KEYWORD, "Words")]
SORTS = [(Sort.RELEVANCE, "Best match"), (Sort.DATE, "Newest first")]
DEFAULTS = {"mode": Mode.HYBRID, "sort": Sort.RELEVANCE, "page": 1}
MAX_IGNORED = 20


class KeysField(forms.CharField):
    """Keys of what was understood in a query (`Understood.key`), as one parameter; cleaned to a tuple."""

    SEPARATOR = "|"

    def clean(self, value: Any) -> tuple[str, ...]:
        keys = super().clean(value).split(self.SEPARATOR)
        return tuple(dict.fromkeys(filter(None, keys)))[:MAX_IGNORED]


class SearchForm(forms.Form):
    """`since` and `until` are days, both included, in the searched organization's time zone.

    `like` is the id of a message to find others like; words in `q` count more than it. `ignore` is what the query
    was understood to name and is not to count.
    """

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
    like = forms.IntegerField(label="Like message", required=False, min_value=1, max_value=MAX_ID)
    ignore = KeysField(label="Not counted", required=False, max_length=MAX_QUERY_LENGTH)
    page = forms.IntegerField(label="Page", required=False, min_value=1, max_value=MAX_PAGE)

    def clean_mode(self) -> Mode:
        return Mode(self.cleaned_data["mode"] or DEFAULTS["mode"])

    def clean_sort(self) -> Sort:
        return Sort(self.cleaned_data["sort"] or DEFAULTS["sort"])

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or DEFAULTS["page"]

    def clean_ignore(self) -> tuple[str, ...]:
        """Only what the query still says: a key outlives the words that it was about in no address."""
        text = self.cleaned_data.get("q", "").casefold()
        return tuple(key for key in self.cleaned_data["ignore"] if key.partition(":")[2] in text)

    def clean_like(self) -> int | None:
        return None if self.cleaned_data.get("q") else self.cleaned_data["like"]

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "The first day lies after the last one.")
        return self.cleaned_data

    def to_params(self, **changes: Any) -> dict[str, str]:
        """Return the shortest address parameters that say the same, with `changes`; None removes one."""
        merged = {**self.cleaned_data, **changes}
        return {
            name: KeysField.SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
            for name, value in merged.items()
            if value not in (None, "", ()) and value != DEFAULTS.get(name)
        }

    @property
    def asks(self) -> bool:
        """Whether a valid form has something to search by; filters alone are none."""
        return bool(self.cleaned_data["q"] or self.cleaned_data["like"])

    def to_query(self) -> SearchQuery:
        """Return what to ask; only of a valid form that asks. Facets come with the first page."""
        data = self.cleaned_data
        return SearchQuery(
            text=data["q"],
            k=PAGE_SIZE,
            offset=(data["page"] - 1) * PAGE_SIZE,
            mode=data["mode"],
            sort=data["sort"],
            conversation=data["conversation"],
            sender=data["sender"],
            after=data["since"],
            before=find_next_day(data["until"]),
            ignore=data["ignore"],
            like=data["like"],
            facets=data["page"] == 1,
            origin=SearchOrigin.PAGE,
        )


def find_next_day(day: date | None) -> date | None:
    """Return the day after; None of no day, and of the last day there is."""
    try:
        return day and day + timedelta(days=1)
    except OverflowError:
        return None


def read_results_params(encoded: MultiValueDict) -> dict[str, str]:
    """Return what of an address's parameters leads back to a search; nothing else passes, so no link can be forged."""
    form = SearchForm(encoded)
    return form.to_params() if form.is_valid() else {}
