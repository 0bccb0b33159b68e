"""Text that signalbackup-tools writes of an Android backup: a file a chat, in the look of an IRC log.

    [Oct 09, 2020 19:45:00] *** Ann changed the group name.
    [Oct 09, 2020 19:46:00] <Ann> hello
    [Oct 09, 2020 19:47:00] *** <Bob> sent file "a.jpg" (Ann: ❤; Bob: 👍)

Other lines go on with the message before them. Deleted messages are not in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.signal.exported import Exported
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.text import iter_lines

STAMP = r"\[(?P<stamp>[A-Z][a-z]{2} \d{2}, \d{4} \d{2}:\d{2}:\d{2})\] "
HEADER = re.compile(
    STAMP + r"(?:\*\*\* (?:<(?P<owner>.{1,200}?)> sent file)?|<(?P<who>.{1,200}?)> )(?P<text>.*)"
)
BEGINNING = re.compile(r"\s*" + STAMP + r"(?:\*\*\*|<[^\n<>]{1,200}>) ")
FILE = re.compile(r' (?:"(?P<name>.{1,255})"|of type (?P<type>\S{1,100}))')
REACTIONS = re.compile(
    r" \(((?:[^()\n:;]{1,200}: [^()\n:;\w]{1,40})(?:; [^()\n:;]{1,200}: [^()\n:;\w]{1,40}){0,100})\)$"
)
CALL = re.compile(
    r"(?:missed|incoming|outgoing|declined|group)? ?(?:voice |video |audio )?call\b", re.IGNORECASE
)
CHAT_ID = re.compile(r" \(_id\d{1,10}\)$")
MONTH_DAY_YEAR = "%b %d, %Y %H:%M:%S"
MAX_CHARS = 256 * 1024


@dataclass(slots=True)
class Draft:
    number: int
    match: re.Match[str]
    lines: list[str] = field(default_factory=list)


def looks_like_tools_text(text: str) -> bool:
    return BEGINNING.match(text) is not None


def read_tools_text(source: BinaryIO, report: ParseReport) -> Iterator[Exported]:
    draft: Draft | None = None
    size = 0
    for number, line in enumerate(iter_lines(source, report), start=1):
        if match := HEADER.match(line):
            if draft is not None:
                yield _finish(draft)
            draft, size = Draft(number, match, [match["text"]]), 0
        elif draft is None:
            if line.strip():
                report.skip(number, "The line stands before the first message.", line)
        elif (size := size + len(line)) < MAX_CHARS:
            draft.lines.append(line)
    if draft is not None:
        yield _finish(draft)


def parse_stamp(shown: str) -> datetime | None:
    """Return the time of `Oct 09, 2020 19:45:00`, with English months."""
    try:
        return datetime.strptime(shown.strip(), MONTH_DAY_YEAR)
    except ValueError:
        return None


def _finish(draft: Draft) -> Exported:
    match, text = draft.match, "\n".join(draft.lines)
    reactions = REACTIONS.search(text) if match["who"] or match["owner"] else None
    if reactions is not None:
        text = text[: reactions.start()]
    file = FILE.match(text) if match["owner"] else None
    is_event = not (match["who"] or match["owner"])
    return Exported(
        position=draft.number,
        place=f"line {draft.number}",
        sender=match["who"] or match["owner"] or "",
        local=parse_stamp(match["stamp"]),
        shown_time=match["stamp"],
        text="" if match["owner"] else clean_text(text),
        is_call=is_event and CALL.search(text) is not None,
        files=(_name_file(file),) if match["owner"] else (),
        reactions=tuple(_pairs(reactions[1])) if reactions else (),
    )


def _name_file(file: re.Match[str] | None) -> str:
    """Return the file's name; of one without, its type as a name that tells it."""
    if file is None:
        return ""
    return file["name"] or f"attachment.{file['type'].rpartition('/')[2]}"


def _pairs(reactions: str) -> Iterator[tuple[str, str]]:
    for reaction in reactions.split("; "):
        name, _, emoji = reaction.rpartition(": ")
        yield emoji, name
