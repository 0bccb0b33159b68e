from dataclasses import replace

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.accounts.active import find_chosen_organization
from apps.search.api.serializers import SearchRequestSerializer
from apps.search.api.views import describe_query_error
from apps.search.query_language.errors import QueryError
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import MAX_EXPORTED, SearchAnswer, SearchQuery
from apps.uploads.api.exports import EXPORT_RESPONSES, FORM_HELP, FORMS, stream_file
from apps.uploads.services.export_messages import RankedMessage, export_hits
from chatanalysis.api import ApiError
from chatanalysis.streaming import StreamedFile


class SearchExportRequestSerializer(SearchRequestSerializer):
    """As a search; `facets` and `explain` have no meaning here."""

    k = serializers.IntegerField(
        default=MAX_EXPORTED, min_value=1, max_value=MAX_EXPORTED, help_text="How many hits at most."
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        form = serializers.ChoiceField(choices=list(FORMS), default="jsonl", help_text=FORM_HELP)
        return {**super().get_fields(), "as": form}

    def build_query(self) -> SearchQuery:
        return replace(super().build_query(), facets=False, explain=False)


class SearchExportView(APIView):
    @extend_schema(
        summary="The hits of a search as a file",
        description="Best first, each with its rank, score and conversation; at most 1,000.",
        operation_id="search_export",
        request=SearchExportRequestSerializer,
        responses=EXPORT_RESPONSES,
    )
    def post(self, request: Request) -> StreamedFile:
        serializer = SearchExportRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        query = serializer.build_query()
        answer = self._search(request, query)
        hits = [RankedMessage(hit.message_id, hit.rank, hit.score) for hit in answer.hits]
        return stream_file(export_hits(hits, serializer.validated_data["as"], title=f"Search: {query.text}"))

    def _search(self, request: Request, query: SearchQuery) -> SearchAnswer:
        organization = find_chosen_organization(request) if query.conversation is None else None
        try:
            return search_messages(request.user, query, organization=organization)
        except QueryError as error:
            raise describe_query_error(error) from error
        except SearchUnavailable as unavailable:
            raise ApiError(503, unavailable.code, unavailable.message) from unavailable
