from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from chatanalysis.api import NOT_FOUND, SERVER_ERROR

API_PREFIX = "/api/v1/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer programs in the API's shape and people with a page."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": NOT_FOUND}, status=404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"error": SERVER_ERROR}, status=500)
    return defaults.server_error(request)
