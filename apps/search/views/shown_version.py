"""Index versions and models as their page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from apps.search.models import EmbeddingModel, IndexState, IndexVersion
from apps.search.services.models_registry import name_default_model
from apps.uploads.models import Job, JobKind, JobStatus
from apps.uploads.selectors import list_jobs

GIVEN_UP = (JobStatus.FAILED, JobStatus.CANCELLED)
FURTHEST_FIRST = (IndexState.ACTIVE, IndexState.STANDBY, IndexState.BUILDING, IndexState.FAILED)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """`share` is how much of the organization's messages it holds, 0 to 1; `job` is its own, if it has one."""

    version: IndexVersion
    share: float
    job: Job | None
    retired_after: datetime | None

    @property
    def is_worked_on(self) -> bool:
        return self.job is not None and not self.job.is_finished

    @property
    def state(self) -> str:
        """The version's, or failed as soon as its job was given up: the version itself says so a little later."""
        is_given_up = self.job is not None and self.job.status in GIVEN_UP
        is_building = self.version.state == IndexState.BUILDING
        return IndexState.FAILED if is_building and is_given_up else self.version.state


@dataclass(frozen=True, slots=True)
class ShownModel:
    """`version` is the organization's one with this model that is furthest on."""

    model: EmbeddingModel
    version: IndexVersion | None
    is_default: bool


def show_versions(user, versions: Iterable[IndexVersion]) -> list[ShownVersion]:
    """Return measured versions with their jobs, in one more query."""
    versions = list(versions)
    jobs = {job.subject["index_version"]: job for job in _list_jobs(user, versions)}
    return [
        ShownVersion(version, _share(version), jobs.get(version.pk), _end_standby(version))
        for version in versions
    ]


def show_models(models: Iterable[EmbeddingModel], versions: Iterable[IndexVersion]) -> list[ShownModel]:
    usable = [version for version in versions if version.state in FURTHEST_FIRST]
    usable.sort(key=lambda version: FURTHEST_FIRST.index(version.state))
    default = name_default_model()
    return [ShownModel(model, _choose(model, usable), model.name == default) for model in models]


def _list_jobs(user, versions: list[IndexVersion]) -> Iterable[Job]:
    ids = [version.pk for version in versions]
    return list_jobs(user).filter(kind=JobKind.INDEX, subject__index_version__in=ids)


def _choose(model: EmbeddingModel, usable: list[IndexVersion]) -> IndexVersion | None:
    mine = (version for version in usable if version.model_id == model.pk and version.dim == model.dim)
    return next(mine, None)


def _share(version: IndexVersion) -> float:
    return min(1.0, version.message_count / version.wanted_count) if version.wanted_count else 1.0


def _end_standby(version: IndexVersion) -> datetime | None:
    if version.state != IndexState.STANDBY or version.standby_since is None:
        return None
    return version.standby_since + timedelta(days=settings.INDEX_STANDBY_DAYS)
