"""Opening a hit: the click is noted on the way to its conversation. Leads to pages of this site only."""

import logging
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from apps.search.forms import MAX_PAGE, PAGE_SIZE, read_results_params
from apps.search.models import SearchEvent
from apps.search.services.record_search import record_click
from apps.search.views.shown_hit import address_message
from apps.uploads.models import Message
from apps.uploads.selectors import get_message

logger = logging.getLogger(__name__)


class RankForm(forms.Form):
    rank = forms.IntegerField(min_value=1, max_value=MAX_PAGE * PAGE_SIZE)


@login_required
@require_GET
def open_hit(request: HttpRequest, event_id: UUID, message_id: int) -> HttpResponse:
    try:
        message = get_message(request.user, message_id)
    except Message.DoesNotExist:
        raise Http404 from None
    form = RankForm(request.GET)
    if form.is_valid():
        _note_click(request.user, event_id, message, form.cleaned_data["rank"])
    results = urlencode(read_results_params(QueryDict(request.GET.get("results", ""))))
    return HttpResponseRedirect(address_message(message.conversation_id, message.pk, results))


def _note_click(user, event_id: UUID, message: Message, rank: int) -> None:
    """A click that cannot be noted keeps nobody from reading."""
    try:
        record_click(user, event_id, message.pk, rank)
    except (SearchEvent.DoesNotExist, Message.DoesNotExist):
        return
    except DatabaseError:
        logger.exception("A click could not be written down")
