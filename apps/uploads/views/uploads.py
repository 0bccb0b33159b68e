from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.active import get_active_organization
from apps.uploads import selectors
from apps.uploads.views.find import find_upload

UPLOADS_PER_PAGE = 25
FILES_PER_PAGE = 25
CONVERSATIONS_SHOWN = 12


@login_required
@require_safe
def show_uploads(request: HttpRequest) -> HttpResponse:
    uploads = selectors.list_uploads(request.user, organization=get_active_organization(request))
    page = Paginator(uploads, UPLOADS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "uploads/uploads.html", {"page": page})


@login_required
@require_safe
def show_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Report how each file of an upload was read, and what came of it.

    An upload of known bytes shows what the first one's work has made.
    """
    upload = find_upload(request, upload_id)
    original = upload.duplicate_of or upload
    # By state's name the failed ones come first: of ten thousand files they are the ones to look at.
    files = Paginator(original.source_files.order_by("state", "id"), FILES_PER_PAGE)
    conversations = selectors.list_conversations(request.user).filter(upload=original)
    context = {
        "upload": upload,
        "original": original,
        "job": original.job,
        "page": files.get_page(request.GET.get("page")),
        "conversations": conversations[:CONVERSATIONS_SHOWN],
        "conversation_count": conversations.count(),
        "may_delete": selectors.list_removable_uploads(request.user).filter(pk=upload.pk).exists(),
    }
    return render(request, "uploads/upload_detail.html", context)
