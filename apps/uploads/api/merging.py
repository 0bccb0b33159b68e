"""Joining two conversations that are one chat: what speaks for it, what it would do, and doing it."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.uploads import contribution_selectors, selectors
from apps.uploads.api.serializers import ConversationSerializer, JobDetailSerializer
from apps.uploads.models import Conversation
from apps.uploads.services.idle import JobRunning
from apps.uploads.services.merge.by_hand import CannotMerge, queue_merge
from apps.uploads.services.merge.plan import plan_merge
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
    is_whole = serializers.BooleanField(
        help_text="False where chats are so large that a part of them was compared. Joining compares all."
    )
    compared = serializers.IntegerField(help_text="Messages of the source.")
    shared = serializers.IntegerField(help_text="How many of these the target has.")
    share = serializers.FloatField(help_text="Of the time that both cover.", min_value=0, max_value=1)
    only_target = serializers.IntegerField(allow_null=True, help_text="Null where a part was compared.")
    only_source = serializers.IntegerField(allow_null=True)
    clocks = JoinedClockSerializer(many=True)
    senders = JoinedSenderSerializer(many=True)


class JoinRequestSerializer(serializers.Serializer):
    source = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="It goes into this one.")


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
        description="A job joins them, and has ended when all can be found; asked for again meanwhile, it is the "
        "same one. Its `counts` tell how many messages and events of the source were `added`, told otherwise "
        "(`updated`), and `known` already. You have to be allowed to delete the source, whose address goes; messages "
        "that it brings get new addresses. While another job works on either: 409 `job_running`. Not one chat: 409, "
        "such as `other_program`; the job fails with `nothing_shared` if no message stands in both.",
        operation_id="conversations_merge",
        request=JoinRequestSerializer,
        responses={202: JobDetailSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        target, source = self._find(request, pk, request.data)
        job = self._try(queue_merge, target, source)
        return Response(JobDetailSerializer(job, context={"request": request}).data, status=202)

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
