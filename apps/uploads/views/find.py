"""Objects named by a URL, through the selectors: what is unknown and what is somebody else's are both 404."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.uploads import selectors
from apps.uploads.models import Job, Upload


def find_job(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(selectors.list_jobs(request.user), pk=job_id)


def find_upload(request: HttpRequest, upload_id: UUID) -> Upload:
    return get_object_or_404(selectors.list_uploads(request.user), pk=upload_id)
