from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from chatanalysis.api_reference.operations import list_subjects


@require_safe
def show_api_reference(request: HttpRequest) -> HttpResponse:
    """Say what the API can do. For everybody, as the schema is."""
    base_url = request.build_absolute_uri("/").rstrip("/")
    schema = _generate_schema()
    context = {"info": schema["info"], "subjects": list_subjects(schema, base_url), "base_url": base_url}
    return render(request, "api/reference.html", context)


@cache
def _generate_schema() -> dict[str, Any]:
    """Return the schema of this process's code; it takes some 100 ms and never changes."""
    return SchemaGenerator().get_schema(request=None, public=True)
