"""Comparing every file of the index with its SHA-256, and making those again that were damaged or lost."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Now

from apps.accounts.models import Organization
from apps.search.indexing import generations
from apps.search.indexing.base import IndexDamaged
from apps.search.indexing.damage import find_damage
from apps.search.models import FOLLOWING, IndexReplica, IndexVersion, Segment
from apps.search.services.fill_gaps import Gap, fill_gap, find_gaps
from apps.search.services.healing import heal_segment, remake_codec
from apps.search.services.segment_store import read_file

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong, as a sentence, and what makes it good; a replica is built anew by the worker that holds it."""

    sentence: str
    heal: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files were read, a sentence for each that was damaged, and one for each that could not be healed."""

    files: int
    damages: tuple[str, ...]
    failures: tuple[str, ...] = ()


def verify_index(organization: Organization | None = None, *, heal: bool = False) -> Verified:
    """Read every file of one organization's index, or of all. Safe beside everything else.

    With `heal` what is damaged is made again from the database, which takes the embedding model.
    """
    versions = IndexVersion.objects.filter(state__in=FOLLOWING).exclude(codec_file="")
    if organization is not None:
        versions = versions.filter(organization=organization)
    files, damages = 0, []
    for version in versions.select_related("organization", "model"):
        for damage in check_version(version):
            files += 1
            if damage is not None:
                damages.append(damage)
    failures = [failure for damage in damages if heal and (failure := try_to_heal(damage))]
    return Verified(files, tuple(damage.sentence for damage in damages), tuple(failures))


def try_to_heal(damage: Damage) -> str:
    """Return why it could not be done, or nothing: one that cannot be healed holds up no other."""
    logger.warning("%s", damage.sentence)
    try:
        damage.heal()
    except Exception as error:
        logger.exception("It cannot be made again")
        return f"{damage.sentence}; it cannot be made again: {error}"
    return ""


def check_version(version: IndexVersion) -> Iterator[Damage | None]:
    """Yield one entry for each file, gap between them, or replica of this machine: what is wrong with it, or None."""
    yield check_codec(version)
    for segment in version.segments.select_related("index_version", "conversation").order_by("pk"):
        yield check_segment(segment)
    for gap in find_gaps(version):
        yield describe_gap(version, gap)
    for folder in sorted(settings.REPLICA_DIR.glob(f"*/{version.pk}")):
        yield check_replica(version, folder)


def check_codec(version: IndexVersion) -> Damage | None:
    problem = compare(version.codec_file, version.codec_sha256)
    if not problem:
        return None
    return Damage(f"{version}: codec: {problem}", lambda: remake_codec(version))


def check_segment(segment: Segment) -> Damage | None:
    """A file that compaction replaced since its row was read is no damage."""
    problem = compare(segment.file, segment.sha256)
    if not problem or not Segment.objects.filter(pk=segment.pk, file=segment.file).exists():
        return None
    return Damage(f"Segment {segment.pk}: {problem}", lambda: heal_segment(segment))


def describe_gap(version: IndexVersion, gap: Gap) -> Damage:
    stretch = f"messages {gap.first_sequence} to {gap.last_sequence} of {gap.conversation}"
    return Damage(f"{version}: no segment covers {stretch}", lambda: fill_gap(version, gap))


def check_replica(version: IndexVersion, base: Path) -> Damage | None:
    problem = find_damage(generations.find_current(base))
    if not problem:
        return None
    worker = base.parent.name
    return Damage(f"{version}: replica of {worker}: {problem}", lambda: ask_to_rebuild(version, worker))


def ask_to_rebuild(version: IndexVersion, folder_name: str) -> None:
    for replica in IndexReplica.objects.filter(index_version=version):
        if replica.worker.replace("/", "_") == folder_name:
            IndexReplica.objects.filter(pk=replica.pk).update(rebuild_asked_at=Now())


def compare(name: str, expected: str) -> str:
    """Return what is wrong with a file, or nothing."""
    try:
        content = read_file(name)
    except IndexDamaged as damage:
        return str(damage)
    return "" if sha256(content).hexdigest() == expected else f"{name} is not the file recorded for it"
