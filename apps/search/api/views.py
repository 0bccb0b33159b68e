from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.active import find_chosen_organization
from apps.search.api.serializers import SearchRequestSerializer, SearchResponseSerializer, write_answer
from apps.search.query_language.errors import QueryError
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from chatanalysis.api import ApiError

REQUEST_EXAMPLE = OpenApiExample(
    "By meaning and word, one person, one month",
    request_only=True,
    value={
        "query": "who forgot the passports",
        "k": 5,
        "sender": "Lena",
        "after": "2026-05-01",
        "before": "2026-06-01",
    },
)
RESPONSE_EXAMPLE = OpenApiExample(
    "One hit",
    response_only=True,
    value={
        "hits": [
            {
                "rank": 1,
                "score": 2.91,
                "message_id": 4711,
                "conversation": {"id": 12, "name": "Lisbon trip", "format": "whatsapp"},
                "sender": "Lena",
                "sent_at": "2026-05-14T06:12:00Z",
                "text": "I left the passports on the kitchen table",
                "highlights": [[11, 20]],
                "context": [],
            }
        ],
        "total": 87,
        "took_ms": 31.4,
        "degraded": [],
        "event_id": "5c0f4f0e-6c1e-4a2e-9f7d-0b8a6d1c2e3f",
    },
)


def describe_query_error(error: QueryError) -> ApiError:
    """`position` holds characters of the query, `suggestion` what could stand there."""
    position = {"start": error.start, "end": error.end}
    fields = {"query": [error.message]}
    return ApiError(
        400, "invalid_query", error.message, fields=fields, position=position, suggestion=error.suggestion
    )


class SearchView(APIView):
    @extend_schema(
        summary="Search messages by meaning and by word",
        request=SearchRequestSerializer,
        responses=SearchResponseSerializer,
        examples=[REQUEST_EXAMPLE, RESPONSE_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        serializer = SearchRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        query = serializer.build_query()
        # A conversation names its organization by itself.
        organization = find_chosen_organization(request) if query.conversation is None else None
        try:
            answer = search_messages(request.user, query, organization=organization)
        except QueryError as error:
            raise describe_query_error(error) from error
        except SearchUnavailable as unavailable:
            raise ApiError(503, unavailable.code, unavailable.message) from unavailable
        return Response(write_answer(answer))
