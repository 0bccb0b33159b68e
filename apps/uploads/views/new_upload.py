from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.active import get_active_organization
from apps.uploads.models import Upload
from apps.uploads.services.receive_upload import RejectedUpload, UploadOptions, receive_upload
from apps.uploads.views.upload_form import UploadOptionsForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload_files(request: HttpRequest) -> HttpResponse:
    """Take files. Scripts send each one to the API instead; the form is for browsers without them."""
    form = UploadOptionsForm(
        request.POST if request.method == "POST" else None,
        initial={"timezone": get_active_organization(request).time_zone},
    )
    rejections: list[str] = []
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            rejections = ["Choose at least one file."]
        elif form.is_valid():
            rejections = _receive_all(request, files, form.as_options())
            if not rejections:
                return redirect("uploads:jobs")
    context = {
        "form": form,
        "rejections": rejections,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_entries": settings.UNPACKED_MAX_ENTRIES,
        "any_id": UUID(int=0),
    }
    return render(request, "uploads/upload.html", context, status=422 if rejections or form.errors else 200)


def _receive_all(request: HttpRequest, files: list[UploadedFile], options: UploadOptions) -> list[str]:
    """Keep what can be kept, with a message for each; return why the others cannot."""
    rejections = []
    for file in files:
        try:
            upload = receive_upload(
                organization=get_active_organization(request), user=request.user, file=file, options=options
            )
        except RejectedUpload as rejected:
            rejections.append(rejected.message)
        else:
            _tell_received(request, upload)
    return rejections


def _tell_received(request: HttpRequest, upload: Upload) -> None:
    if upload.duplicate_of_id:
        messages.info(request, f"{upload.filename} was uploaded before; nothing is worked twice.")
    else:
        messages.success(request, f"{upload.filename} is uploaded.")
