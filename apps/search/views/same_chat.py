"""Hints that a chat may be here twice. Pages ask for them after they are shown: comparing takes a moment.

What was found is remembered for a while, so that opening a chat again costs nothing.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.models import Organization
from apps.search.views.conversation_list import find_page
from apps.search.views.joining import choose_address, keep_removable, list_candidates
from apps.search.views.scope import get_organization
from apps.uploads import selectors
from apps.uploads.contribution_selectors import Duplicate, list_duplicates
from apps.uploads.models import Conversation
from apps.uploads.pair_selectors import is_likely, list_pairs

REMEMBERED_S = 3_600

Found = tuple[int, int, int, int]
"""Ids of two conversations, and how many longer messages they share of those compared."""


@login_required
@never_cache
@require_safe
def show_twins(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Say which other conversations seem to be the same chat; nothing if none does."""
    conversation = get_object_or_404(selectors.list_conversations(request.user), pk=conversation_id)
    found = recall(
        "twins", conversation.organization, [conversation], lambda: _find_twins(request.user, conversation)
    )
    others = _load(request.user, (other for _, other, _, _ in found))
    duplicates = [
        Duplicate(others[other], shared, compared, shared / compared)
        for _, other, shared, compared in found
        if other in others
    ]
    candidates = list_candidates(request.user, conversation, duplicates)
    return render(request, "search/_twins.html", {"conversation": conversation, "candidates": candidates})


@login_required
@never_cache
@require_safe
def show_pairs(request: HttpRequest) -> HttpResponse:
    """Say which conversations of a page of the list seem to be one chat."""
    here = {conversation.pk: conversation for conversation in find_page(request)}
    shown = list(here.values())
    found = recall("pairs", get_organization(request), shown, lambda: _find_pairs(shown))
    removable = keep_removable(request.user, shown)
    pairs = [
        (here[first], here[second], choose_address(here[first], here[second], removable))
        for first, second, _, _ in found
    ]
    return render(request, "search/_pairs.html", {"pairs": pairs})


def _find_twins(user, conversation: Conversation) -> list[Found]:
    return [
        (conversation.pk, one.conversation.pk, one.shared, one.compared)
        for one in list_duplicates(user, conversation)
        if is_likely(one.shared, one.compared)
    ]


def _find_pairs(shown: list[Conversation]) -> list[Found]:
    return [(one.first.pk, one.second.pk, one.shared, one.compared) for one in list_pairs(shown)]


def recall(
    what: str,
    organization: Organization,
    conversations: list[Conversation],
    find: Callable[[], list[Found]],
) -> list[Found]:
    """Return what was found of these conversations, looking again when one of them changes or another chat comes."""
    settled = Conversation.objects.filter(organization=organization, is_settled=True)
    latest = settled.aggregate(latest=Max("pk"))["latest"]
    parts = [what, latest, *((one.pk, one.revision, one.item_count) for one in conversations)]
    return cache.get_or_set(f"same-chat:{sha256(repr(parts).encode()).hexdigest()}", find, REMEMBERED_S)


def _load(user, ids: Iterable[int]) -> dict[int, Conversation]:
    return {one.pk: one for one in selectors.list_conversations(user).filter(pk__in=list(ids))}
