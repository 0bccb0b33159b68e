"""Which index version an organization searches: changed in one transaction. Light: the API imports this."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.search.models import IndexState, IndexVersion
from apps.search.services.coverage import has_uncovered
from apps.search.services.index_versions import SEGMENT_LOCK, VERSION_LOCK, lock_transaction


class NotReady(Exception):
    """A search by this version would miss messages as yet; the message says which."""


class NotPossible(Exception):
    """The version's state does not allow it; the message says why."""


@transaction.atomic
def switch_version(version: IndexVersion) -> IndexVersion:
    """Let a version be searched from now on. The one before stays complete beside it, to go back to.

    Each search carries the id of one version from beginning to end, so none sees half of each. Raises NotReady if
    the version lacks messages that can be found now, and NotPossible for one that has failed or was retired.
    """
    lock_transaction(VERSION_LOCK, version.organization_id)
    version = IndexVersion.objects.select_related("organization", "model").get(pk=version.pk)
    if version.state == IndexState.ACTIVE:
        return version
    if version.state not in (IndexState.BUILDING, IndexState.STANDBY):
        raise NotPossible(f"This index version cannot be searched: it is {version.state}.")
    before = IndexVersion.objects.filter(
        organization=version.organization_id, state=IndexState.ACTIVE
    ).first()
    # Nothing is added to either while they are compared and changed.
    for key in sorted(one.pk for one in (before, version) if one is not None):
        lock_transaction(SEGMENT_LOCK, key)
    check_ready(version, before)
    return _switch(version, before)


def check_ready(version: IndexVersion, before: IndexVersion | None) -> None:
    """Raises NotReady."""
    if not version.codec_file or has_uncovered(version, than=before):
        raise NotReady("It does not hold all messages yet.")
    newest = version.segments.aggregate(newest=Max("id"))["newest"]
    if newest is not None and not version.replicas.filter(watermark__gte=newest).exists():
        raise NotReady("No search worker holds all of it yet.")


def _switch(version: IndexVersion, before: IndexVersion | None) -> IndexVersion:
    now = timezone.now()
    if before is not None:
        stand_by(before)
    version.state, version.activated_at, version.standby_since = IndexState.ACTIVE, now, None
    version.activate_when_complete = False
    version.save(update_fields=["state", "activated_at", "standby_since", "activate_when_complete"])
    return version


def stand_by(version: IndexVersion) -> None:
    """Keep a version complete without searching it."""
    version.state, version.standby_since = IndexState.STANDBY, timezone.now()
    version.save(update_fields=["state", "standby_since"])
