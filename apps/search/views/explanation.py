"""Why a hit stands where it does: fetched into its card, or a page of its own."""

from dataclasses import dataclass, field, replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.models import Organization
from apps.search.forms import SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_organization
from apps.search.services.search_query import Hit
from apps.search.views.chips import address_of
from apps.search.views.evidence import (
    EvidenceRow,
    TokenMatch,
    describe_evidence,
    describe_retrievers,
    list_matches,
)
from apps.search.views.requests import wants_fragment
from apps.search.views.scope import find_scope


@dataclass(frozen=True, slots=True)
class Explanation:
    """`problem` says why there is none; `most` is the greatest contribution, which the bars are drawn against."""

    problem: str = ""
    hit: Hit | None = None
    evidence: list[EvidenceRow] = field(default_factory=list)
    retrievers: list[str] = field(default_factory=list)
    matches: list[TokenMatch] = field(default_factory=list)
    most: float = 0.0


@login_required
@require_GET
def explain_hit(request: HttpRequest, message_id: int) -> HttpResponse:
    """The address says the search, and which page of it, as the search page's does."""
    form = SearchForm(request.GET)
    if not form.is_valid() or not form.asks:
        raise Http404
    scope = find_scope(request, form)
    context = {
        "explanation": find_explanation(scope.organization, form, message_id),
        "results_url": f"{address_of(form)}#hit-{message_id}",
    }
    template = "search/_explanation.html" if wants_fragment(request) else "search/explanation.html"
    return render(request, template, context)


def find_explanation(organization: Organization, form: SearchForm, message_id: int) -> Explanation:
    """Run the search again, with reasons; it is not written down, for nobody asked it anew."""
    query = replace(form.to_query(), explain=True, facets=False)
    try:
        answer = search_organization(organization, query)
    except QueryError as error:
        return Explanation(error.message)
    except SearchUnavailable as error:
        return Explanation(error.message)
    hit = next((hit for hit in answer.hits if hit.message_id == message_id), None)
    if hit is None:
        return Explanation(
            "New messages have come meanwhile: this one is not on this page of results any more."
        )
    return _describe(hit)


def _describe(hit: Hit) -> Explanation:
    if hit.explanation is None:
        return Explanation("Nothing was ranked: without words to search by, the newest messages come first.")
    evidence = describe_evidence(hit.explanation)
    return Explanation(
        hit=hit,
        evidence=evidence,
        retrievers=describe_retrievers(hit.explanation),
        matches=list_matches(hit.explanation),
        most=max((row.contribution for row in evidence), default=0.0),
    )
