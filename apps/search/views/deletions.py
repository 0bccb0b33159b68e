"""Deleting messages, people, conversations and uploads: each asks on a page of its own first.

Whoever may not delete something learns no more than that it is not there: 404.
"""

import re
import unicodedata
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.search.views.removals import (
    Removal,
    count,
    describe_conversation_removal,
    describe_message_removal,
    describe_person_removal,
    describe_upload_removal,
)
from apps.search.views.scope import get_organization
from apps.uploads import selectors
from apps.uploads.models import Message, Participant
from apps.uploads.people_selectors import find_removable_participants
from apps.uploads.services.idle import JobRunning
from apps.uploads.services.remove import Removed

PERSON_ID = re.compile("[0-9]{1,18}")
require_asked = require_http_methods(["GET", "HEAD", "POST"])


class ConfirmForm(forms.Form):
    """Asks for the name of what goes, if there is one to be typed."""

    typed = forms.CharField(label="Name", max_length=1_000)

    def __init__(self, *args, typed_name: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._typed_name = typed_name
        if not typed_name:
            del self.fields["typed"]

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"]
        if fold(typed) != fold(self._typed_name):
            raise forms.ValidationError("That is not the name. Nothing was deleted.")
        return typed


def fold(name: str) -> str:
    """As people compare names: without case, doubled spaces, and the marks of direction that nobody sees."""
    shown = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shown).casefold().split())


@login_required
@never_cache
@require_asked
def delete_message(request: HttpRequest, conversation_id: int, message_id: int) -> HttpResponse:
    try:
        message = selectors.get_removable_message(request.user, message_id)
    except Message.DoesNotExist:
        raise Http404 from None
    if message.conversation_id != conversation_id:
        raise Http404
    return ask_and_remove(request, describe_message_removal(message))


@login_required
@never_cache
@require_asked
def delete_conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    conversations = selectors.list_removable_conversations(request.user)
    conversation = get_object_or_404(conversations, pk=conversation_id)
    return ask_and_remove(request, describe_conversation_removal(conversation))


@login_required
@never_cache
@require_asked
def delete_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    upload = get_object_or_404(selectors.list_removable_uploads(request.user), pk=upload_id)
    return ask_and_remove(request, describe_upload_removal(upload))


@login_required
@never_cache
@require_asked
def delete_person(request: HttpRequest) -> HttpResponse:
    """Delete everything that a person wrote, or people of a name in the organization one works in."""
    try:
        people = _find_people(request)
    except Participant.DoesNotExist:
        raise Http404 from None
    return ask_and_remove(request, describe_person_removal(people))


def _find_people(request: HttpRequest) -> QuerySet[Participant]:
    """Raises Participant.DoesNotExist if there is nobody whom the user may delete."""
    person, name = (request.GET.get(field, "").replace("\x00", "") for field in ("person", "name"))
    if PERSON_ID.fullmatch(person):
        return find_removable_participants(request.user, int(person))
    return selectors.find_removable_people(request.user, get_organization(request), name)


def ask_and_remove(request: HttpRequest, removal: Removal) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ConfirmForm(data, typed_name=removal.typed_name)
    if request.method == "POST" and form.is_valid():
        return _remove(request, removal)
    status = 422 if form.errors else 200
    return render(request, "search/delete.html", {"removal": removal, "form": form}, status=status)


def _remove(request: HttpRequest, removal: Removal) -> HttpResponse:
    try:
        removed = removal.act()
    except JobRunning as running:
        messages.warning(request, str(running))
        return redirect(request.get_full_path())
    messages.success(request, f"Deleted: {describe_removed(removed)}.")
    return redirect(removal.next_url)


def describe_removed(removed: Removed) -> str:
    amounts = [("upload", removed.uploads), ("conversation", removed.conversations)]
    parts = [count(noun, number) for noun, number in amounts if number]
    return " with ".join([*parts, count("message", removed.messages)])
