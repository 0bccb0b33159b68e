"""Search as pages, API and commands know it: permission, ranking, then the messages with their neighbours."""

import time
from collections.abc import Callable
from dataclasses import replace

from apps.accounts.models import Organization
from apps.accounts.selectors import get_default_organization, visible_organizations
from apps.search.models import IndexVersion
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.selectors import get_active_version
from apps.search.services.ask_worker import ask_worker, ask_workers
from apps.search.services.label_facets import label_facets
from apps.search.services.load_hits import load_hits
from apps.search.services.rank_versions import AskAll, find_versions, search_versions
from apps.search.services.read_query import read_query
from apps.search.services.record_search import record_search
from apps.search.services.search_query import SearchAnswer, SearchQuery
from apps.uploads.models import Conversation
from apps.uploads.selectors import get_conversation, get_message

Ask = Callable[[int, SearchRequest], Ranked]
NOTHING = Ranked(hits=(), total=0)


def search_messages(
    user,
    query: SearchQuery,
    *,
    organization: Organization | None = None,
    ask: Ask = ask_worker,
    ask_all: AskAll = ask_workers,
) -> SearchAnswer:
    """Search what the user may see in one organization: the stated one, else the conversation's, else the user's own.

    A query that names index versions searches those instead, of whichever of the user's organizations they are.

    Raises DoesNotExist of Conversation, IndexVersion, Message or Organization for what is not theirs to see,
    QueryError for a text that the query language does not know, and SearchUnavailable.
    """
    started = time.perf_counter()
    if query.versions:
        list_named_conversations(user, query)  # permission
        versions = find_versions(user, query.versions)
        organization, answer = versions[0].organization, search_versions(versions, query, ask_all=ask_all)
    else:
        organization = choose_organization(user, query, organization)
        answer = search_organization(organization, query, ask=ask)
    took_ms = (time.perf_counter() - started) * 1000
    return record_search(user, organization, query, replace(answer, took_ms=round(took_ms, 1)))


def choose_organization(user, query: SearchQuery, stated: Organization | None) -> Organization:
    """Return where to search, permission checked."""
    named = list_named_conversations(user, query)
    if len({conversation.organization_id for conversation in named}) > 1:
        raise Conversation.DoesNotExist
    if stated is None:
        return named[0].organization if named else get_default_organization(user)
    if named and named[0].organization_id != stated.pk:
        raise Conversation.DoesNotExist
    return visible_organizations(user).get(pk=stated.pk)


def list_named_conversations(user, query: SearchQuery) -> list[Conversation]:
    """Return the conversation to search in and that of the message to find others like, as far as there are any."""
    searched = [] if query.conversation is None else [get_conversation(user, query.conversation)]
    likened = [] if query.like is None else [get_message(user, query.like).conversation]
    return searched + likened


def search_organization(
    organization: Organization, query: SearchQuery, *, ask: Ask = ask_worker
) -> SearchAnswer:
    """Search an organization whose permission has been checked."""
    reading = read_query(organization, query)
    version = get_active_version(organization)
    ranked = rank_messages(version, reading.request, ask=ask)
    return SearchAnswer(
        index_version_id=version and version.pk,
        hits=load_hits(organization, reading.request, ranked),
        total=ranked.total,
        timings=ranked.timings,
        understood=ranked.understood,
        facets=label_facets(organization, ranked.facets),
        degraded=ranked.degraded,
        notes=reading.notes,
    )


def rank_messages(version: IndexVersion | None, request: SearchRequest, *, ask: Ask = ask_worker) -> Ranked:
    if version is None or request.filters.allow_nothing:
        return NOTHING
    return ask(version.pk, request)
