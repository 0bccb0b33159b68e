"""Of two versions of one message, which parts of which are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.uploads.merging.side import fold_text
from apps.uploads.parsing.base import DELETED

FINENESS = {"day": 0, "minute": 1, "second": 2, "": 3}


@dataclass(frozen=True, slots=True)
class Version:
    """A message as one export tells it; `attachments` and `reactions` as they are stored."""

    kind: str
    text: str
    is_edited: bool
    edited_at: datetime | None
    precision: str
    has_time: bool
    mentions: Sequence[str]
    attachments: Sequence[dict]
    reactions: Sequence[dict]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken from the source's version: `words` with kind, edits, attachments and links; `time`; `reactions`."""

    words: bool = False
    time: bool = False
    reactions: bool = False

    def __bool__(self) -> bool:
        return self.words or self.time or self.reactions


def choose(target: Version, source: Version, *, is_newer: bool, keeps_words: bool) -> Choice:
    """`is_newer`: the source's export was made later. `keeps_words`: what one side took back stays as the other has it.

    A later export of the same chat tells how it is now. Of two people's exports each may have deleted for itself.
    """
    return Choice(
        words=_takes_words(target, source, is_newer, keeps_words),
        time=source.has_time and FINENESS[source.precision] > _fineness(target),
        reactions=target.reactions != source.reactions and _takes_reactions(target, source, is_newer),
    )


def _takes_words(target: Version, source: Version, is_newer: bool, keeps_words: bool) -> bool:
    if DELETED in (target.kind, source.kind):
        if target.kind == source.kind:
            return False
        return target.kind == DELETED if keeps_words else is_newer
    if target.is_edited != source.is_edited:
        return source.is_edited
    if target.edited_at and source.edited_at and target.edited_at != source.edited_at:
        return source.edited_at > target.edited_at
    if fold_text(target.text, target.mentions) != fold_text(source.text, source.mentions):
        return is_newer
    return _count_known(source) > _count_known(target)


def _takes_reactions(target: Version, source: Version, is_newer: bool) -> bool:
    counts = [sum(each.get("count", 1) for each in version.reactions) for version in (target, source)]
    return is_newer or counts[1] > counts[0]


def _count_known(version: Version) -> int:
    """Count what is told of the attachments: a file that was exported has a name and a size."""
    return sum(bool(each.get("name")) + bool(each.get("size_bytes")) for each in version.attachments)


def _fineness(version: Version) -> int:
    return FINENESS[version.precision] if version.has_time else -1
