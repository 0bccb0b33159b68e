"""The search page, and the suggestions its filters ask for."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from apps.accounts.active import get_active_organization
from apps.accounts.models import Organization
from apps.search.forms import MODES, SearchForm
from apps.search.views.chips import address_of
from apps.search.views.requests import wants_fragment
from apps.search.views.results import Results, find_results
from apps.uploads.models import Conversation
from apps.uploads.models.job import UNFINISHED
from apps.uploads.selectors import get_conversation, list_conversations, list_jobs, list_senders

LISTED_CONVERSATIONS = 60
"""More do not fit a plain list of choices; then they are looked up by name."""


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    conversation = _find_conversation(request, form)
    # A conversation of another of the user's organizations is searched where it is.
    organization = conversation.organization if conversation else _get_organization(request)
    results = find_results(request.user, organization, form, conversation)
    if form.is_valid():
        # The links of the page build on its address: let it be the shortest one, without the form's empty fields.
        request.GET = QueryDict(urlencode(form.to_params()))
    context = {"form": form, "results": results, "organization": organization}
    context |= _describe_coverage(request.user, organization, results)
    if wants_fragment(request):
        return _answer_fragment(request, form, context)
    context |= {"modes": MODES, "conversation": conversation} | _list_choices(request.user, organization)
    # htmx swaps in successful answers only, so the fragment says 200; whoever reads whole pages learns the truth.
    status = 503 if results.state == "unavailable" else 200
    return render(request, "search/search.html", context, status=status)


@login_required
@require_GET
def suggest_senders(request: HttpRequest) -> HttpResponse:
    """Options for the sender field's list, by what was typed so far."""
    prefix = request.GET.get("sender", "").strip()[:255]
    organization = _get_organization(request)
    senders = list_senders(request.user, organization=organization, prefix=prefix)
    return render(request, "search/_senders.html", {"senders": senders})


@login_required
@require_GET
def suggest_conversations(request: HttpRequest) -> HttpResponse:
    """Choices for the conversation filter, by a part of the name."""
    name = request.GET.get("name", "").strip()[:255]
    conversations = list_conversations(request.user, organization=_get_organization(request))
    found = conversations.filter(name__icontains=name)[: LISTED_CONVERSATIONS + 1]
    context = {"conversations": found[:LISTED_CONVERSATIONS], "more": len(found) > LISTED_CONVERSATIONS}
    return render(request, "search/_conversation_choices.html", context)


def _get_organization(request: HttpRequest) -> Organization:
    try:
        return get_active_organization(request)
    except Organization.DoesNotExist:
        raise Http404 from None


def _find_conversation(request: HttpRequest, form: SearchForm) -> Conversation | None:
    """Return the conversation the search is restricted to. Unknown and forbidden ones are 404 alike."""
    if not form.is_valid() or form.cleaned_data["conversation"] is None:
        return None
    try:
        return get_conversation(request.user, form.cleaned_data["conversation"])
    except Conversation.DoesNotExist:
        raise Http404 from None


def _answer_fragment(request: HttpRequest, form: SearchForm, context: dict) -> HttpResponse:
    """Answer the results alone; the address bar gets the shortest address of this search."""
    response = render(request, "search/_results.html", {**context, "is_fragment": True})
    if form.is_valid():
        response["HX-Push-Url"] = address_of(form)
    return response


def _describe_coverage(user, organization: Organization, results: Results) -> dict:
    """Say what there is to search, for the states that would otherwise show an empty page."""
    if results.state not in ("start", "nothing"):
        return {}
    conversations = list_conversations(user, organization=organization).order_by()
    return {
        "coverage": conversations.aggregate(
            conversations=Count("pk"), messages=Sum("message_count", default=0)
        ),
        "is_working": list_jobs(user, organization=organization).filter(status__in=UNFINISHED).exists(),
    }


def _list_choices(user, organization: Organization) -> dict:
    conversations = list(list_conversations(user, organization=organization)[: LISTED_CONVERSATIONS + 1])
    return {
        "conversations": conversations[:LISTED_CONVERSATIONS],
        "too_many_conversations": len(conversations) > LISTED_CONVERSATIONS,
        "senders": list_senders(user, organization=organization),
    }
