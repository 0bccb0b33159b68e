"""Building an index version beside the one that is searched, and keeping it complete. Light: the API imports this.

A version has one job of kind `index`, which is taken up again whenever there is more to bring in.
"""

from dataclasses import dataclass

from django.db import transaction

from apps.accounts.models import Organization
from apps.search.models import FOLLOWING, EmbeddingModel, IndexState, IndexVersion
from apps.search.services.index_versions import VERSION_LOCK, describe_version, lock_transaction
from apps.search.services.switch_version import NotReady, switch_version
from apps.uploads.jobs.announce import announce_on_commit
from apps.uploads.jobs.exceptions import JobFailed
from apps.uploads.models import Job, JobKind
from apps.uploads.services.control_job import continue_job
from chatanalysis import pipeline

RESUMABLE = (*FOLLOWING, IndexState.FAILED)
"""What is embedded already in a build that failed is not embedded again."""


@dataclass(frozen=True, slots=True)
class Activation:
    """`job` builds or completes the version and then switches to it; None where all that is done."""

    version: IndexVersion
    job: Job | None


def activate_model(
    organization: Organization,
    model: EmbeddingModel,
    *,
    activate_when_complete: bool = True,
    anew: bool = False,
) -> Activation:
    """Let an organization search by a model: at once where a complete version has it, else when a job has built one.

    `anew` builds a version whatever there is, as after a change of the window settings.
    """
    with transaction.atomic():
        lock_transaction(VERSION_LOCK, organization.pk)
        version = None if anew else find_version(organization, model)
        if version is None:
            version = describe_version(organization, model)
            version.activate_when_complete = activate_when_complete
            version.save()
            return Activation(version, ensure_job(version))
    if not activate_when_complete and version.state in (IndexState.ACTIVE, IndexState.STANDBY):
        return Activation(version, None)
    if version.state == IndexState.FAILED:
        resume(version)
    return activate_version(version, activate_when_complete=activate_when_complete)


def find_version(organization: Organization, model: EmbeddingModel) -> IndexVersion | None:
    """Return the version with this model that is furthest on."""
    versions = organization.index_versions.filter(model=model, dim=model.dim, state__in=RESUMABLE)
    order = [IndexState.ACTIVE, IndexState.STANDBY, IndexState.BUILDING, IndexState.FAILED]
    return min(versions, key=lambda version: order.index(version.state), default=None)


def activate_version(version: IndexVersion, *, activate_when_complete: bool = True) -> Activation:
    """Switch to a version, at once or when its job has completed it.

    Raises NotPossible if the version was retired or has failed.
    """
    if activate_when_complete:
        try:
            return Activation(switch_version(version), None)
        except NotReady:
            pass
    IndexVersion.objects.filter(pk=version.pk).update(activate_when_complete=activate_when_complete)
    version.refresh_from_db()
    return Activation(version, ensure_job(version))


def ensure_job(version: IndexVersion) -> Job:
    """Return the version's job, made or taken up again if nobody works on it."""
    with transaction.atomic():
        lock_transaction(VERSION_LOCK, version.organization_id)
        job = find_job(version)
        if job is not None:
            return continue_job(job, pipeline.EMBED.name)
        job = Job.objects.create(
            organization_id=version.organization_id,
            kind=JobKind.INDEX,
            stage=pipeline.EMBED.name,
            subject={"index_version": version.pk, "title": f"Index with {version.model.name}"},
        )
        announce_on_commit(job)
    return job


def find_job(version: IndexVersion) -> Job | None:
    return Job.objects.filter(
        organization=version.organization_id, kind=JobKind.INDEX, subject__index_version=version.pk
    ).first()


def take_up_build(job: Job) -> IndexVersion:
    """Return the version a job builds. Raises JobFailed if nobody wants it any more."""
    versions = IndexVersion.objects.select_related("model", "organization")
    version = versions.filter(pk=job.subject["index_version"]).first()
    if version is None or version.state == IndexState.RETIRED:
        raise JobFailed("version_retired", "The index version was retired: there is nothing left to build.")
    if version.state == IndexState.FAILED:
        resume(version)
    return version


def resume(version: IndexVersion) -> None:
    version.state, version.problem = IndexState.BUILDING, ""
    version.save(update_fields=["state", "problem"])


def fail_build(job: Job, reason: str) -> None:
    """Note with the version why building it failed; one that was complete before stays as it is."""
    building = IndexVersion.objects.filter(pk=job.subject["index_version"], state=IndexState.BUILDING)
    building.update(state=IndexState.FAILED, problem=reason)
