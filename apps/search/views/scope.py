"""Where a search looks: the organization, and the conversation or message that the address names."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from apps.accounts.active import get_active_organization
from apps.accounts.models import Organization
from apps.search.forms import SearchForm
from apps.uploads.models import Conversation, Message
from apps.uploads.selectors import get_conversation, get_message


@dataclass(frozen=True, slots=True)
class Scope:
    """`conversation` is the one to search in, `liked` the message to find others like."""

    organization: Organization
    conversation: Conversation | None = None
    liked: Message | None = None


def find_scope(request: HttpRequest, form: SearchForm) -> Scope:
    """Raises Http404 for what is unknown, and for what is not the user's to see, alike.

    A conversation or message of another of the user's organizations is searched where it is.
    """
    if not form.is_valid():
        return Scope(get_organization(request))
    try:
        conversation = _find_conversation(request.user, form.cleaned_data["conversation"])
        liked = _find_message(request.user, form.cleaned_data["like"])
    except (Conversation.DoesNotExist, Message.DoesNotExist):
        raise Http404 from None
    return Scope(_choose_organization(request, conversation, liked), conversation, liked)


def get_organization(request: HttpRequest) -> Organization:
    try:
        return get_active_organization(request)
    except Organization.DoesNotExist:
        raise Http404 from None


def _find_conversation(user, conversation_id: int | None) -> Conversation | None:
    return None if conversation_id is None else get_conversation(user, conversation_id)


def _find_message(user, message_id: int | None) -> Message | None:
    return None if message_id is None else get_message(user, message_id)


def _choose_organization(
    request: HttpRequest, conversation: Conversation | None, liked: Message | None
) -> Organization:
    named = {one.organization for one in (conversation, liked and liked.conversation) if one}
    if len(named) > 1:
        raise Http404
    return named.pop() if named else get_organization(request)
