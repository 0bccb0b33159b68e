from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.active import get_active_organization
from apps.uploads.services.load_samples import load_sample_chats


@login_required
@require_POST
def load_samples(request: HttpRequest) -> HttpResponse:
    uploads = load_sample_chats(organization=get_active_organization(request), user=request.user)
    if all(upload.duplicate_of_id for upload in uploads):
        messages.info(request, "The sample chats are here already.")
    else:
        messages.success(request, "The sample chats are being worked. Search them as soon as they are done.")
    return redirect("uploads:jobs")
