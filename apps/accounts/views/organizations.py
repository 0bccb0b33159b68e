from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.active import get_active_organization, set_active_organization
from apps.accounts.forms import OrganizationForm
from apps.accounts.models import Organization
from apps.accounts.selectors import get_organization, owns_organization


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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organization(request: HttpRequest) -> HttpResponse:
    """What holds for all chats of the active organization: its owners decide, its members see it."""
    # Looked up anew: the form changes its instance even when it is invalid, and the page's header shows the active one.
    organization = get_organization(request.user, get_active_organization(request).slug)
    may_decide = owns_organization(request.user, organization)
    form = OrganizationForm(request.POST or None, instance=organization)
    if request.method == "POST":
        if not may_decide:
            raise Http404
        if form.is_valid():
            form.save()
            messages.success(request, "Saved. It holds for what is uploaded from now on.")
            return redirect("accounts:organization")
    context = {"form": form, "organization": organization, "may_decide": may_decide}
    return render(request, "accounts/organization.html", context, status=422 if form.errors else 200)
