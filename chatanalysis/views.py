from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import defaults
from drf_spectacular.views import SpectacularSwaggerSplitView

from chatanalysis.api import NOT_FOUND, SERVER_ERROR

API_PREFIX = "/api/v1/"


@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class ApiDocsView(SpectacularSwaggerSplitView):
    """The API's documentation, to read and to try. Its viewer sets styles inline; scripts stay in files."""

    url_name = "schema"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs in the API's shape and people with a page."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": NOT_FOUND}, status=404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": SERVER_ERROR}, status=500)
    return defaults.server_error(request)
