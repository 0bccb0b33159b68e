"""Imported by web processes too (for the names): the work itself is imported when it runs."""

from dataclasses import asdict

from celery import shared_task


@shared_task(name="search.embed_upload")
def embed_upload(job_id: str) -> None:
    from apps.search.services import embed_upload as embedding

    embedding.embed_upload(job_id)


@shared_task(name="search.index_upload")
def index_upload(job_id: str) -> None:
    from apps.search.services import index_upload as indexing

    indexing.index_upload(job_id)


@shared_task(name="search.answer_query", acks_late=False, ignore_result=True)
def answer_query(version_id: int, payload: dict, reply_key: str) -> None:
    """Acknowledged early: nobody waits for an answer that a crash has delayed."""
    from apps.search.services import answer_query as answering

    answering.answer_query(version_id, payload, reply_key)


@shared_task(name="search.describe_replica", acks_late=False, ignore_result=True)
def describe_replica(version_id: int, reply_key: str) -> None:
    from apps.search.services import answer_query as answering

    answering.describe_replica(version_id, reply_key)


@shared_task(name="search.prune_searches")
def prune_searches() -> int:
    from apps.search.services import record_search

    return record_search.prune_searches()


@shared_task(name="search.tend_versions", ignore_result=True)
def tend_versions() -> None:
    from apps.search.services import tend_versions as tending

    tending.tend_versions()


@shared_task(name="search.compact_waiting", ignore_result=True)
def compact_waiting() -> int:
    from apps.search.services import compaction

    return compaction.compact_waiting()


@shared_task(name="search.compact_all")
def compact_all() -> dict[str, int]:
    from apps.search.services import compaction

    return asdict(compaction.compact_all())


@shared_task(name="search.heal_index")
def heal_index() -> dict:
    from apps.search.services import verify_index

    return asdict(verify_index.verify_index(heal=True))


@shared_task(name="search.check_model", acks_late=False, ignore_result=True)
def check_model(model_id: int, reply_key: str) -> None:
    from apps.search.services import model_state

    model_state.check_beside(model_id, reply_key)
