"""Deciding that people are several: those who look like one, and those whom the exports take for one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.search.views.merging import NUMBER, find_chosen, go_back
from apps.search.views.person import find_person
from apps.search.views.scope import get_organization
from apps.uploads import identity_selectors
from apps.uploads.models import IdentityDistinction, IdentitySplit
from apps.uploads.services.people.distinguish import distinguish_people, take_back
from apps.uploads.services.people.merge import NotPossible
from apps.uploads.services.people.split import give_back, split_person

PAGE_SIZE = 50


@login_required
@require_POST
def distinguish(request: HttpRequest) -> HttpResponse:
    """Those told apart are the parameters `person`."""
    people = find_chosen(request, request.POST.getlist("person"))
    if not people:
        raise Http404
    try:
        distinguish_people(request.user, people[0].organization, people)
        names = " and ".join(one.name for one in people)
        messages.success(request, f"{names} are not suggested as one person any more.")
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return go_back(request)


@login_required
@require_safe
def list_distinctions(request: HttpRequest) -> HttpResponse:
    found = identity_selectors.list_distinctions(request.user, organization=get_organization(request))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = identity_selectors.describe_distinctions(request.user, page.object_list)
    return render(request, "search/people_distinctions.html", {"page": page})


@login_required
@require_POST
def undo_distinction(request: HttpRequest, distinction_id: int) -> HttpResponse:
    try:
        decision = identity_selectors.get_distinction(request.user, distinction_id)
    except IdentityDistinction.DoesNotExist:
        raise Http404 from None
    take_back(decision)
    messages.success(
        request, f"{decision.first.name} and {decision.second.name} may be suggested as one person again."
    )
    return go_back(request)


@login_required
@require_POST
def split(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who is somebody else, in one or more conversations, are the parameters `participant`."""
    person = find_person(request, person_id)
    ids = {int(one) for one in request.POST.getlist("participant") if NUMBER.fullmatch(one)}
    try:
        parted = split_person(request.user, person, ids, request.POST.get("name", "")[:255]).parted
    except NotPossible as refused:
        messages.warning(request, str(refused))
        return redirect("search:person", person_id)
    messages.success(request, f"{parted.name} is a person of their own now. You can undo it at any time.")
    return redirect("search:person", parted.pk)


@login_required
@require_POST
def undo_split(request: HttpRequest, split_id: int) -> HttpResponse:
    try:
        decision = identity_selectors.get_split(request.user, split_id)
    except IdentitySplit.DoesNotExist:
        raise Http404 from None
    try:
        person = give_back(decision)
    except NotPossible as refused:
        messages.warning(request, str(refused))
        return redirect("search:people")
    messages.success(request, f"{decision.parted.name} is taken for {person.name} again.")
    return redirect("search:person", person.pk)
