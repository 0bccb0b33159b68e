from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.active import set_active_organization
from apps.accounts.models import Organization
from apps.accounts.selectors import get_organization


@login_required
@require_POST
def switch_organization(request: HttpRequest) -> HttpResponse:
    """Work in another of one's organizations, from its home page on."""
    try:
        organization = get_organization(request.user, request.POST.get("organization", ""))
    except Organization.DoesNotExist:
        raise Http404 from None
    set_active_organization(request, organization)
    messages.success(request, f"You are now working in {organization.name}.")
    return redirect("home")
