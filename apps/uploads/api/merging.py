"""Joining two conversations that are one chat: what speaks for it, what it would do, and doing it."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.uploads import contribution_selectors, selectors
from apps.uploads.api.serializers import ConversationSerializer
from apps.uploads.models import Conversation
from apps.uploads.services.merge.by_hand import CannotMerge, merge_conversations, plan_merge
from apps.uploads.services.remove import JobRunning
from chatanalysis.api import ApiError


class DuplicateSerializer(serializers.Serializer):
    conversation = ConversationSerializer()
    shared = serializers.IntegerField(help_text="Longer messages that stand in both, of those compared.")
    compared = serializers.IntegerField()
    share = serializers.FloatField(min_value=0, max_value=1)


class JoinedClockSerializer(serializers.Serializer):
    minutes = serializers.IntegerField(help_text="To be added to the source's times.")
    count = serializers.IntegerField(help_text="Messages that stand once in both and say so.")


class JoinedSenderSerializer(serializers.Serializer):
    source = serializers.CharField()
    target = serializers.CharField(allow_null=True, help_text="Null: comes along as somebody new.")
    agreeing = serializers.IntegerField()
    votes = serializers.IntegerField()
    evidence = serializers.CharField()


class JoinPlanSerializer(serializers.Serializer):
    target = ConversationSerializer()
    source = ConversationSerializer()
    shared = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of the time that both cover.", min_value=0, max_value=1)
    only_target = serializers.IntegerField()
    only_source = serializers.IntegerField()
    clocks = JoinedClockSerializer(many=True)
    senders = JoinedSenderSerializer(many=True)


class JoinRequestSerializer(serializers.Serializer):
    source = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="It goes into this one.")


class JoinedSerializer(serializers.Serializer):
    """Messages and events of the source: `added`, told otherwise (`updated`), and `known` already."""

    conversation = serializers.IntegerField(source="conversation.pk")
    added = serializers.IntegerField()
    updated = serializers.IntegerField()
    known = serializers.IntegerField()


class MergeView(APIView):
    @extend_schema(
        summary="What joining another conversation with this one would do, and what speaks for it",
        operation_id="conversations_merge_plan",
        parameters=[OpenApiParameter("source", OpenApiTypes.INT, required=True)],
        responses=JoinPlanSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        target, source = self._find(request, pk, request.query_params)
        return Response(JoinPlanSerializer(self._try(plan_merge, target, source)).data)

    @extend_schema(
        summary="Join another conversation with this one: each message once, in the order of time",
        description="You have to be allowed to delete the source, whose address goes; messages that it brings get new "
        "addresses. While a job of either runs: 409 `job_running`. Not one chat: 409, such as `nothing_shared`.",
        operation_id="conversations_merge",
        request=JoinRequestSerializer,
        responses=JoinedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        target, source = self._find(request, pk, request.data)
        return Response(JoinedSerializer(self._try(merge_conversations, target, source)).data)

    def _find(self, request: Request, pk: int, data) -> tuple[Conversation, Conversation]:
        asked = JoinRequestSerializer(data=data)
        asked.is_valid(raise_exception=True)
        target = get_object_or_404(selectors.list_conversations(request.user), pk=pk)
        removable = selectors.list_removable_conversations(request.user)
        return target, get_object_or_404(removable, pk=asked.validated_data["source"])

    def _try(self, act, target: Conversation, source: Conversation):
        try:
            return act(target, source)
        except CannotMerge as refused:
            raise ApiError(409, refused.code, refused.message) from refused
        except JobRunning as running:
            raise ApiError(409, "job_running", str(running)) from running


class DuplicatesView(APIView):
    @extend_schema(
        summary="Other conversations that seem to be the same chat, the likeliest first",
        operation_id="conversations_duplicates",
        responses=DuplicateSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        conversation = get_object_or_404(selectors.list_conversations(request.user), pk=pk)
        found = contribution_selectors.list_duplicates(request.user, conversation)
        return Response(DuplicateSerializer(found, many=True).data)
