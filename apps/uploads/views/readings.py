"""Deciding how an upload's files are read: before they are stored, and again afterwards."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.uploads import selectors
from apps.uploads.models import Upload
from apps.uploads.parsing.options import BadChoice
from apps.uploads.services.choose_reading import Choices, choose_reading, read_choices
from apps.uploads.services.control_job import NotPossible
from apps.uploads.services.reread_upload import reread_upload
from apps.uploads.views.find import find_upload
from apps.uploads.views.questions import read_answers
from apps.uploads.views.upload_form import find_readings


@login_required
@require_POST
def choose(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Answer what the upload asks."""
    upload = find_upload(request, upload_id)
    return _decide(request, upload, choose_reading, read_answers(request.POST), "The import goes on.")


@login_required
@require_POST
def reread(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Read the files anew. Its messages are made anew too, so this is for those who may delete them."""
    upload = get_object_or_404(selectors.list_removable_uploads(request.user), pk=upload_id)
    known = find_readings(upload.duplicate_of or upload)
    stated = {name: request.POST.get(name, value) for name, value in known.items()}
    changed = {name: value for name, value in stated.items() if value != known[name]}
    # What was left as it is stays as it was chosen file by file, unless nothing else is asked for.
    return _decide(request, upload, reread_upload, changed or stated, "The files are read again.")


def _decide(
    request: HttpRequest, upload: Upload, act: Callable[[Upload, Choices], object], answers: dict, done: str
) -> HttpResponse:
    try:
        act(upload.duplicate_of or upload, read_choices(answers))
    except (BadChoice, NotPossible) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("uploads:upload_detail", upload.pk)
