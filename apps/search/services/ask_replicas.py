"""Words to the search workers, through the database: wherever they run, they read them while they follow."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from apps.search.models import FOLLOWING, Deletion, IndexReplica, IndexVersion


def ask_replicas_to_rebuild(version: IndexVersion) -> int:
    """Have every search worker build its replica of this version anew beside the one in use; return how many."""
    return IndexReplica.objects.filter(index_version=version).update(rebuild_asked_at=Now())


def list_asked_to_rebuild(worker: str) -> QuerySet[IndexReplica]:
    asked = IndexReplica.objects.filter(
        worker=worker, rebuild_asked_at__isnull=False, index_version__state__in=FOLLOWING
    )
    return asked.select_related("index_version__organization").order_by("rebuild_asked_at")


def note_rebuilt(asked: IndexReplica) -> None:
    """Take the request back, unless it was made again meanwhile."""
    same = IndexReplica.objects.filter(pk=asked.pk, rebuild_asked_at=asked.rebuild_asked_at)
    same.update(rebuild_asked_at=None)


def ask_holders_of_deleted() -> int:
    """Have every replica built anew that holds deleted messages, known to be or not followed; return how many."""
    holders = find_holders_of_deleted().filter(rebuild_asked_at__isnull=True)
    return IndexReplica.objects.filter(pk__in=holders.values("pk")).update(rebuild_asked_at=Now())


def find_holders_of_deleted() -> QuerySet[IndexReplica]:
    organization = OuterRef("index_version__organization")
    newest = Deletion.objects.filter(organization=organization).order_by("-pk").values("pk")[:1]
    behind = Q(deletion_watermark__lt=Coalesce(Subquery(newest), 0))
    return IndexReplica.objects.filter(behind | Q(deleted_count__gt=0), index_version__state__in=FOLLOWING)
