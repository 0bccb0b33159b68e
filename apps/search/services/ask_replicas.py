"""Words to the search workers, through the database: wherever they run, they read them while they follow."""

from django.db.models import QuerySet
from django.db.models.functions import Now

from apps.search.models import IndexReplica, IndexVersion


def ask_replicas_to_rebuild(version: IndexVersion) -> int:
    """Have every search worker build its replica of this version anew beside the one in use; return how many."""
    return IndexReplica.objects.filter(index_version=version).update(rebuild_asked_at=Now())


def list_asked_to_rebuild(worker: str) -> QuerySet[IndexReplica]:
    asked = IndexReplica.objects.filter(worker=worker, rebuild_asked_at__isnull=False)
    return asked.select_related("index_version__organization").order_by("rebuild_asked_at")


def note_rebuilt(asked: IndexReplica) -> None:
    """Take the request back, unless it was made again meanwhile."""
    same = IndexReplica.objects.filter(pk=asked.pk, rebuild_asked_at=asked.rebuild_asked_at)
    same.update(rebuild_asked_at=None)
