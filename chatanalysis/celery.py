"""The Celery application. Tasks carry ids as JSON; the database is the truth about their work."""

import os

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatanalysis.settings.local")

app = Celery("chatanalysis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def configure_logging(**_kwargs) -> None:
    """Keep Django's logging: Celery would otherwise install its own handlers."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_init.connect
def attach_servers(**_kwargs) -> None:
    from chatanalysis.runtime import services

    services.attach()


@task_prerun.connect
@task_postrun.connect
def drop_dead_connections(**_kwargs) -> None:
    """A worker keeps one database connection; one that the server closed is replaced, not used."""
    from django.db import close_old_connections

    close_old_connections()
