from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.active import get_active_organization
from apps.uploads import selectors
from apps.uploads.models import Job, JobStatus
from apps.uploads.views.find import find_job

JOBS_PER_PAGE = 20
LOG_LINES = 50
MAX_DIGITS = 18


@login_required
@never_cache
@require_safe
def show_jobs(request: HttpRequest) -> HttpResponse:
    """List the organization's jobs, of one state where the tab says so."""
    organization = get_active_organization(request)
    status = request.GET.get("status", "")
    if status not in JobStatus.values:
        status = ""
    jobs = selectors.list_jobs(request.user, status=status, organization=organization)
    context = {
        "status": status,
        "tabs": selectors.count_jobs_by_status(request.user, organization),
        "page": Paginator(jobs, JOBS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "uploads/jobs.html", context)


@login_required
@never_cache
@require_safe
def show_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one job; a script that asks for news gets the changing part alone."""
    job = find_job(request, job_id)
    if "HX-Request" in request.headers:
        return render(request, "uploads/_job_panel.html", {"job": job})
    return render(request, "uploads/job.html", {"job": job, **read_log(job)})


@login_required
@never_cache
@require_safe
def show_live_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The job in a few lines, as lists show it."""
    return render(request, "uploads/_live_job.html", {"job": find_job(request, job_id)})


@login_required
@never_cache
@require_safe
def show_log(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Lines of a job's log older than `before`, or newer than `after`, for what is shown already."""
    job = find_job(request, job_id)
    before, after = read_number(request, "before"), read_number(request, "after")
    log = read_log(job, before=before, after=after)
    if "HX-Request" in request.headers:
        # Focus was on “Load more”, which is gone: it goes to the first line that was loaded.
        return render(request, "uploads/_log_lines.html", {"job": job, "takes_focus": before, **log})
    return render(request, "uploads/job_log.html", {"job": job, **log})


def read_log(job: Job, *, before: int | None = None, after: int | None = None) -> dict:
    lines = list(selectors.list_log(job, before=before, after=after)[: LOG_LINES + 1])
    return {"lines": lines[:LOG_LINES], "has_older": len(lines) > LOG_LINES}


def read_number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else None
