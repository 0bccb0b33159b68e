"""Search as pages, API and commands know it: permission, ranking, then the messages with their neighbours."""

import time
from collections.abc import Callable
from dataclasses import replace

from apps.accounts.models import Organization
from apps.accounts.selectors import get_default_organization, visible_organizations
from apps.search.models import IndexVersion
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.selectors import get_active_version
from apps.search.services.ask_worker import ask_worker
from apps.search.services.load_hits import load_hits
from apps.search.services.read_query import read_query
from apps.search.services.record_search import record_search
from apps.search.services.search_query import SearchAnswer, SearchQuery
from apps.uploads.models import Conversation
from apps.uploads.selectors import get_conversation

Ask = Callable[[int, SearchRequest], Ranked]
NOTHING = Ranked(hits=(), total=0)


def search_messages(
    user, query: SearchQuery, *, organization: Organization | None = None, ask: Ask = ask_worker
) -> SearchAnswer:
    """Search what the user may see in one organization: the stated one, else the conversation's, else the user's own.

    Raises Conversation.DoesNotExist for a conversation that is unknown or not theirs, Organization.DoesNotExist, and
    SearchUnavailable.
    """
    started = time.perf_counter()
    organization = choose_organization(user, query, organization)
    answer = search_organization(organization, query, ask=ask)
    took_ms = (time.perf_counter() - started) * 1000
    return record_search(user, organization, query, replace(answer, took_ms=round(took_ms, 1)))


def choose_organization(user, query: SearchQuery, stated: Organization | None) -> Organization:
    """Return where to search, permission checked."""
    conversation = None if query.conversation is None else get_conversation(user, query.conversation)
    if stated is None:
        return conversation.organization if conversation else get_default_organization(user)
    if conversation and conversation.organization_id != stated.pk:
        raise Conversation.DoesNotExist
    return visible_organizations(user).get(pk=stated.pk)


def search_organization(
    organization: Organization, query: SearchQuery, *, ask: Ask = ask_worker
) -> SearchAnswer:
    """Search an organization whose permission has been checked."""
    version = get_active_version(organization)
    ranked = rank_messages(organization, version, query, ask=ask)
    return SearchAnswer(
        index_version_id=version and version.pk,
        hits=load_hits(organization, query, ranked),
        total=ranked.total,
        timings=ranked.timings,
        understood=ranked.understood,
        facets=ranked.facets,
        degraded=ranked.degraded,
    )


def rank_messages(
    organization: Organization, version: IndexVersion | None, query: SearchQuery, *, ask: Ask = ask_worker
) -> Ranked:
    request = read_query(organization, query)
    if version is None or request.filters.allow_nothing:
        return NOTHING
    return ask(version.pk, request)
