from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.uploads import selectors
from apps.uploads.services.export_messages import CONTENT_TYPES, ExportFile, export_conversations
from chatanalysis.api import ApiError
from chatanalysis.streaming import StreamedFile

FORMS = tuple(CONTENT_TYPES)
FORM_HELP = "`jsonl` (the neutral format, which keeps everything), `csv` or `html`."
EXPORT_RESPONSES = {(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()}


def require_form(value: str) -> str:
    """Raises ApiError for a form that there is not."""
    if value not in FORMS:
        raise ApiError(400, "bad_form", f"as must be one of {', '.join(FORMS)}.")
    return value


def stream_file(file: ExportFile) -> StreamedFile:
    return StreamedFile(file.blocks, name=file.name, content_type=file.content_type)


class ConversationExportView(APIView):
    @extend_schema(
        summary="A conversation as a file",
        description="Streams all its messages: neutral JSON lines, CSV with formulas made harmless, or a page to read.",
        operation_id="conversations_export",
        parameters=[OpenApiParameter("as", enum=FORMS, default="jsonl", description=FORM_HELP)],
        responses=EXPORT_RESPONSES,
    )
    def get(self, request: Request, pk: int) -> StreamedFile:
        form = require_form(request.query_params.get("as", "jsonl"))
        conversation = selectors.get_conversation(request.user, pk)
        return stream_file(export_conversations([conversation], form))
