"""A conversation as a page to read, opened at a message, a day, or either end; and the parts it loads on the way."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from apps.search.forms import read_results_params
from apps.search.retrieval.highlight import find_highlights
from apps.search.views.moments import describe_clock
from apps.search.views.place import Place, PlaceForm, find_place
from apps.search.views.requests import wants_fragment
from apps.search.views.window import Window, load_window, step_back
from apps.uploads.models import Conversation, Message
from apps.uploads.selectors import get_conversation, list_removable_conversations


@login_required
@require_GET
def open_conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    conversation = _get_conversation(request, conversation_id)
    form = PlaceForm(request.GET)
    place = _find_place(conversation, form)
    results = read_results_params(QueryDict(request.GET.get("results", "")))
    window = load_window(
        conversation,
        place.first,
        target=place.target and place.target.pk,
        highlights=_find_marks(place.target, results),
    )
    context = {
        "conversation": conversation,
        "form": form,
        "place": place,
        "window": window,
        "clock": describe_clock((line.moment for line in window.lines), conversation.upload.zone),
        "results_url": _results_url(results, place.target),
        "may_delete": may_remove(request.user, conversation),
    }
    return render(request, "search/conversation.html", context)


@login_required
@require_GET
def load_chunk(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Answer the messages right before or right after a sequence."""
    conversation = _get_conversation(request, conversation_id)
    form = PlaceForm(request.GET)
    if not form.is_valid():
        raise Http404
    before, after = form.cleaned_data["before"], form.cleaned_data["after"]
    if before is None and after is None:
        raise Http404
    context = {
        "conversation": conversation,
        "window": _step(conversation, before, after),
        "may_delete": may_remove(request.user, conversation),
    }
    return render(request, "search/_chunk.html", context)


@login_required
@require_GET
def show_message(request: HttpRequest, conversation_id: int, message_id: int) -> HttpResponse:
    """Answer the whole text of a message that is shown in part elsewhere."""
    conversation = _get_conversation(request, conversation_id)
    message = _get_message(conversation, message_id)
    template = "search/_whole_text.html" if wants_fragment(request) else "search/message.html"
    return render(request, template, {"conversation": conversation, "message": message})


def _get_conversation(request: HttpRequest, conversation_id: int) -> Conversation:
    try:
        return get_conversation(request.user, conversation_id)
    except Conversation.DoesNotExist:
        raise Http404 from None


def may_remove(user, conversation: Conversation) -> bool:
    return list_removable_conversations(user).filter(pk=conversation.pk).exists()


def _get_message(conversation: Conversation, message_id: int) -> Message:
    try:
        return conversation.messages.select_related("participant").get(pk=message_id)
    except Message.DoesNotExist:
        raise Http404 from None


def _find_place(conversation: Conversation, form: PlaceForm) -> Place:
    try:
        return find_place(conversation, form)
    except Message.DoesNotExist:
        raise Http404 from None


def _step(conversation: Conversation, before: int | None, after: int | None) -> Window:
    if before is not None:
        return load_window(conversation, step_back(conversation, before), end=before)
    return load_window(conversation, after + 1)


def _find_marks(target: Message | None, results: dict[str, str]) -> list[tuple[int, int]]:
    return find_highlights(results["q"], target.text) if target and "q" in results else []


def _results_url(results: dict[str, str], target: Message | None) -> str:
    """Return the way back to the search this page was opened from, to the very hit; empty if there was none."""
    if not {"q", "like"} & results.keys():
        return ""
    anchor = f"#hit-{target.pk}" if target else ""
    return f"{reverse('search:search')}?{urlencode(results)}{anchor}"
