"""Autocomplete of the query language."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.active import get_active_organization
from apps.search.query_language.fields import Kind
from apps.search.services.search_query import MAX_QUERY_LENGTH
from apps.search.services.suggestions import suggest

KINDS = ["field", *(kind.value for kind in Kind)]
EXAMPLE = OpenApiExample(
    "After `passports from:le`",
    response_only=True,
    value={
        "suggestions": [
            {"insert": "Lena", "start": 15, "end": 17, "label": "Lena", "kind": "person"},
            {"insert": '"Leo Park"', "start": 15, "end": 17, "label": "Leo Park", "kind": "person"},
        ]
    },
)


class SuggestionRequestSerializer(serializers.Serializer):
    q = serializers.CharField(
        max_length=MAX_QUERY_LENGTH, allow_blank=True, trim_whitespace=False, help_text="The query so far."
    )
    cursor = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_QUERY_LENGTH,
        help_text="Characters (Unicode code points) before the cursor; the end of the query if left out.",
    )


class SuggestionSerializer(serializers.Serializer):
    insert = serializers.CharField(help_text="To be put in the place of the query's characters [start, end).")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)


class SuggestionsSerializer(serializers.Serializer):
    suggestions = SuggestionSerializer(many=True)


class SuggestionsView(APIView):
    @extend_schema(
        summary="Suggest how a query could go on",
        description="At most ten fields, values or names for the place at the cursor, names that begin with what was "
        "typed first. Names are those of the active organization.",
        parameters=[SuggestionRequestSerializer],
        responses=SuggestionsSerializer,
        examples=[EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        serializer = SuggestionRequestSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        text = serializer.validated_data["q"]
        cursor = serializer.validated_data.get("cursor", len(text))
        found = suggest(request.user, get_active_organization(request), text, cursor)
        return Response(SuggestionsSerializer({"suggestions": found}).data)
