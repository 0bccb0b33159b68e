"""The latest messages of a stream, held back so that reactions, edits and deletions that follow can change them."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import msgspec

from apps.uploads.parsing.base import DELETED, ParsedMessage, ParseReport
from apps.uploads.parsing.reactions import gather_reactions

SIZE = 5_000
"""So many messages may stand between one and what changes it."""


class Window:
    def __init__(self, report: ParseReport) -> None:
        self._held: OrderedDict[str, ParsedMessage] = OrderedDict()
        self._reactions: dict[str, dict[str, str]] = {}
        self._report, self._too_late = report, 0

    def put(self, message: ParsedMessage) -> None:
        """Hold a message; one that is delivered twice is held once."""
        self._held.setdefault(message.source_ref, message)

    def react(self, ref: str, name: str, emoji: str) -> None:
        """Set what one person chose for a message; an empty `emoji` takes it back."""
        if ref not in self._held:
            self._too_late += 1
            return
        chosen = self._reactions.setdefault(ref, {})
        chosen.pop(name, None)
        if emoji:
            chosen[name] = emoji

    def edit(self, ref: str, **changes: Any) -> None:
        if ref in self._held:
            self._held[ref] = msgspec.structs.replace(self._held[ref], **changes)
        else:
            self._too_late += 1

    def delete(self, ref: str) -> None:
        self.edit(ref, kind=DELETED, text="", attachments=(), links=(), mentions=())

    def pop_oldest(self) -> Iterator[ParsedMessage]:
        """Yield messages until no more than SIZE are held."""
        while len(self._held) > SIZE:
            yield self._pop()

    def pop_all(self) -> Iterator[ParsedMessage]:
        while self._held:
            yield self._pop()
        if self._too_late:
            self._report.warn(
                f"Reactions, edits and deletions of messages that are not among the {SIZE:,} before them "
                f"were left out: {self._too_late}."
            )

    def _pop(self) -> ParsedMessage:
        ref, message = self._held.popitem(last=False)
        chosen = self._reactions.pop(ref, None)
        if not chosen:
            return message
        reactions = gather_reactions((emoji, name) for name, emoji in chosen.items())
        return msgspec.structs.replace(message, reactions=reactions)
