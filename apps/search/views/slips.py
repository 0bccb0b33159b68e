"""A mistake in the query, shown where it stands."""

from dataclasses import dataclass

from apps.search.forms import SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.views.chips import address_of

REACH = 60
"""Characters shown on either side of the mistake; of the mistake itself twice as many."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The query is `before`, `marked`, `after`; `correction` is the query that may have been meant, "" if unknown."""

    message: str
    before: str
    marked: str
    after: str
    correction: str
    correction_url: str


def describe_slip(form: SearchForm, error: QueryError) -> Slip:
    text = form.cleaned_data["q"]
    before, marked, after = text[: error.start], text[error.start : error.end], text[error.end :]
    correction = "" if error.suggestion is None else f"{before}{error.suggestion}{after}".strip()
    return Slip(
        message=error.message,
        before=f"…{before[-REACH:]}" if len(before) > REACH else before,
        marked=f"{marked[: 2 * REACH]}…" if len(marked) > 2 * REACH else marked,
        after=f"{after[:REACH]}…" if len(after) > REACH else after,
        correction=correction,
        correction_url=address_of(form, q=correction, page=None) if correction else "",
    )
