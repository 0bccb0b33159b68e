"""A person's saved searches: keep one, name it anew, let it go."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from apps.search.forms import read_results_params
from apps.search.models import SavedSearch
from apps.search.selectors import list_saved_searches
from apps.search.services.saved_searches import NameTaken, change_saved_search, save_search
from apps.search.views.kept import describe_saved
from apps.search.views.scope import get_organization


class NameForm(forms.ModelForm):
    class Meta:
        model = SavedSearch
        fields = ("name",)


@login_required
@require_GET
def list_searches(request: HttpRequest) -> HttpResponse:
    searches = list_saved_searches(request.user, organization=get_organization(request))
    return render(request, "search/saved.html", {"searches": [describe_saved(one) for one in searches]})


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search whose parameters `search` holds, and go back to it."""
    params = read_results_params(QueryDict(request.POST.get("search", "")))
    params.pop("page", None)
    form = NameForm(request.POST)
    if not params:
        raise Http404
    if form.is_valid():
        name = form.cleaned_data["name"]
        _store(request, name, lambda: save_search(request.user, get_organization(request), name, params))
    else:
        messages.error(request, "Give the search a name of at most 100 characters.")
    return HttpResponseRedirect(f"{reverse('search:search')}?{urlencode(params)}")


@login_required
@require_POST
def rename(request: HttpRequest, search_id: int) -> HttpResponse:
    search = _get_search(request, search_id)
    form = NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        _store(request, name, lambda: change_saved_search(search, name=name))
    else:
        messages.error(request, "Give the search a name of at most 100 characters.")
    return redirect("search:saved")


@login_required
@require_POST
def delete(request: HttpRequest, search_id: int) -> HttpResponse:
    search = _get_search(request, search_id)
    search.delete()
    messages.success(request, f"“{search.name}” is deleted.")
    return redirect("search:saved")


def _get_search(request: HttpRequest, search_id: int) -> SavedSearch:
    try:
        return list_saved_searches(request.user).get(pk=search_id)
    except SavedSearch.DoesNotExist:
        raise Http404 from None


def _store(request: HttpRequest, name: str, store) -> None:
    try:
        store()
    except NameTaken:
        messages.error(request, f"You have another saved search called “{name}”.")
    else:
        messages.success(request, f"Saved as “{name}”.")
