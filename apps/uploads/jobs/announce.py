"""Telling Celery that a job has work to do. Losing or doubling an announcement changes nothing."""

import logging

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.uploads.models import Job
from chatanalysis import pipeline

logger = logging.getLogger(__name__)


def announce_on_commit(job: Job) -> None:
    """Announce the job's current stage once the transaction commits."""
    job_id, stage = job.pk, job.stage
    transaction.on_commit(lambda: announce(job_id, stage), robust=True)


def announce(job_id: object, stage_name: str) -> bool:
    """Send the stage's task; return whether the broker took it. The reconciler makes up for a broker that did not."""
    stage = pipeline.get_stage(stage_name)
    try:
        current_app.send_task(stage.task, args=[str(job_id)], queue=stage.queue, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take job %s (%s); it will be announced again", job_id, error)
        return False
    Job.objects.filter(pk=job_id).update(announced_at=timezone.now(), announcements=F("announcements") + 1)
    return True
