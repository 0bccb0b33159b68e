"""What index versions need from time to time, so that nothing is lost when a worker dies between two steps."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import Organization
from apps.search.models import IndexState, IndexVersion
from apps.search.services.build_version import ensure_job, fail_build, find_job
from apps.search.services.coverage import is_behind
from apps.search.services.retire_version import remove_files, retire_version
from apps.uploads.models import JobStatus

GIVEN_UP = (JobStatus.FAILED, JobStatus.CANCELLED)


def tend_versions() -> None:
    """Go on with builds, extend what stands by, retire what stood by for long, and finish removing."""
    versions = IndexVersion.objects.select_related("organization", "model")
    for version in versions.filter(state__in=[IndexState.BUILDING, IndexState.STANDBY]):
        _tend(version)
    for version in versions.filter(state=IndexState.RETIRED).exclude(codec_file=""):
        remove_files(version)


def _tend(version: IndexVersion) -> None:
    if is_standby_over(version):
        retire_version(version)
        return
    job = find_job(version)
    if job is not None and job.status in GIVEN_UP:
        # A version that stood by complete is kept: going back to it, or a retry, takes the job up again.
        fail_build(job, job.error_message or "Building it was cancelled.")
    elif version.state == IndexState.BUILDING or is_behind(version):
        ensure_job(version)


def is_standby_over(version: IndexVersion) -> bool:
    """Return whether a version has stood by for INDEX_STANDBY_DAYS and is not about to be activated."""
    if version.state != IndexState.STANDBY or version.activate_when_complete or version.standby_since is None:
        return False
    return timezone.now() - version.standby_since > timedelta(days=settings.INDEX_STANDBY_DAYS)


def extend_standbys(organization: Organization) -> None:
    """Bring new messages into the versions that stand by, once the active one has them."""
    waiting = organization.index_versions.filter(Q(state=IndexState.STANDBY)).select_related(
        "organization", "model"
    )
    for version in waiting:
        if is_behind(version):
            ensure_job(version)
