"""INDEX: the job is done when this worker can find every one of its messages.

An index job that is to switch to its version does so here.
"""

from apps.search.embedding.base import ModelUnavailable
from apps.search.models import IndexState, IndexVersion, Segment
from apps.search.selectors import get_active_version
from apps.search.services.build_version import fail_build, take_up_build
from apps.search.services.coverage import is_behind
from apps.search.services.embed_upload import describe_model_failure, list_conversations
from apps.search.services.model_state import load_beside
from apps.search.services.switch_version import NotReady, stand_by, switch_version
from apps.search.services.tend_versions import extend_standbys
from apps.search.services.worker import get_replicas
from apps.uploads.jobs.runner import Work, run_slice
from apps.uploads.models import JobKind
from chatanalysis import pipeline


def index_upload(job_id: str) -> None:
    run_slice(job_id, pipeline.INDEX.name, _index)


def _index(work: Work) -> bool:
    return _complete_build(work) if work.job.kind == JobKind.INDEX else _complete_import(work)


def _complete_import(work: Work) -> bool:
    """Catch up with the segments. The follower has made most of them searchable while they were embedded."""
    version = get_active_version(work.job.organization)
    if version is not None:
        get_replicas().catch_up(version)
    conversations = list_conversations(work.job)
    segments = Segment.objects.filter(index_version=version, conversation__in=conversations)
    with work.commit() as row:
        row.stage_done = row.stage_total = sum(segments.values_list("message_count", flat=True))
        # Its chats may hold more, which other uploads brought.
        row.counts = {
            **row.counts,
            "searchable": min(row.stage_done, row.counts.get("messages", row.stage_done)),
        }
    extend_standbys(work.job.organization)
    return True


def _complete_build(work: Work) -> bool:
    """Return whether the version is what it is to be: searched, or standing by."""
    version = take_up_build(work.job)
    get_replicas().catch_up(version)
    if is_behind(version):
        work.return_to(pipeline.EMBED.name)
        return False
    if not _is_model_loaded(work, version):
        return False
    with work.commit() as row:
        row.stage_done = row.stage_total = sum(version.segments.values_list("message_count", flat=True))
        row.counts = {"messages": row.stage_done, "searchable": row.stage_done}
    return _release(work, version)


def _is_model_loaded(work: Work, version: IndexVersion) -> bool:
    """The first search after the switch shall not wait for the model, nor any search now for its loading."""
    try:
        return load_beside(version.model)
    except ModelUnavailable as error:
        failure = describe_model_failure(error)
        fail_build(work.job, failure.message)
        raise failure from error


def _release(work: Work, version: IndexVersion) -> bool:
    if version.activate_when_complete:
        try:
            switch_version(version)
        except NotReady:
            work.return_to(pipeline.EMBED.name)
            return False
    elif version.state == IndexState.BUILDING:
        stand_by(version)
    return True
