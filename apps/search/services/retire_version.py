"""Giving an index version up, and removing what it left in files. Light: the API imports this."""

from django.db import transaction

from apps.search.models import IndexState, IndexVersion
from apps.search.services.build_version import find_job
from apps.search.services.index_versions import SEGMENT_LOCK, VERSION_LOCK, lock_transaction
from apps.search.services.switch_version import NotPossible
from apps.uploads.services import control_job

REMOVED_AT_ONCE = 500


def retire_version(version: IndexVersion) -> IndexVersion:
    """Give a version up for good. Raises NotPossible for the one that is searched."""
    with transaction.atomic():
        lock_transaction(VERSION_LOCK, version.organization_id)
        lock_transaction(SEGMENT_LOCK, version.pk)
        version = IndexVersion.objects.select_related("organization", "model").get(pk=version.pk)
        if version.state == IndexState.ACTIVE:
            raise NotPossible("This index version is searched: activate another one first.")
        version.state, version.activate_when_complete = IndexState.RETIRED, False
        version.save(update_fields=["state", "activate_when_complete"])
    _cancel_job(version)
    remove_files(version)
    return version


def _cancel_job(version: IndexVersion) -> None:
    job = find_job(version)
    if job is not None and not job.is_finished:
        try:
            control_job.cancel_job(job)
        except control_job.NotPossible:
            return  # it has ended in this moment


def remove_files(version: IndexVersion) -> None:
    """Delete a retired version's segments and codec, each file before the row that names it.

    A crash leaves rows, and this is called again for them. The search workers remove their replicas by themselves.
    """
    from apps.search.services.segment_store import delete_file

    while segments := list(version.segments.order_by("pk")[:REMOVED_AT_ONCE]):
        for segment in segments:
            delete_file(segment.file)
        version.segments.filter(pk__in=[segment.pk for segment in segments]).delete()
    if version.codec_file:
        delete_file(version.codec_file)
        IndexVersion.objects.filter(pk=version.pk).update(codec_file="", codec_sha256="")
    version.replicas.all().delete()
