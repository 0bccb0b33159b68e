"""How an organization's chats are searched: its index versions, switching between them, retiring them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import Organization
from apps.accounts.selectors import owns_organization
from apps.search.models import IndexState, IndexVersion
from apps.search.selectors import get_version, list_models, list_versions
from apps.search.services.build_version import Activation, activate_version
from apps.search.services.retire_version import retire_version
from apps.search.services.switch_version import NotPossible
from apps.search.views.scope import get_organization
from apps.search.views.shown_version import show_models, show_versions

require_asked = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    organization = get_organization(request)
    versions = list(list_versions(request.user, organization=organization))
    shown = show_versions(request.user, versions)
    kept = [each for each in shown if each.version.state != IndexState.RETIRED]
    context = {
        "organization": organization,
        "versions": sorted(kept, key=lambda each: each.version.state != IndexState.ACTIVE),
        "is_working": any(each.is_worked_on for each in shown),
        "retired": [each for each in shown if each.version.state == IndexState.RETIRED],
        "models": show_models(list_models(), versions),
        "may_decide": owns_organization(request.user, organization),
        "can_compare": any(version.state == IndexState.ACTIVE for version in versions),
    }
    return render(request, "search/index.html", context)


@login_required
@never_cache
@require_asked
def activate(request: HttpRequest, version_id: int) -> HttpResponse:
    """Search by this version: at once if it is complete, else when its job has completed it."""
    version = find_own_version(request, version_id)
    if request.method != "POST":
        (shown,) = show_versions(request.user, [version])
        return render(request, "search/activate_version.html", {"shown": shown})
    try:
        tell_activation(request, activate_version(version))
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return redirect("search:index")


@login_required
@never_cache
@require_asked
def retire(request: HttpRequest, version_id: int) -> HttpResponse:
    version = find_own_version(request, version_id)
    if request.method != "POST":
        return render(request, "search/retire_version.html", {"version": version})
    try:
        retire_version(version)
        messages.success(request, f"The index with {version.model.name} is retired.")
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return redirect("search:index")


def find_own_version(request: HttpRequest, version_id: int) -> IndexVersion:
    """Raises Http404 for what is unknown, and for what the user may not decide on, alike."""
    try:
        version = get_version(request.user, version_id)
    except IndexVersion.DoesNotExist:
        raise Http404 from None
    check_owner(request, version.organization)
    return version


def check_owner(request: HttpRequest, organization: Organization) -> None:
    if not owns_organization(request.user, organization):
        raise Http404


def tell_activation(request: HttpRequest, activation: Activation) -> None:
    name = activation.version.model.name
    if activation.job is None:
        messages.success(request, f"Searches use the index with {name} from now on.")
    elif activation.version.activate_when_complete:
        messages.success(request, f"Searches will use the index with {name} as soon as it is complete.")
    else:
        messages.success(request, f"The index with {name} is being built. It will stand by.")
