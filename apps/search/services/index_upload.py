"""INDEX: the job is done when this worker can find every one of its messages."""

from apps.search.models import Segment
from apps.search.selectors import get_active_version
from apps.search.services.worker import get_replicas
from apps.uploads.jobs.runner import Work, run_slice
from chatanalysis import pipeline


def index_upload(job_id: str) -> None:
    run_slice(job_id, pipeline.INDEX.name, _index)


def _index(work: Work) -> bool:
    """Catch up with the segments. The follower has made most of them searchable while they were embedded."""
    version = get_active_version(work.job.organization)
    if version is not None:
        get_replicas().catch_up(version)
    segments = Segment.objects.filter(index_version=version, conversation__upload=work.job.upload)
    with work.commit() as row:
        row.stage_done = row.stage_total = sum(segments.values_list("message_count", flat=True))
        row.counts = {**row.counts, "searchable": row.stage_done}
    return True
