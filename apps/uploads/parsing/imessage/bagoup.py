"""bagoup's text: `[2020-03-01 15:34:05] Ann: text`."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import iter_lines, strip_marks

HEADER = re.compile(r"\[(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\] ([^\n]{1,200}?): (.*)")
FILE = re.compile(r"<attached: ([^<>\n]{1,400})>")
FILENAME = re.compile(r"(?:^|/)(?:any|iMessage|SMS|RCS)[,;][-+][,;][^/]{1,200}\.txt$")
OWNER = "Me"
MAX_CHARS = 256 * 1024
SAMPLED_LINES = 400


def looks_like_bagoup(text: str, filename: str) -> bool:
    """Return whether messages have bagoup's form, which other programs share.

    One of them has to be by "Me", as no other program calls its owner, or the file to have a name such as bagoup
    gives.
    """
    headers = [
        header
        for line in text.lstrip("\ufeff\r\n").split("\n")[:SAMPLED_LINES]
        if line.startswith("[") and (header := HEADER.match(line))
    ]
    is_named_so = FILENAME.search(filename) is not None
    return HEADER.match(text.lstrip("\ufeff\r\n")) is not None and (
        is_named_so or any(header[2] == OWNER for header in headers)
    )


def name_of_chat(filename: str) -> str:
    """Return the name of the folder that bagoup made for a contact; the file itself is named after a number."""
    path = PurePosixPath(filename.replace("\\", "/"))
    if FILENAME.search(filename) and len(path.parts) > 1:
        return clean_name(path.parts[-2]) or conversation_name(filename)
    return conversation_name(filename)


def read_bagoup(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    clock, conversation = LocalClock(options, report), name_of_chat(options.filename)
    for number, header, lines in _iter_drafts(source, report):
        local = _local(header[1])
        if local is None:
            report.skip(number, "There is no such date or time; the message was kept without it.", header[1])
        files = [match[1] for line in lines if (match := FILE.fullmatch(line.strip()))]
        text = "\n".join(line for line in lines if not FILE.fullmatch(line.strip()))
        yield ParsedMessage(
            conversation=conversation,
            sender=clean_name(header[2]) or None,
            sent_at=None if local is None else clock.to_utc(local),
            text=text.strip(),
            local_time="" if local is None else local.isoformat(),
            precision="" if local is None else "second",
            source_ref=f"line {number}",
            attachments=tuple(Attachment(name.rpartition("/")[2][:255], guess_type(name)) for name in files),
        )


def _iter_drafts(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, re.Match[str], list[str]]]:
    """Yield number and match of each header, with the lines of its message."""
    draft: tuple[int, re.Match[str], list[str]] | None = None
    size = 0
    for number, line in enumerate(iter_lines(source, report), start=1):
        header = HEADER.match(strip_marks(line)) if line.startswith("[") else None
        if header is not None:
            if draft is not None:
                yield draft
            draft, size = (number, header, [header[3]]), 0
        elif draft is not None and (size := size + len(line) + 1) <= MAX_CHARS:
            draft[2].append(line)
        elif draft is not None:
            report.skip(number, "The message is longer than 256 KB; this line of it was left out.", line)
        elif line.strip():
            report.skip(number, "The line stands before the first message.", line)
    if draft is not None:
        yield draft


def _local(shown: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(shown)
    except ValueError:
        return None
    return local if is_plausible(local) else None
