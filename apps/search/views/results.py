"""What stands below the search box: the state of the search, and its hits as they are shown."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.http import urlencode

from apps.accounts.models import Organization
from apps.search.forms import MAX_PAGE, PAGE_SIZE, SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.selectors import find_search_event
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.correct_query import list_corrections
from apps.search.services.record_search import describe_filters
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchAnswer
from apps.search.views.chips import Chip, address_of, list_filters, list_understood
from apps.search.views.facets import FacetGroup, describe_counts, list_facets
from apps.search.views.shown_hit import ShownHit, show_hit
from apps.search.views.slips import Slip, describe_slip
from apps.uploads.models import Conversation

DEGRADED = {
    "reranker": "The second ranker did not answer; results are ranked without it.",
    "vectors": "The server of vectors did not answer; only messages that share words with the question are found.",
}
PROPOSED = 3
"""Corrections shown at most."""


@dataclass(frozen=True, slots=True)
class Correction:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Results:
    """`state` names the fragment that shows them: start, invalid, slip, unavailable, nothing, past_end or found.

    `filters` and `understood` are what narrows and what steers; `notes` tell how the query was read,
    `counted` what the facets count.
    """

    state: str
    hits: list[ShownHit] = field(default_factory=list)
    page: Page | None = None
    filters: list[Chip] = field(default_factory=list)
    understood: list[Chip] = field(default_factory=list)
    facets: list[FacetGroup] = field(default_factory=list)
    counted: str = ""
    notes: tuple[str, ...] = ()
    corrections: list[Correction] = field(default_factory=list)
    degraded: list[str] = field(default_factory=list)
    slip: Slip | None = None
    total: int = 0
    took_ms: float = 0
    problem: str = ""

    @property
    def template(self) -> str:
        return f"search/_{self.state}.html"


def find_results(
    user, organization: Organization, form: SearchForm, conversation: Conversation | None
) -> Results:
    """Run the search of a bound form; `conversation` is the one it is restricted to."""
    if not form.is_valid():
        return Results("invalid")
    filters = list_filters(form, conversation)
    if not form.asks:
        return Results("start", filters=filters)
    try:
        answer = search_messages(user, form.to_query(), organization=organization)
    except QueryError as error:
        return Results("slip", filters=filters, slip=describe_slip(form, error))
    except SearchUnavailable as error:
        return Results("unavailable", filters=filters, problem=error.message)
    event = answer.event_id or _find_event_id(user, organization, form, answer)
    return _describe_answer(organization, form, answer, filters, event)


def _find_event_id(user, organization: Organization, form: SearchForm, answer: SearchAnswer) -> str | None:
    """Later pages belong to the search that the first one wrote down."""
    query = form.to_query()
    if not answer.hits or not query.offset:
        return None
    event = find_search_event(
        user,
        organization,
        query=query.text,
        mode=query.mode,
        sort=query.sort,
        filters=describe_filters(query),
    )
    return event and str(event.pk)


def _describe_answer(
    organization: Organization,
    form: SearchForm,
    answer: SearchAnswer,
    filters: list[Chip],
    event_id: str | None,
) -> Results:
    # The answer is one page of a list that never exists as a whole: only its length is known.
    pages = Paginator(range(min(answer.total, MAX_PAGE * PAGE_SIZE)), PAGE_SIZE)
    way_back = urlencode(form.to_params())
    # On the first page there may be none of what was counted: it was deleted a moment ago.
    is_past_end = answer.total and form.cleaned_data["page"] > 1
    return Results(
        "found" if answer.hits else "past_end" if is_past_end else "nothing",
        hits=[show_hit(hit, way_back, event_id) for hit in answer.hits],
        page=pages.get_page(form.cleaned_data["page"]),
        filters=filters,
        understood=list_understood(form, answer.understood, now=timezone.now()),
        facets=list_facets(form, answer.facets),
        counted=describe_counts(form),
        notes=answer.notes,
        corrections=_list_corrections(organization, form) if answer.notes else [],
        degraded=[
            DEGRADED.get(name, f"Ranked without {name}, which did not answer.") for name in answer.degraded
        ],
        total=answer.total,
        took_ms=answer.took_ms,
    )


def _list_corrections(organization: Organization, form: SearchForm) -> list[Correction]:
    text, conversation = form.cleaned_data["q"], form.cleaned_data["conversation"]
    proposed = list_corrections(organization, text, conversation=conversation)[:PROPOSED]
    return [Correction(text, address_of(form, q=text, page=None)) for text in proposed]
