"""One person: their names, where they wrote, who was taken for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.uploads.identity_selectors import describe_splits, list_splits
from apps.uploads.models import Person
from apps.uploads.people_selectors import describe_people, get_person, list_merges, list_participants
from apps.uploads.services.people.merge import NotPossible, rename_person

PAGE_SIZE = 50


@login_required
@require_safe
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    person = find_person(request, person_id)
    page = Paginator(list_participants(person), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "person": describe_people(request.user, [person])[0],
        "page": page,
        "can_split": page.paginator.count > 1,
        "merges": list_merges(request.user, organization=person.organization).filter(person=person),
        "splits": describe_splits(list_splits(request.user, person=person)),
    }
    return render(request, "search/person.html", context)


@login_required
@require_POST
def rename(request: HttpRequest, person_id: int) -> HttpResponse:
    person = find_person(request, person_id)
    try:
        renamed = rename_person(person, request.POST.get("name", ""))
        messages.success(request, f"Now shown as {renamed.name}.")
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return redirect("search:person", person_id)


def find_person(request: HttpRequest, person_id: int) -> Person:
    """Raises Http404 for unknown, foreign and merged people alike."""
    try:
        return get_person(request.user, person_id)
    except Person.DoesNotExist:
        raise Http404 from None
