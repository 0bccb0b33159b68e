"""What every endpoint shares: one shape for errors."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

NOT_FOUND = {"code": "not_found", "message": "There is no such thing, or it is not yours to see."}
SERVER_ERROR = {
    "code": "server_error",
    "message": "Something went wrong on the server. Try again, and tell your administrator if it stays so.",
}


def handle_exception(error: Exception, context: dict) -> Response | None:
    """Answer `{"error": {"code", "message", "fields"?}}`; a row the user may not see is a 404 like an unknown one."""
    if isinstance(error, ObjectDoesNotExist):
        error = Http404()
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"error": describe_error(error, response)}
    return response


def describe_error(error: Exception, response: Response) -> dict:
    if isinstance(error, exceptions.ValidationError):
        return {"code": "invalid", "message": "Some values cannot be used.", "fields": response.data}
    if isinstance(error, Http404):
        return NOT_FOUND
    code = getattr(error, "default_code", "error")
    detail = getattr(error, "detail", str(error))
    return {"code": getattr(detail, "code", None) or code, "message": str(detail)}


class ApiError(exceptions.APIException):
    """An answer with a stable code and a sentence that says what to do."""

    def __init__(self, status_code: int, code: str, message: str) -> None:
        super().__init__(detail=message, code=code)
        self.status_code = status_code
