"""Choices for the search page's filters, by what was typed so far."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.search.views.scope import get_organization
from apps.search.views.search import LISTED_CONVERSATIONS
from apps.uploads.selectors import list_conversations, list_senders


@login_required
@require_GET
def suggest_senders(request: HttpRequest) -> HttpResponse:
    """Options for the sender field's list."""
    prefix = request.GET.get("sender", "").strip()[:255]
    organization = get_organization(request)
    senders = list_senders(request.user, organization=organization, prefix=prefix)
    return render(request, "search/_senders.html", {"senders": senders})


@login_required
@require_GET
def suggest_conversations(request: HttpRequest) -> HttpResponse:
    """Choices for the conversation filter, by a part of the name."""
    name = request.GET.get("name", "").strip()[:255]
    conversations = list_conversations(request.user, organization=get_organization(request))
    found = conversations.filter(name__icontains=name)[: LISTED_CONVERSATIONS + 1]
    context = {"conversations": found[:LISTED_CONVERSATIONS], "more": len(found) > LISTED_CONVERSATIONS}
    return render(request, "search/_conversation_choices.html", context)
