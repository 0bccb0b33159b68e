"""Messages of several lines, of which only the first has a stamp, as Pidgin writes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from apps.uploads.parsing.base import SYSTEM, ParsedMessage, ParseReport
from apps.uploads.parsing.drafts import add_line

FURTHER = "further line "
"""Begins the `source_ref` of a line that goes on with the message before it; its number follows."""


@dataclass(slots=True)
class _Draft:
    message: ParsedMessage
    more: list[str] = field(default_factory=list)
    size: int = 0

    def finish(self) -> ParsedMessage:
        while self.more and not self.more[-1].strip():
            self.more.pop()
        if not self.more:
            return self.message
        return msgspec.structs.replace(self.message, text="\n".join([self.message.text, *self.more]))


def join_lines(lines: Iterator[ParsedMessage], report: ParseReport) -> Iterator[ParsedMessage]:
    """Yield the messages with their further lines."""
    draft: _Draft | None = None
    for line in lines:
        if not line.source_ref.startswith(FURTHER):
            if draft is not None:
                yield draft.finish()
            draft = _Draft(line)
        elif draft is not None and draft.message.kind != SYSTEM:
            add_line(draft, line.text, int(line.source_ref[len(FURTHER) :]), report)
        elif line.text.strip():
            report.skip(
                int(line.source_ref[len(FURTHER) :]),
                "The line has no time stamp as the others do.",
                line.text,
            )
    if draft is not None:
        yield draft.finish()
