"""DiscordChatExporter's plain text as messages."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.discord.dates import DateReader
from apps.uploads.parsing.discord.text_blocks import (
    BANNER,
    Banner,
    Block,
    iter_blocks,
    read_banner,
    read_block,
)
from apps.uploads.parsing.text import iter_lines

BEGINNING = re.compile(rf"\s*{BANNER}\s*\n(?:Guild|Server): [^\n]*\n(?:Category: [^\n]*\n)?Channel: ")


def looks_like_text(text: str) -> bool:
    return BEGINNING.match(text) is not None


def read_text(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "The banner of DiscordChatExporter's text files."
    dates = DateReader((block.date for block in _blocks(source, Banner())), options, report)
    return _read(source, dates, options, report)


def _blocks(source: BinaryIO, banner: Banner, report: ParseReport | None = None) -> Iterator[Block]:
    """Yield the messages' blocks, after the banner was read; the footer's count goes into it."""
    lines = iter_lines(source, report or ParseReport())
    read_banner(lines, banner)
    return iter_blocks(lines, banner)


def _read(
    source: BinaryIO, dates: DateReader, options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    banner, count = Banner(), 0
    for block in _blocks(source, banner, report):
        moment = dates.read_local(block.date)
        if moment.sent_at is None:
            report.skip(block.line, "The time cannot be read; the message was kept without it.", block.date)
        count += 1
        yield read_block(block, moment, banner, options.filename)
    if banner.stated_count is None:
        report.warn("The file has no end as the program writes it; it may be cut off.")
    elif banner.stated_count != count:
        report.warn(f"The file says that it holds {banner.stated_count} messages; {count} were found.")
