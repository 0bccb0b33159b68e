import json
import re
from collections.abc import Callable

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, mixins, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.active import get_active_organization
from apps.uploads import selectors
from apps.uploads.api import serializers
from apps.uploads.models import Conversation, Job, JobStatus
from apps.uploads.services import control_job, receive_upload, remove
from apps.uploads.services.idle import JobRunning
from chatanalysis.api import ApiError

WHOLE_NUMBER = re.compile("-?[0-9]{1,18}")
"""Of ASCII digits, and such that the database can compare with it."""

TRUE_WORDS = ("true", "1", "on", "yes")

RECEIVED_EXAMPLE = OpenApiExample(
    "Received",
    status_codes=["202"],
    response_only=True,
    value={
        "uploads": [
            {
                "id": "5c0f4f0e-6c1e-4a2e-9f7d-0b8a6d1c2e3f",
                "filename": "WhatsApp Chat with Hiking.txt",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "duplicate_of": None,
                "differs": False,
                "job": {
                    "id": "0c3d8a34-3f0b-4a7c-8f39-6c1b3b9a4f11",
                    "status": "queued",
                    "url": "http://localhost:8000/api/v1/jobs/0c3d8a34-3f0b-4a7c-8f39-6c1b3b9a4f11/",
                },
            }
        ]
    },
)


