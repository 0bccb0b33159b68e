"""All conversations a person may read in the organization they work in."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.active import get_active_organization
from apps.accounts.models import Organization
from apps.search.views.requests import wants_fragment
from apps.uploads.models import Conversation, Participant
from apps.uploads.selectors import list_conversations

PAGE_SIZE = 50


@login_required
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    try:
        organization = get_active_organization(request)
    except Organization.DoesNotExist:
        raise Http404 from None
    name = request.GET.get("name", "").strip()[:255]
    conversations = list_conversations(request.user, organization=organization)
    matching = conversations.filter(name__icontains=name) if name else conversations
    page = Paginator(_count_people(matching), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "name": name}
    if wants_fragment(request):
        return render(request, "search/_conversation_rows.html", context)
    return render(request, "search/conversations.html", context)


def _count_people(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Add `people`. A subquery, which is worked out for the rows of the page only."""
    people = Participant.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    counted = Subquery(people.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return conversations.annotate(people=Coalesce(counted, 0))
