"""Everybody who wrote something in the organization one works in, and who of them may be the same person."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import Organization
from apps.search.views.requests import wants_fragment
from apps.search.views.scope import get_organization
from apps.uploads import people_selectors
from apps.uploads.identity_selectors import list_distinctions
from apps.uploads.people_selectors import describe_people, describe_suggestions
from apps.uploads.services.people.suggest import suggest_people

PAGE_SIZE = 50
SHOWN_SUGGESTIONS, SUGGESTIONS_PER_PAGE = 2, 20
SHOWN_MERGES = 5


@login_required
@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    organization = get_organization(request)
    name = request.GET.get("name", "").replace("\x00", "").strip()[:255]
    people = people_selectors.list_people(request.user, organization=organization, name=name)
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = describe_people(request.user, page.object_list)
    context = {"page": page, "name": name}
    if wants_fragment(request):
        return render(request, "search/_people_rows.html", context)
    return render(request, "search/people.html", context | _describe_identities(request, organization))


def _describe_identities(request: HttpRequest, organization: Organization) -> dict:
    suggestions = suggest_people(organization)
    merges = people_selectors.list_merges(request.user, organization=organization)
    return {
        "suggestions": describe_suggestions(request.user, suggestions[:SHOWN_SUGGESTIONS]),
        "suggestion_count": len(suggestions),
        "merges": merges[:SHOWN_MERGES],
        "merge_count": merges.count(),
        "distinction_count": list_distinctions(request.user, organization=organization).count(),
    }


@login_required
@require_safe
def list_suggestions(request: HttpRequest) -> HttpResponse:
    organization = get_organization(request)
    found = suggest_people(organization)
    page = Paginator(found, SUGGESTIONS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = describe_suggestions(request.user, page.object_list)
    distinctions = list_distinctions(request.user, organization=organization)
    context = {"page": page, "distinction_count": distinctions.count()}
    return render(request, "search/people_suggestions.html", context)
