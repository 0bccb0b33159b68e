"""How uploads are read: reports, choices, reading again, and the formats there are."""

from collections.abc import Callable

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.uploads import selectors
from apps.uploads.api import reading_serializers as shapes
from apps.uploads.api.serializers import JobDetailSerializer
from apps.uploads.api.views import parse_int
from apps.uploads.formats import list_formats
from apps.uploads.models import Job, Upload
from apps.uploads.parsing.options import BadChoice
from apps.uploads.report_selectors import FILES_PER_REPORT, describe_report
from apps.uploads.services.choose_reading import choose_reading, read_choices
from apps.uploads.services.control_job import NotPossible
from apps.uploads.services.reread_upload import reread_upload
from chatanalysis.api import ApiError

MAX_FILES = 100


class UploadReportView(APIView):
    @extend_schema(
        summary="How an upload was read: formats, counts, times, what was inferred and why, what was left out",
        operation_id="uploads_report",
        parameters=[
            OpenApiParameter("offset", OpenApiTypes.INT, description="The first file to tell of."),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"Files, at most {MAX_FILES}."),
        ],
        responses=shapes.ReportSerializer,
    )
    def get(self, request: Request, pk: str) -> Response:
        upload = get_object_or_404(selectors.list_uploads(request.user), pk=pk)
        offset, limit = parse_int(request, "offset") or 0, parse_int(request, "limit") or FILES_PER_REPORT
        return Response(describe_report(upload, offset=max(0, offset), limit=min(max(1, limit), MAX_FILES)))


class UploadChoicesView(APIView):
    @extend_schema(
        summary="Answer what an upload asks",
        description="Its job goes on with the choices; one that is at work on other files comes to them next. "
        "A reading goes to the files that ask for it, and to all that wait where none asks. While the upload asks "
        "nothing: 409 `not_possible`.",
        operation_id="uploads_choices",
        request=shapes.ChoicesRequestSerializer,
        responses={202: JobDetailSerializer},
    )
    def post(self, request: Request, pk: str) -> Response:
        upload = get_original(selectors.list_uploads(request.user), pk)
        return answer_job(request, lambda given: choose_reading(upload, read_choices(given)))


class UploadRereadView(APIView):
    @extend_schema(
        summary="Read an upload's file again in another way",
        description="What only this upload brought is removed, and comes back as it is read now. Yours if you uploaded "
        "it or own its organization. While its job is being worked on: 409 `not_possible`.",
        operation_id="uploads_reread",
        request=shapes.RereadRequestSerializer,
        responses={202: JobDetailSerializer},
    )
    def post(self, request: Request, pk: str) -> Response:
        removable = selectors.list_removable_uploads(request.user)
        upload = get_object_or_404(removable, pk=get_original(removable, pk).pk)
        return answer_job(request, lambda given: reread_upload(upload, read_choices(given)))


def get_original(uploads, pk: str) -> Upload:
    upload = get_object_or_404(uploads, pk=pk)
    return upload.duplicate_of or upload


def answer_job(request: Request, act: Callable[[dict], Job]) -> Response:
    """Answer with the job that goes on, or why it cannot."""
    if not isinstance(request.data, dict):
        raise ApiError(400, "no_choice", "Send an object with your choices.")
    try:
        job = act(request.data)
    except BadChoice as bad:
        raise ApiError(400, bad.code, bad.message) from bad
    except NotPossible as refused:
        raise ApiError(409, "not_possible", str(refused)) from refused
    return Response(JobDetailSerializer(job, context={"request": request}).data, status=202)


class FormatsView(APIView):
    @extend_schema(
        summary="The formats that can be read, and how to export from each program",
        operation_id="formats_list",
        responses=shapes.FormatsSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(shapes.FormatsSerializer({"formats": list_formats()}).data)
