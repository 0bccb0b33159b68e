"""Putting another file in the place of a segment's, without anybody seeing half of it."""

from dataclasses import dataclass

from django.db import transaction

from apps.search.indexing.base import SegmentArrays
from apps.search.models import Segment
from apps.search.services.segment_store import delete_file, name_segment, write_segment


@dataclass(frozen=True, slots=True)
class NewFile:
    """A segment's next file, written and named by no row yet."""

    name: str
    sha256: str
    size_bytes: int
    message_count: int


def write_new_file(segment: Segment, arrays: SegmentArrays) -> NewFile:
    name = name_segment(segment.index_version, segment.conversation_id, segment.first_sequence)
    stored = write_segment(name, arrays)
    return NewFile(name, stored.sha256, stored.size_bytes, len(arrays.ids))


def rewrite_segment(segment: Segment, arrays: SegmentArrays) -> Segment | None:
    """Give a segment other content: new file, then its row, then the old file goes. Without messages the row goes.

    Fenced by the file that `segment` names: if somebody else was quicker, theirs stays. A crash leaves a file that
    no row names, which is pruned. Returns the row as it stands then, None if there is none.
    """
    new = write_new_file(segment, arrays) if len(arrays.ids) else None
    if not use_file(segment, new) and new is not None:
        delete_file(new.name)
    return Segment.objects.select_related("index_version", "conversation").filter(pk=segment.pk).first()


def use_file(segment: Segment, new: NewFile | None) -> bool:
    """Let the row name another file, or remove it if there is none; False if its file is not `segment`'s any more."""
    row = Segment.objects.filter(pk=segment.pk, file=segment.file)
    if new is None:
        is_ours = bool(row.delete()[0])
    else:
        is_ours = bool(
            row.update(
                file=new.name,
                sha256=new.sha256,
                size_bytes=new.size_bytes,
                message_count=new.message_count,
            )
        )
    if is_ours:
        transaction.on_commit(lambda: delete_file(segment.file), robust=True)
    return is_ours
