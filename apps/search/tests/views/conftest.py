import re
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.search.models import IndexVersion
from apps.search.retrieval.query import Filters, Ranked, RankedHit, SearchRequest
from apps.search.services.search_messages import search_messages
from apps.search.tests.factories import make_model
from apps.search.views import results
from apps.uploads.models import Message
from apps.uploads.tests.conftest import colleague, own_storage, owner, stranger
from apps.uploads.tests.factories import get_home

__all__ = ["colleague", "own_storage", "owner", "stranger"]


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Return a function that gives a browser signed in as somebody."""

    def as_user(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return as_user


@pytest.fixture
def browse(sign_in, owner) -> Client:
    """The owner's browser."""
    return sign_in(owner)


@pytest.fixture
def searchable(owner, monkeypatch) -> None:
    """Let the owner's organization be searched, with a ranking that needs no worker: see `rank_by_words`."""
    make_version(owner)
    monkeypatch.setattr(results, "search_messages", partial(search_messages, ask=rank_by_words))


def make_version(owner: User) -> IndexVersion:
    return IndexVersion.objects.create(
        organization=get_home(owner), model=make_model(), window={}, dim=1, vocabulary_size=1
    )


def rank_by_words(version_id: int, request: SearchRequest) -> Ranked:
    """Stand where the worker stands: everything of the version's organization that has a word of the query."""
    organization = IndexVersion.objects.get(pk=version_id).organization
    words = [re.compile(rf"\b{re.escape(word)}", re.IGNORECASE) for word in request.text.split()]
    messages = Message.objects.filter(conversation__organization=organization, kind="message").order_by("pk")
    found = [
        message.pk
        for message in messages
        if passes(message, request.filters) and any(word.search(message.text) for word in words)
    ]
    page = found[request.offset : request.offset + request.k]
    return Ranked(tuple(RankedHit(pk, 0.5, {"bm25": 1.25}) for pk in page), total=len(found), timings={})


def passes(message: Message, filters: Filters) -> bool:
    return (
        (filters.conversations is None or message.conversation_id in filters.conversations)
        and (filters.participants is None or message.participant_id in filters.participants)
        and (filters.after is None or message.sent_at >= filters.after)
        and (filters.before is None or message.sent_at < filters.before)
    )