class UploadListView(mixins.ListModelMixin, generics.GenericAPIView):
    parser_classes = [MultiPartParser]
    serializer_class = serializers.UploadSerializer

    def get_queryset(self):
        return selectors.list_uploads(self.request.user)

    @extend_schema(summary="List uploads, newest first", operation_id="uploads_list")
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Upload chat exports",
        description="Answers once every file is safe on disk and its job is committed. The same file again in one "
        "organization is recognised by its SHA-256 and points at the first one's job; "
        "`differs` tells that something else is stated this time, for which it can be read again.",
        operation_id="uploads_create",
        request={"multipart/form-data": serializers.UploadRequestSerializer},
        responses={202: serializers.UploadResponseSerializer},
        examples=[RECEIVED_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        files = request.FILES.getlist("files")
        if not files:
            raise ApiError(400, "no_files", "Send one or more files in the field `files`.")
        options = read_options(request)
        uploads = self._receive(request, files, options)
        body = {"uploads": uploads}
        context = self.get_serializer_context()
        return Response(serializers.UploadResponseSerializer(body, context=context).data, status=202)

    def _receive(self, request: Request, files: list, options: receive_upload.UploadOptions) -> list:
        """Check all files before keeping any, so that a refused request leaves nothing behind."""
        organization = get_active_organization(request)
        try:
            receive_upload.check_options(options)
            for file in files:
                receive_upload.check_file(file)
            return [
                receive_upload.receive_upload(
                    organization=organization, user=request.user, file=file, options=options
                )
                for file in files
            ]
        except receive_upload.RejectedUpload as rejected:
            status = 413 if rejected.code == "file_too_large" else 400
            raise ApiError(status, rejected.code, rejected.message) from rejected


def read_options(request: Request) -> receive_upload.UploadOptions:
    """Return what the form's fields state; of `columns`, which only this reads, faults are told here."""
    words = {name: request.POST.get(name, "") for name in ("timezone", "date_order", "clock", "base_date")}
    try:
        columns = json.loads(request.POST.get("columns") or "{}")
    except (ValueError, RecursionError):
        columns = None
    if not isinstance(columns, dict):
        raise ApiError(400, "bad_columns", 'columns must be JSON such as {"sender": "From", "text": "Body"}.')
    preview = request.POST.get("preview", "").strip().lower() in TRUE_WORDS
    return receive_upload.UploadOptions(**words, columns=columns, preview=preview)


@extend_schema_view(
    get=extend_schema(
        summary="One upload and how each of its files was read", operation_id="uploads_retrieve"
    )
)
class UploadDetailView(generics.RetrieveAPIView):
    serializer_class = serializers.UploadDetailSerializer

    def get_queryset(self):
        return selectors.list_uploads(self.request.user).prefetch_related(
            "source_files", "contributions__conversation"
        )

    @extend_schema(
        summary="Delete an upload with its file, its job and all its conversations",
        description="Yours if you uploaded it or own its organization. While its job runs: 409 `job_running`.",
        operation_id="uploads_destroy",
        responses=serializers.RemovedSerializer,
    )
    def delete(self, request: Request, pk: str) -> Response:
        upload = generics.get_object_or_404(selectors.list_removable_uploads(request.user), pk=pk)
        return answer_removed(lambda: remove.remove_upload(upload))


@extend_schema_view(
    list=extend_schema(
        summary="List jobs, newest first",
        parameters=[
            OpenApiParameter("status", enum=JobStatus.values, description="Only jobs in this state.")
        ],
    ),
    retrieve=extend_schema(summary="One job: state, stage, progress, counts, error"),
)
class JobViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Job.objects.none()
    serializer_class = serializers.JobSerializer
    lookup_value_converter = "uuid"

    def get_queryset(self):
        return selectors.list_jobs(self.request.user, status=self.request.query_params.get("status", ""))

    def get_serializer_class(self) -> type[serializers.JobSerializer]:
        return serializers.JobSerializer if self.action == "list" else serializers.JobDetailSerializer

    @extend_schema(summary="Take a failed or cancelled job up again", request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        return self._control(control_job.retry_job)

    @extend_schema(summary="Stop a job", request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        return self._control(control_job.cancel_job)

    @extend_schema(
        summary="The job's log",
        parameters=[
            OpenApiParameter("after", OpenApiTypes.INT, description="Only events with a higher number.")
        ],
        responses=serializers.JobEventSerializer(many=True),
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def events(self, request: Request, pk: str) -> Response:
        after = parse_int(request, "after") or 0
        events = self.get_object().events.filter(number__gt=after).order_by("number")[:1000]
        return Response(serializers.JobEventSerializer(events, many=True).data)

    def _control(self, act) -> Response:
        try:
            job = act(self.get_object())
        except control_job.NotPossible as refused:
            raise ApiError(409, "not_possible", str(refused)) from refused
        return Response(self.get_serializer(job).data, status=202)


@extend_schema_view(
    list=extend_schema(summary="List conversations, latest first"),
    retrieve=extend_schema(summary="One conversation"),
)
class ConversationViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Conversation.objects.none()
    serializer_class = serializers.ConversationSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        return selectors.list_conversations(self.request.user)

    @extend_schema(
        summary="Delete a conversation with all its messages",
        description="Yours if you uploaded it or own its organization. While its job runs: 409 `job_running`.",
        responses=serializers.RemovedSerializer,
    )
    def destroy(self, request: Request, pk: int) -> Response:
        conversation = generics.get_object_or_404(selectors.list_removable_conversations(request.user), pk=pk)
        return answer_removed(lambda: remove.remove_conversation(conversation))

    @extend_schema(
        summary="A page of messages, by rising sequence",
        description="Around a message, or before or after a sequence; without any of them the end of the chat.",
        parameters=[
            OpenApiParameter("around", OpenApiTypes.INT, description="A message id."),
            OpenApiParameter("before", OpenApiTypes.INT, description="A sequence."),
            OpenApiParameter("after", OpenApiTypes.INT, description="A sequence."),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"At most {selectors.MAX_PAGE}."),
        ],
        responses=serializers.MessagePageSerializer,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def messages(self, request: Request, pk: str) -> Response:
        page = selectors.get_message_page(
            self.get_object(),
            around=parse_int(request, "around"),
            before=parse_int(request, "before"),
            after=parse_int(request, "after"),
            limit=parse_int(request, "limit") or selectors.DEFAULT_PAGE,
        )
        return Response(serializers.MessagePageSerializer(page).data)


class MessageView(APIView):
    @extend_schema(
        summary="Delete one message",
        description="Yours if you uploaded it or own its organization. While its job runs: 409 `job_running`.",
        operation_id="messages_destroy",
        responses=serializers.RemovedSerializer,
    )
    def delete(self, request: Request, pk: int) -> Response:
        message = selectors.get_removable_message(request.user, pk)
        return answer_removed(lambda: remove.remove_message(message))


def answer_removed(act: Callable[[], remove.Removed]) -> Response:
    try:
        removed = act()
    except JobRunning as running:
        raise ApiError(409, "job_running", str(running)) from running
    return Response(serializers.RemovedSerializer(removed).data)


class QueueView(APIView):
    @extend_schema(
        summary="How many jobs wait, run, failed or are done at each queue",
        responses=serializers.QueuesSerializer,
    )
    def get(self, request: Request) -> Response:
        queues = selectors.list_queues(request.user)
        return Response(serializers.QueuesSerializer({"queues": queues}).data)


def parse_int(request: Request, name: str) -> int | None:
    value = request.query_params.get(name)
    if value in (None, ""):
        return None
    if not WHOLE_NUMBER.fullmatch(value):
        raise ApiError(400, "bad_number", f"{name} must be a whole number.")
    return int(value)
