"""A mailbox parted into its mails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.mbox.headers import Headers, parse_date
from apps.uploads.parsing.mbox.mime import Mail, MailReader
from apps.uploads.parsing.text import SAMPLE_BYTES, detect_encoding, iter_lines

MAX_LINE_BYTES = 64 * 1024
SEPARATOR = re.compile(
    rb"From (?:.{0,250}[ \t])?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?[ \t].{0,60}[0-9]{2}:[0-9]{2}.{0,60})"
)
WHOLE = re.compile(
    rb"From \S{1,250} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
    rb"(?: [+-]\d{4})? \d{4}(?: [+-]\d{4})?\s*$"
)
"""Such a line is a separator also where a program forgot the blank line before it."""
USENET = re.compile(rb"From -?\d{5,25}\s*$")
"""Google's archives of Usenet part articles so, without a time."""
BARE = b"From "
"""All that newer versions of Thunderbird write between mails."""
ESCAPED = re.compile(rb">{1,20}From ")
BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class KnownMails:
    """Hashes of the ids in a file, and whether it is a mailbox rather than a single mail."""

    ids: set[int] = field(default_factory=set)
    is_mailbox: bool = False


def collect_ids(source: BinaryIO) -> KnownMails:
    """Look through a file for the ids of its mails."""
    known, headers = KnownMails(), Headers()
    in_headers = True
    for line, is_separator in _lines(source):
        if is_separator:
            known.is_mailbox, in_headers, headers = True, True, Headers()
        elif in_headers:
            headers.add(line.rstrip(b"\r\n"))
            if not line.strip():
                known.ids.add(hash(headers.message_id))
                in_headers = False
    return known


def split_mails(source: BinaryIO, report: ParseReport) -> Iterator[Mail]:
    """Yield the mails of a mailbox, or the only one of a file that holds one mail."""
    reader: MailReader | None = None
    begins_line = True
    for line, is_separator in _lines(source):
        if is_separator:
            if reader is not None:
                yield reader.finish()
            reader = MailReader(_envelope_time(line))
        elif reader is not None or line.strip():
            reader = reader or MailReader()
            is_escaped = begins_line and line.startswith(b">") and ESCAPED.match(line)
            reader.feed(line[1:] if is_escaped else line, begins_line=begins_line)
        begins_line = line.endswith(b"\n")
    if reader is not None:
        yield reader.finish()


def _lines(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the file's lines, long ones in pieces, and whether each is a separator: after a blank line, the first, or
    unmistakable.
    """
    follows_blank, begins_line = True, True
    for line in _raw_lines(source):
        is_separator = begins_line and line.startswith(b"From ") and _is_separator(line, follows_blank)
        yield line, is_separator
        follows_blank = begins_line and line in (b"\n", b"\r\n")
        begins_line = line.endswith(b"\n")


def _raw_lines(source: BinaryIO) -> Iterator[bytes]:
    """Yield lines or pieces of them; a file that somebody saved anew as UTF-16 is read as the text it shows."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    if detect_encoding(head).startswith("utf-16"):
        yield from (f"{line}\n".encode() for line in iter_lines(source, ParseReport()))
        return
    source.seek(len(BOM) if head.startswith(BOM) else 0)
    while line := source.readline(MAX_LINE_BYTES):
        yield line


def _is_separator(line: bytes, follows_blank: bool) -> bool:
    if line.rstrip(b"\r\n") == BARE:
        return True
    if not follows_blank:
        return WHOLE.match(line) is not None
    return SEPARATOR.match(line) is not None or USENET.match(line) is not None


def _envelope_time(line: bytes) -> datetime | None:
    found = SEPARATOR.match(line)
    return parse_date(found[1].decode("ascii", "replace")) if found else None
