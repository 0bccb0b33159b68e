"""What a user has searched for, and which hits they opened."""

from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.search.models import SearchEvent
from apps.search.selectors import list_history
from apps.search.services.record_search import hide_history, hide_search, record_click

MAX_ID = 2**63 - 1
MAX_RANK = 10_000


class SearchEventSerializer(serializers.ModelSerializer):
    organization = serializers.SlugField(source="organization.slug")
    filters = serializers.DictField(help_text="What narrowed it besides its text.")

    class Meta:
        model = SearchEvent
        fields = (
            "id",
            "organization",
            "query",
            "mode",
            "sort",
            "filters",
            "hit_count",
            "total",
            "took_ms",
            "created_at",
        )
        read_only_fields = fields


class ClickSerializer(serializers.Serializer):
    message_id = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    rank = serializers.IntegerField(
        min_value=1, max_value=MAX_RANK, help_text="Where the hit stood, from 1 on over all pages."
    )


class HistoryView(generics.ListAPIView):
    serializer_class = SearchEventSerializer

    def get_queryset(self):
        return list_history(self.request.user)

    @extend_schema(
        summary="What you have searched for, newest first",
        description="Each text once, as it was last asked.",
        operation_id="search_history_list",
    )
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Clear your search history",
        operation_id="search_history_clear",
        responses=inline_serializer("HistoryCleared", {"removed": serializers.IntegerField()}),
    )
    def delete(self, request: Request) -> Response:
        return Response({"removed": hide_history(request.user)})


class HistoryEntryView(APIView):
    @extend_schema(summary="Take one text out of your search history", responses={204: None})
    def delete(self, request: Request, event_id: UUID) -> Response:
        hide_search(request.user, event_id)
        return Response(status=204)


class ClickView(APIView):
    @extend_schema(
        summary="Say that a hit of a search was opened",
        description="`event_id` came with the search's answer. The same hit again changes nothing.",
        request=ClickSerializer,
        responses={204: None},
    )
    def post(self, request: Request, event_id: UUID) -> Response:
        serializer = ClickSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        record_click(request.user, event_id, **serializer.validated_data)
        return Response(status=204)
