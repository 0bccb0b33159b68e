"""Building an index with another embedding model of the registry."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from apps.accounts.models import Organization
from apps.search.models import EmbeddingModel, IndexState, IndexVersion
from apps.search.selectors import list_models
from apps.search.services.ask_check import Refused, check_model
from apps.search.services.build_version import activate_model, find_version
from apps.search.services.estimate_build import estimate_build
from apps.search.views.index_versions import check_owner, require_asked, tell_activation
from apps.search.views.scope import get_organization


class BuildForm(forms.Form):
    activate_when_complete = forms.BooleanField(
        label="Search with it as soon as it is complete",
        required=False,
        initial=True,
        help_text="The index that is searched now stands by then, so that you can go back at once.",
    )


@login_required
@never_cache
@require_asked
def build(request: HttpRequest, name: str) -> HttpResponse:
    """Build an index beside the one that is searched; where that has this model already, build it anew."""
    organization = get_organization(request)
    check_owner(request, organization)
    model = get_object_or_404(list_models(), name=name.replace("\x00", ""))
    version = find_version(organization, model)
    if version is not None and version.state == IndexState.STANDBY:
        return redirect("search:activate_version", version.pk)
    form, problem = BuildForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            return _build(request, organization, model, version, form)
        except Refused as refused:
            problem = str(refused)
    context = {"model": model, "version": version, "form": form, "problem": problem}
    context["estimate"] = estimate_build(organization)
    return render(request, "search/build_index.html", context, status=422 if problem else 200)


def _build(
    request: HttpRequest,
    organization: Organization,
    model: EmbeddingModel,
    version: IndexVersion | None,
    form: BuildForm,
) -> HttpResponse:
    """Raises Refused."""
    check_model(model)
    anew = version is not None and version.state == IndexState.ACTIVE
    tell_activation(request, activate_model(organization, model, anew=anew, **form.cleaned_data))
    return redirect("search:index")
