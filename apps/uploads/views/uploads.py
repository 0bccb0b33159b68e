from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.active import get_active_organization
from apps.uploads import selectors
from apps.uploads.contribution_selectors import list_contributions
from apps.uploads.models import JobStatus, SourceState, Upload
from apps.uploads.report_selectors import CONFIRM, describe_report
from apps.uploads.views.find import find_upload
from apps.uploads.views.questions import Question, group_questions
from apps.uploads.views.upload_form import ReadingForm, find_readings

UPLOADS_PER_PAGE = 25
FILES_PER_PAGE = 25
CONVERSATIONS_SHOWN = 12
PREVIEWED_FILES = 5


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
    page = files.get_page(request.GET.get("page"))
    is_part = Q(upload=original) | Q(contributions__upload=original)
    conversations = selectors.list_conversations(request.user).filter(is_part).distinct()
    shown = list(conversations[:CONVERSATIONS_SHOWN])
    held = {
        part.conversation_id: part for part in list_contributions(original).filter(conversation__in=shown)
    }
    report = describe_report(original, limit=0)
    context = {
        **describe_files(page, report["totals"]),
        **describe_waiting(original, report["questions"]),
        "totals": report["totals"],
        "read_again": ReadingForm(initial=find_readings(original), auto_id="again-%s"),
        "upload": upload,
        "original": original,
        "job": original.job,
        "page": page,
        "conversations": [(one, held.get(one.pk)) for one in shown],
        "conversation_count": conversations.count(),
        "may_delete": selectors.list_removable_uploads(request.user).filter(pk=upload.pk).exists(),
    }
    return render(request, "uploads/upload_detail.html", context)


def describe_files(page: Page, totals: dict) -> dict:
    """Return what is shown of the files. The facts of a single one stand in the report; why there are none, above."""
    count = page.paginator.count
    only_file = page[0] if count == 1 else None
    has_report = any(each["label"] for each in totals["formats"])
    is_told = only_file and (has_report or only_file.state in (SourceState.FAILED, SourceState.PENDING))
    return {
        "only_file": only_file,
        "names_files": count > 1,
        "has_report": has_report,
        "shows_files": not is_told,
    }


def describe_waiting(upload: Upload, asked: list[dict]) -> dict:
    """Return what the form of an upload that asks something shows; `is_waiting` where its job does nothing else."""
    asks_to_confirm = any(question["subject"] == CONFIRM for question in asked)
    waiting = upload.source_files.filter(state=SourceState.WAITING).order_by("id") if asks_to_confirm else ()
    questions = group_questions(asked)
    return {
        "asks": bool(asked),
        "is_waiting": bool(asked) and upload.job.status == JobStatus.NEEDS_INPUT,
        "has_others": bool(asked) and upload.source_files.exclude(state=SourceState.WAITING).exists(),
        "questions": questions,
        "asks_to_confirm": asks_to_confirm,
        "previews": [
            {"path": source.path, "messages": source.preview.get("messages", [])}
            for source in waiting[:PREVIEWED_FILES]
        ],
        "look_again": make_look_again(upload, questions),
    }


def make_look_again(upload: Upload, questions: Sequence[Question]) -> ReadingForm:
    """Return a form of what may be read otherwise; what is asked anyway is not in it a second time."""
    form = ReadingForm(initial=find_readings(upload), prefix="all")
    for question in questions:
        form.fields.pop(question.subject, None)
    return form
