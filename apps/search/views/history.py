"""What a person has searched for, and how to forget it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.search.models import SearchEvent
from apps.search.selectors import list_history
from apps.search.services.record_search import hide_history, hide_search
from apps.search.views.kept import describe_past
from apps.search.views.scope import get_organization

PAGE_SIZE = 50


@login_required
@require_GET
def show_history(request: HttpRequest) -> HttpResponse:
    events = list_history(request.user).filter(organization=get_organization(request))
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "search/history.html", {"page": page, "searches": [describe_past(event) for event in page]}
    )


@login_required
@require_POST
def forget(request: HttpRequest, event_id: UUID) -> HttpResponse:
    try:
        hide_search(request.user, event_id)
    except SearchEvent.DoesNotExist:
        raise Http404 from None
    return redirect("search:history")


@login_required
@require_POST
def forget_all(request: HttpRequest) -> HttpResponse:
    hide_history(request.user)
    messages.success(request, "Your search history is empty.")
    return redirect("search:history")
