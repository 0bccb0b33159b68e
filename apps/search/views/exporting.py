"""The hits of a search as a file, from the search page: what its address asks for, without the page's end."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_POST

from apps.search.forms import SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import MAX_EXPORTED, SearchAnswer
from apps.search.views.chips import address_of
from apps.search.views.scope import find_scope
from apps.uploads.services.export_messages import CONTENT_TYPES, RankedMessage, export_hits
from chatanalysis.streaming import StreamedFile


@login_required
@require_POST
def export_results(request: HttpRequest) -> HttpResponse:
    """Answer the search whose parameters `search` holds as a file of the form `as`; back to it if it fails."""
    form = SearchForm(QueryDict(request.POST.get("search", "")))
    kind = request.POST.get("as", "")
    if kind not in CONTENT_TYPES or not form.is_valid() or not form.asks:
        raise Http404
    try:
        answer = _search(request, form)
    except (QueryError, SearchUnavailable) as failed:
        messages.warning(request, f"Nothing was exported. {failed}")
        return HttpResponseRedirect(address_of(form))
    hits = [RankedMessage(hit.message_id, hit.rank, hit.score) for hit in answer.hits]
    file = export_hits(hits, kind, title=_name_search(form))
    return StreamedFile(file.blocks, name=file.name, content_type=file.content_type)


def _search(request: HttpRequest, form: SearchForm) -> SearchAnswer:
    query = replace(form.to_query(), k=MAX_EXPORTED, offset=0, facets=False)
    scope = find_scope(request, form)
    return search_messages(request.user, query, organization=scope.organization)


def _name_search(form: SearchForm) -> str:
    return f"Search: {form.cleaned_data['q'] or 'more like a message'}"
