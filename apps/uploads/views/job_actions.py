import json
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.uploads.models import Job
from apps.uploads.services import control_job
from apps.uploads.views.find import find_job


@login_required
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _control(request, find_job(request, job_id), control_job.retry_job, "The job is queued again.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job. The question whether one is sure is a page of its own where no script opens the dialog."""
    job = find_job(request, job_id)
    if request.method != "POST":
        return render(request, "uploads/cancel_job.html", {"job": job})
    return _control(request, job, control_job.cancel_job, "The job stops after the batch in hand.")


def _control(request: HttpRequest, job: Job, act: Callable[[Job], Job], done: str) -> HttpResponse:
    try:
        act(job)
        text, level = done, "success"
    except control_job.NotPossible as refused:
        text, level = str(refused), "warning"
    if "HX-Request" not in request.headers:
        messages.add_message(request, messages.SUCCESS if level == "success" else messages.WARNING, text)
        return redirect("uploads:job", job.pk)
    # Focus was on a button that is gone: it goes to the job's new state.
    context = {"job": find_job(request, job.pk), "takes_focus": True}
    response = render(request, "uploads/_job_panel.html", context)
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "level": level}})
    return response
