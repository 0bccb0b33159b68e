from celery import shared_task

from apps.uploads.jobs import reconcile
from apps.uploads.services import parse_upload as parsing
from apps.uploads.services import prune
from apps.uploads.services.merge import by_hand


@shared_task(name="uploads.parse_upload")
def parse_upload(job_id: str) -> None:
    parsing.parse_upload(job_id)


@shared_task(name="uploads.merge_conversations")
def merge_conversations(job_id: str) -> None:
    by_hand.merge_conversations(job_id)


@shared_task(name="uploads.reconcile_jobs", ignore_result=True)
def reconcile_jobs() -> int:
    return reconcile.reconcile_jobs()


@shared_task(name="uploads.prune_records")
def prune_records() -> dict[str, int]:
    return prune.prune_records()
