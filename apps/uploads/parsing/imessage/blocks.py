"""The blocks of imessage-exporter's text: each message with its lines, and the replies that stand under it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.imessage.times import TimeLine, read_time_line
from apps.uploads.parsing.text import iter_lines

DEPTH = 4
"""Blanks before each line of a reply under the message it answers."""
MAX_CHARS = 256 * 1024
MAX_REPLIES = 1_000


@dataclass(slots=True)
class Block:
    """`lines` begin with the sender; an announcement has none. `replies` are copies of blocks that answer this one.

    `place` is the message's id where the export has one, else where it stands; `number` counts lines or messages.
    """

    number: int
    place: str
    time: TimeLine
    lines: list[str] = field(default_factory=list)
    replies: list["Block"] = field(default_factory=list)
    size: int = 0


def iter_blocks(source: BinaryIO, report: ParseReport) -> Iterator[Block]:
    """Yield the blocks in file order. A line is a time's only after a blank one: texts may hold such lines."""
    block: Block | None = None
    reply: Block | None = None
    is_after_blank = True
    for number, line in enumerate(iter_lines(source, report), start=1):
        time = read_time_line(line) if is_after_blank or line.startswith(" " * DEPTH) else None
        if time is not None and time.indent == 0 and is_after_blank and time.begins_message:
            if block is not None:
                yield block
            block, reply = Block(number, f"line {number}", time), None
        elif block is None:
            if line.strip():
                report.skip(number, "The line stands before the first message.", line)
        elif time is not None and time.indent >= DEPTH:
            reply = Block(number, f"line {number}", time)
            if len(block.replies) < MAX_REPLIES:
                block.replies.append(reply)
        elif reply is not None and not line.strip():
            reply = None
        else:
            _add(reply or block, line, report, number)
        is_after_blank = not line.strip()
    if block is not None:
        yield block


def _add(block: Block, line: str, report: ParseReport, number: int) -> None:
    block.size += len(line) + 1
    if block.size > MAX_CHARS:
        report.skip(number, "The message is longer than 256 KB; this line of it was left out.", line)
        return
    block.lines.append(line[min(block.time.indent, len(line) - len(line.lstrip(" "))) :])
