from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.active import get_active_organization
from apps.uploads import selectors
from apps.uploads.views.formats import list_popular


@login_required
@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Say what to do next: bring in chats, or search them."""
    organization = get_active_organization(request)
    counts = selectors.count_organization(request.user, organization)
    recent_jobs = selectors.list_recent_jobs(request.user, organization)
    is_empty = not counts.conversations and not recent_jobs
    context = {
        "counts": counts,
        "recent_jobs": recent_jobs,
        "is_empty": is_empty,
        "families": list_popular() if is_empty else [],
    }
    return render(request, "uploads/home.html", context)
