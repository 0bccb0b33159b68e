"""Everybody who wrote something in the organization one works in, by name."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import Organization
from apps.search.views.requests import wants_fragment
from apps.search.views.scope import get_organization
from apps.uploads.models import Participant
from apps.uploads.selectors import list_conversations, list_removable_conversations

PAGE_SIZE = 50


@login_required
@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    organization = get_organization(request)
    name = request.GET.get("name", "").replace("\x00", "").strip()[:255]
    people = count_conversations(request.user, organization)
    matching = people.filter(name__icontains=name) if name else people
    context = {"page": Paginator(matching, PAGE_SIZE).get_page(request.GET.get("page")), "name": name}
    template = "search/_people_rows.html" if wants_fragment(request) else "search/people.html"
    return render(request, template, context)


def count_conversations(user, organization: Organization) -> QuerySet:
    """Return a row a name, compared without case: `shown`, `conversations`, and `removable`, of how many of these
    conversations the user may delete it.
    """
    visible = list_conversations(user, organization=organization).order_by().values("pk")
    removable = list_removable_conversations(user).order_by().values("pk")
    people = Participant.objects.filter(conversation__in=visible).order_by()
    return (
        people.values(folded=Lower("name"))
        .annotate(
            shown=Min("name"),
            conversations=Count("conversation", distinct=True),
            removable=Count("conversation", filter=Q(conversation__in=removable), distinct=True),
        )
        .order_by("folded")
    )
