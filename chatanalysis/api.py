"""What every endpoint shares: one shape for errors."""

import errno
import logging

from django.core.exceptions import (
    ObjectDoesNotExist,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

logger = logging.getLogger(__name__)

RETRY_AFTER_S = 5
NOT_FOUND = {"code": "not_found", "message": "There is no such thing, or it is not yours to see."}
SERVER_ERROR = {
    "code": "server_error",
    "message": "Something went wrong on the server. Try again, and tell your administrator if it stays so.",
}


def handle_exception(error: Exception, context: dict) -> Response | None:
    """Answer `{"error": {"code", "message", "fields"?, ...}}`; a forbidden row is a 404 like an unknown one."""
    error = translate(error)
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"error": describe_error(error, response)}
    return response


def translate(error: Exception) -> Exception:
    """Return what programs are told of an error from below; one that only we can mend is returned as it is."""
    if isinstance(error, ObjectDoesNotExist):
        return Http404()
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return ApiError(
            400, "request_refused", "The request holds more files or longer fields than are taken at once."
        )
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("The database is away: %s", error)
        return ApiError(
            503,
            "database_unavailable",
            "The database cannot be reached. Try again in a moment.",
            wait_s=RETRY_AFTER_S,
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        logger.error("The disk is full: %s", error)
        return ApiError(507, "disk_full", "The server's disk is full. Tell your administrator.")
    return error


def describe_error(error: Exception, response: Response) -> dict:
    if isinstance(error, exceptions.ValidationError):
        return {"code": "invalid", "message": "Some values cannot be used.", "fields": response.data}
    if isinstance(error, Http404):
        return NOT_FOUND
    code = getattr(error, "default_code", "error")
    detail = getattr(error, "detail", str(error))
    more = error.more if isinstance(error, ApiError) else {}
    return {"code": getattr(detail, "code", None) or code, "message": str(detail), **more}


class ApiError(exceptions.APIException):
    """An answer with a stable code and a sentence that says what to do; `more` stands beside them."""

    def __init__(
        self, status_code: int, code: str, message: str, *, wait_s: int | None = None, **more: object
    ) -> None:
        super().__init__(detail=message, code=code)
        self.status_code = status_code
        self.more = more
        self.wait = wait_s
        """Read by REST framework: the header `Retry-After`."""
