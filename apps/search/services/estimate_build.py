"""How long building an index will take, by what imports have taken here. Light: pages import this."""

from dataclasses import dataclass

from django.db.models import Sum

from apps.accounts.models import Organization
from apps.search.selectors import get_active_version
from apps.uploads.models import Job, JobKind, JobStatus

JOBS_LOOKED_AT = 20
LEAST_MESSAGES = 1_000
"""Less is done before the time it takes says anything: most of it is waiting for one's turn."""


@dataclass(frozen=True, slots=True)
class BuildEstimate:
    """`seconds` is None where nothing large enough was imported yet; `model` is what the imports were embedded with."""

    message_count: int
    seconds: float | None = None
    model: str = ""

    @property
    def is_little(self) -> bool:
        return self.message_count < LEAST_MESSAGES


def estimate_build(organization: Organization) -> BuildEstimate:
    """Return the time at the rate of the quickest recent import: others waited for their turn in between."""
    counted = organization.conversations.aggregate(total=Sum("message_count", default=0))["total"]
    active = get_active_version(organization)
    rate = find_rate(organization)
    if active is None or not rate:
        return BuildEstimate(counted)
    return BuildEstimate(counted, counted / rate, active.model.name)


def find_rate(organization: Organization) -> float:
    """Return messages per second, 0 if unknown."""
    done = Job.objects.filter(
        organization=organization,
        kind=JobKind.IMPORT,
        status=JobStatus.SUCCEEDED,
        started_at__isnull=False,
        finished_at__isnull=False,
    )
    rates = [_measure(job) for job in done.order_by("-created_at")[:JOBS_LOOKED_AT]]
    return max(rates, default=0.0)


def _measure(job: Job) -> float:
    messages = job.counts.get("messages", 0)
    seconds = (job.finished_at - job.started_at).total_seconds()
    return messages / seconds if messages >= LEAST_MESSAGES and seconds > 0 else 0.0
