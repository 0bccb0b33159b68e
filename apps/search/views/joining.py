"""Joining two conversations that are one chat, on pages that show what speaks for it.

A job joins them, on whose page one sees it happen. Whoever may not read both, or not delete the one that goes, learns
no more than that it is not there: 404.
"""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.uploads import contribution_selectors, selectors
from apps.uploads.contribution_selectors import Duplicate
from apps.uploads.models import Conversation
from apps.uploads.services.idle import JobRunning, find_running, list_holders
from apps.uploads.services.merge.by_hand import CannotMerge, queue_merge
from apps.uploads.services.merge.plan import plan_merge

NUMBER = re.compile("[0-9]{1,18}")
FOUND_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that may be the same chat. `address` is the page that compares; empty if neither may go."""

    conversation: Conversation
    address: str
    shared: int = 0
    compared: int = 0


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Compare with the conversation `source`, and have them joined; without one, show which it could be."""
    target = get_object_or_404(selectors.list_conversations(request.user), pk=conversation_id)
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("source"):
        return _show_candidates(request, target)
    source = _find_source(request.user, asked["source"])
    try:
        if request.method == "POST":
            return redirect("uploads:job", queue_merge(target, source).pk)
        context = {
            "plan": plan_merge(target, source),
            "turned": _address_turned(request.user, target, source),
            "job": find_running(list_holders([target.pk, source.pk])),
        }
    except CannotMerge as refused:
        messages.warning(request, refused.message)
        return redirect("search:merge_conversations", target.pk)
    except JobRunning:
        return redirect(address_of_merge(target, source))
    return render(request, "search/merge_conversations.html", context)


def _find_source(user, number: str) -> Conversation:
    if not NUMBER.fullmatch(number):
        raise Http404
    return get_object_or_404(selectors.list_removable_conversations(user), pk=int(number))


def address_of_merge(target: Conversation, source: Conversation) -> str:
    return f"{reverse('search:merge_conversations', args=[target.pk])}?source={source.pk}"


def _address_turned(user, target: Conversation, source: Conversation) -> str:
    """Return the page that puts the target into the source; empty if the target may not go."""
    may_go = selectors.list_removable_conversations(user).filter(pk=target.pk).exists()
    return address_of_merge(source, target) if may_go else ""


def _show_candidates(request: HttpRequest, target: Conversation) -> HttpResponse:
    name = request.GET.get("find", "").replace("\x00", "").strip()[:255]
    found = contribution_selectors.list_duplicates(request.user, target)
    context = {
        "conversation": target,
        "candidates": list_candidates(request.user, target, found),
        "find": name,
        "found": _find_by_name(request.user, target, name) if name else [],
    }
    return render(request, "search/same_chat.html", context)


def list_candidates(user, conversation: Conversation, found: list[Duplicate]) -> list[Candidate]:
    """Return what was found, each with the page on which the one that the user may delete goes into the other."""
    removable = keep_removable(user, [conversation, *(one.conversation for one in found)])
    return [
        Candidate(
            one.conversation,
            choose_address(conversation, one.conversation, removable),
            one.shared,
            one.compared,
        )
        for one in found
    ]


def keep_removable(user, conversations: list[Conversation]) -> set[int]:
    ids = [one.pk for one in conversations]
    return set(selectors.list_removable_conversations(user).filter(pk__in=ids).values_list("pk", flat=True))


def choose_address(conversation: Conversation, other: Conversation, removable: set[int]) -> str:
    """Return the page that puts one into the other, which stays: the second into the first where that is allowed."""
    if other.pk in removable:
        return address_of_merge(conversation, other)
    return address_of_merge(other, conversation) if conversation.pk in removable else ""


def _find_by_name(user, target: Conversation, name: str) -> list[Candidate]:
    others = _list_others(user, target).filter(name__icontains=name)[:FOUND_SHOWN]
    return list_candidates(user, target, [Duplicate(other, 0, 0, 0.0) for other in others])


def _list_others(user, target: Conversation) -> QuerySet[Conversation]:
    return selectors.list_conversations(user, organization=target.organization).exclude(pk=target.pk)
