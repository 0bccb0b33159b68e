"""How to search: the query language by examples."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.search.query_language.fields import FIELDS


@login_required
@require_GET
def show_guide(request: HttpRequest) -> HttpResponse:
    return render(request, "search/help.html", {"fields": FIELDS})
