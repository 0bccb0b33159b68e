"""All conversations a person may read in the organization they work in."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.search.views.requests import wants_fragment
from apps.search.views.scope import get_organization
from apps.uploads.models import Conversation, Participant
from apps.uploads.selectors import list_conversations

PAGE_SIZE = 50


@login_required
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    context = {"page": find_page(request), "name": read_name(request)}
    if wants_fragment(request):
        return render(request, "search/_conversation_rows.html", context)
    return render(request, "search/conversations.html", context)


def find_page(request: HttpRequest) -> Page:
    """Return the page of conversations that an address of the list names, each with `people`, their number."""
    name = read_name(request)
    conversations = list_conversations(request.user, organization=get_organization(request))
    matching = conversations.filter(name__icontains=name) if name else conversations
    return Paginator(_count_people(matching), PAGE_SIZE).get_page(request.GET.get("page"))


def read_name(request: HttpRequest) -> str:
    return request.GET.get("name", "").replace("\x00", "").strip()[:255]


def _count_people(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Add `people`. A subquery, which is worked out for the rows of the page only."""
    people = Participant.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    counted = Subquery(people.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return conversations.annotate(people=Coalesce(counted, 0))
