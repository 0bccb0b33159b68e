from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.search.api.serializers import MAX_OFFSET, SearchResponseSerializer, write_answer
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import MAX_K, SearchQuery
from chatanalysis.api import ApiError


class SimilarMessagesRequestSerializer(serializers.Serializer):
    k = serializers.IntegerField(default=10, min_value=1, max_value=MAX_K)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_OFFSET)
    explain = serializers.BooleanField(default=False)


class SimilarMessagesView(APIView):
    @extend_schema(
        summary="Messages like this one",
        description="Of the same organization, by meaning and by the message's rarest words; without the message.",
        parameters=[SimilarMessagesRequestSerializer],
        responses=SearchResponseSerializer,
    )
    def get(self, request: Request, message_id: int) -> Response:
        serializer = SimilarMessagesRequestSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        query = SearchQuery(text="", like=message_id, **serializer.validated_data)
        try:
            answer = search_messages(request.user, query)
        except SearchUnavailable as unavailable:
            raise ApiError(503, unavailable.code, unavailable.message) from unavailable
        return Response(write_answer(answer))
