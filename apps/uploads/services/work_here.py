"""Doing a job's work in this process, for a command that is run where no worker is."""

import time

from celery import current_app

from apps.uploads.models import Job
from chatanalysis import pipeline
from chatanalysis.presence import list_workers

HELD_ELSEWHERE_S = 0.5


def are_workers_there() -> bool:
    """Return whether every stage has a living worker. Raises redis.RedisError."""
    served = {queue for worker in list_workers().values() for queue in worker["queues"]}
    return all(stage.queue in served for stage in pipeline.STAGES)


def work_one_slice(job: Job) -> None:
    """Run the task that a worker would run now. What it raises is on the job, as it would be with a worker."""
    if job.has_live_lease:
        time.sleep(HELD_ELSEWHERE_S)
        return
    current_app.loader.import_default_modules()
    current_app.tasks[pipeline.get_stage(job.stage).task].apply(args=[str(job.pk)])
