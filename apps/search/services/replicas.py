"""The open replicas of this search worker, and how they follow the segments that are committed."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from apps.search.indexing.base import IndexDamaged, MessageRow, SegmentArrays, SegmentRows
from apps.search.indexing.replica import Replica, ReplicaSpec
from apps.search.models import IndexReplica, IndexState, IndexVersion, Segment
from apps.search.services.index_versions import load_codec
from apps.search.services.segment_store import read_segment
from apps.uploads.models import Message, MessageKind

logger = logging.getLogger(__name__)

SEGMENTS_PER_COMMIT = 8
ROW_COLUMNS = ("id", "participant_id", "sequence", "sent_at", "participant__name", "text", "starts_session")


class ReplicaSet:
    """Replicas by index version. Searching threads and the follower share it; one of them writes at a time."""

    def __init__(self, worker: str, folder: Path | None = None) -> None:
        self.worker = worker
        self.folder = folder or settings.REPLICA_DIR / worker.replace("/", "_")
        self._replicas: dict[int, Replica] = {}
        self._complete: set[int] = set()
        self._opening = threading.Lock()
        self._writing = threading.Lock()

    def get(self, version: IndexVersion) -> Replica:
        """Return the version's replica as it stands, opened on first use. Raises IndexBusy."""
        with self._opening:
            if version.pk not in self._replicas:
                self._replicas[version.pk] = self._open(version)
            return self._replicas[version.pk]

    def get_complete(self, version: IndexVersion) -> Replica:
        """Return the replica once it has caught up since it was opened: a search after a restart misses nothing."""
        return self.get(version) if version.pk in self._complete else self.catch_up(version)

    def _open(self, version: IndexVersion) -> Replica:
        folder = self.folder / str(version.pk)
        spec = ReplicaSpec(
            dim=version.dim,
            vocabulary_size=version.vocabulary_size,
            session_gap_hours=version.window["session_gap_hours"],
        )
        codec = load_codec(version.codec_file, version.codec_sha256)
        try:
            return Replica.open(folder, spec, codec)
        except IndexDamaged as damage:
            logger.warning(
                "Replica of %s is damaged (%s); it is built anew from its segments", version, damage
            )
            Replica.discard(folder)
            return Replica.open(folder, spec, codec)

    def catch_up(self, version: IndexVersion) -> Replica:
        """Apply every committed segment the replica does not hold yet, and make them searchable."""
        with self._writing:
            replica = self.get(version)
            while segments := self._next_segments(version, replica):
                loaded, problem = load_segments(segments, replica.spec)
                self._apply(version, replica, loaded)
                if problem is not None:
                    raise problem
            self._complete.add(version.pk)
        return replica

    def _apply(self, version: IndexVersion, replica: Replica, loaded: list["LoadedSegment"]) -> None:
        """Take segments in and make them searchable. A replica in which that breaks off is opened anew next time."""
        if not loaded:
            return
        try:
            for segment in loaded:
                replica.apply_segment(segment.pk, segment.arrays, segment.rows)
            replica.commit()
        except Exception:
            self._drop(version)
            raise
        self._note(version, replica)

    def _drop(self, version: IndexVersion) -> None:
        """Forget an open replica that may hold a segment in part; its last snapshot is whole."""
        with self._opening:
            self._complete.discard(version.pk)
            self._replicas.pop(version.pk).close()

    def _next_segments(self, version: IndexVersion, replica: Replica) -> list[Segment]:
        newer = version.segments.filter(pk__gt=replica.watermark).order_by("pk")
        return list(newer[:SEGMENTS_PER_COMMIT])

    def _note(self, version: IndexVersion, replica: Replica) -> None:
        IndexReplica.objects.update_or_create(
            worker=self.worker,
            index_version=version,
            defaults={"watermark": replica.watermark, "message_count": replica.message_count},
        )

    def follow(self) -> bool:
        """Catch up with every active version that has segments this worker has not seen; return whether any had."""
        behind = find_versions_behind(self._watermarks())
        for version in behind:
            self.catch_up(version)
        return bool(behind)

    def _watermarks(self) -> dict[int, int]:
        return {pk: replica.watermark for pk, replica in list(self._replicas.items())}

    def count_behind(self) -> int:
        """Return how many versions have segments that are not searchable here yet."""
        return len(find_versions_behind(self._watermarks()))

    def snapshot(self) -> None:
        """Write what has changed since the last time, so that a start after a crash is quick too."""
        with self._writing:
            for replica in list(self._replicas.values()):
                replica.snapshot()

    def close(self) -> None:
        """Snapshot and close all, so that the next start is quick."""
        with self._writing, self._opening:
            for replica in self._replicas.values():
                replica.snapshot()
                replica.close()
            self._replicas.clear()


def find_versions_behind(watermarks: dict[int, int]) -> list[IndexVersion]:
    active = IndexVersion.objects.filter(state=IndexState.ACTIVE).annotate(newest=Max("segments__id"))
    return [version for version in active if (version.newest or 0) > watermarks.get(version.pk, 0)]


@dataclass(frozen=True, slots=True)
class LoadedSegment:
    pk: int
    arrays: SegmentArrays
    rows: SegmentRows


def load_segments(
    segments: list[Segment], spec: ReplicaSpec
) -> tuple[list[LoadedSegment], IndexDamaged | None]:
    """Return the segments up to the first whose file is damaged, and what is wrong with that one."""
    loaded: list[LoadedSegment] = []
    for segment in segments:
        try:
            loaded.append(LoadedSegment(segment.pk, read_segment(segment), read_rows(segment, spec)))
        except IndexDamaged as damage:
            return loaded, damage
    return loaded, None


def read_rows(segment: Segment, spec: ReplicaSpec) -> SegmentRows:
    """Return the segment's messages with their neighbours on either side."""
    said = Message.objects.filter(conversation_id=segment.conversation_id, kind=MessageKind.MESSAGE)
    within = said.filter(sequence__gte=segment.first_sequence, sequence__lte=segment.last_sequence)
    before = said.filter(sequence__lt=segment.first_sequence).order_by("-sequence")[: spec.window_reach]
    after = said.filter(sequence__gt=segment.last_sequence).order_by("sequence")[: spec.window_reach]
    return SegmentRows(
        conversation_id=segment.conversation_id,
        messages=make_rows(within.order_by("sequence")),
        before=make_rows(before)[::-1],
        after=make_rows(after),
    )


def make_rows(messages) -> list[MessageRow]:
    return [
        MessageRow(
            message_id=pk,
            participant_id=participant or 0,
            sequence=sequence,
            sent_at=sent_at,
            speaker=speaker or "",
            text=text,
            starts_session=starts_session,
        )
        for pk, participant, sequence, sent_at, speaker, text, starts_session in messages.values_list(
            *ROW_COLUMNS
        )
    ]
