"""The search page."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from apps.accounts.models import Organization
from apps.search.forms import MODES, SearchForm
from apps.search.query_language.fields import FIELDS
from apps.search.services.search_query import MAX_EXPORTED
from apps.search.views.chips import address_of
from apps.search.views.kept import list_past, list_saved
from apps.search.views.requests import wants_fragment
from apps.search.views.results import Results, find_results
from apps.search.views.scope import Scope, find_scope
from apps.search.views.timeline import describe_message
from apps.uploads.models.job import UNFINISHED
from apps.uploads.selectors import list_conversations, list_jobs, list_senders

LISTED_CONVERSATIONS = 60
"""More do not fit a plain list of choices; then they are looked up by name."""


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    scope = find_scope(request, form)
    results = find_results(request.user, scope.organization, form, scope.conversation)
    if form.is_valid():
        # The links of the page build on its address: let it be the shortest one, without the form's empty fields.
        request.GET = QueryDict(urlencode(form.to_params()))
    context = {"form": form, "results": results, "fields": FIELDS, "export_limit": MAX_EXPORTED}
    context |= _describe_scope(scope)
    context |= _describe_opening(request.user, scope.organization, results)
    if wants_fragment(request):
        return _answer_fragment(request, form, context)
    context |= {"modes": MODES} | _list_choices(request.user, scope.organization)
    # htmx swaps in successful answers only, so the fragment says 200; whoever reads whole pages learns the truth.
    status = 503 if results.state == "unavailable" else 200
    return render(request, "search/search.html", context, status=status)


def _describe_scope(scope: Scope) -> dict:
    liked = scope.liked
    zone = liked.conversation.upload.zone if liked else ""
    return {
        "organization": scope.organization,
        "conversation": scope.conversation,
        "liked": liked,
        "liked_line": describe_message(liked, zone=zone) if liked else None,
    }


def _answer_fragment(request: HttpRequest, form: SearchForm, context: dict) -> HttpResponse:
    """Answer the results alone; the address bar gets the shortest address of this search."""
    response = render(request, "search/_results.html", {**context, "is_fragment": True})
    if form.is_valid():
        response["HX-Push-Url"] = address_of(form)
    return response


def _describe_opening(user, organization: Organization, results: Results) -> dict:
    """Say what there is to search, and what was searched before, where the page would otherwise be empty."""
    if results.state not in ("start", "nothing"):
        return {}
    conversations = list_conversations(user, organization=organization).order_by()
    opening = {
        "coverage": conversations.aggregate(
            conversations=Count("pk"), messages=Sum("message_count", default=0)
        ),
        "is_working": list_jobs(user, organization=organization).filter(status__in=UNFINISHED).exists(),
    }
    if results.state == "start":
        opening |= {"saved": list_saved(user, organization), "past": list_past(user, organization)}
    return opening


def _list_choices(user, organization: Organization) -> dict:
    conversations = list(list_conversations(user, organization=organization)[: LISTED_CONVERSATIONS + 1])
    return {
        "conversations": conversations[:LISTED_CONVERSATIONS],
        "too_many_conversations": len(conversations) > LISTED_CONVERSATIONS,
        "senders": list_senders(user, organization=organization),
    }
