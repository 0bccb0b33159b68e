"""`chat.md` of signal-export: `[2023-01-31 12:00:00] Ann: text`, and below the text what belongs to it.

A quotation stands before the text as lines of `> `. After it come `(- Bob: 👍, Me: ❤️ -)` for reactions, `(( 😀 ))`
for a sticker and `![name](./media/name)` for files.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.signal.exported import NO_SENDER, Exported
from apps.uploads.parsing.text import iter_lines, strip_marks

HEADER = re.compile(r"\[(\d{4}-\d{2}-\d{2}),? (\d{2}:\d{2}(?::\d{2})?)\] ([^\n]{1,200}?): ?(.*)", re.DOTALL)
FILE = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((\.{1,2}/(?:media|exported_stickers)/[^)\n]{1,500})\) {0,2}")
REACTIONS = re.compile(r"^\(- (.*) -\)$", re.MULTILINE)
STICKER = re.compile(r"^\(\( (.{0,40}) \)\)$", re.MULTILINE)
DELETED_TEXT = "(This message was deleted)"
STICKERS = "exported_stickers"
MAX_CHARS = 256 * 1024
SAMPLED_LINES = 300


class _Draft(NamedTuple):
    line: int
    header: re.Match[str]
    lines: list[str]


def looks_like_markdown(text: str, filename: str) -> bool:
    """Return whether these are messages as signal-export writes them. Their form alone is also that of other
    programs."""
    lines = text.lstrip("\ufeff\r\n").split("\n")[:SAMPLED_LINES]
    if not HEADER.match(lines[0]):
        return False
    stem = filename.replace("\\", "/").rpartition("/")[2].lower()
    ends_in_blanks = sum(line.rstrip("\r").endswith("  ") for line in lines)
    headers = sum(line.startswith("[") and HEADER.match(line) is not None for line in lines)
    return stem in ("chat.md", "index.md") or ends_in_blanks >= 0.6 * headers or "](./media/" in text


def read_markdown(source: BinaryIO, report: ParseReport) -> Iterator[Exported]:
    draft: _Draft | None = None
    size = 0
    for number, line in enumerate(iter_lines(source, report), start=1):
        header = HEADER.match(strip_marks(line)) if line[:1] in "[\u200e\u200f" else None
        if header is not None:
            if draft is not None:
                yield _finish(draft)
            draft, size = _Draft(number, header, [header[4]]), 0
        elif draft is not None and size + len(line) < MAX_CHARS:
            draft.lines.append(line)
            size += len(line) + 1
        elif draft is not None:
            report.skip(number, "The message is longer than 256 KB; this line of it was left out.", line)
        elif line.strip():
            report.skip(number, "The line stands before the first message.", line)
    if draft is not None:
        yield _finish(draft)


def _finish(draft: _Draft) -> Exported:
    day, clock, sender, _ = draft.header.groups()
    quote, lines = _split_quote(draft.lines)
    text = "\n".join(lines)
    files = [(match[1], match[2]) for match in FILE.finditer(text)]
    text = FILE.sub("", text)
    reactions, sticker = REACTIONS.findall(text), STICKER.search(text)
    text = STICKER.sub("", REACTIONS.sub("", text)).strip()
    return Exported(
        position=draft.line,
        place=f"line {draft.line}",
        sender="" if sender == NO_SENDER else sender,
        local=_local(day, clock),
        shown_time=f"{day} {clock}",
        has_seconds=len(clock) > len("12:00"),
        text="" if text == DELETED_TEXT else text,
        is_deleted=text == DELETED_TEXT,
        quote=quote,
        sticker=sticker[1] if sticker else "",
        stickers=tuple(path.rpartition("/")[2] for _, path in files if STICKERS in path),
        files=tuple(name or path.rpartition("/")[2] for name, path in files if STICKERS not in path),
        reactions=tuple(pair for line in reactions for pair in _pairs(line)),
    )


def _split_quote(lines: list[str]) -> tuple[str, list[str]]:
    """Return the words quoted before a message, and the lines of the message itself."""
    start = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if start == 0 or not lines[start].startswith("> "):
        return "", lines
    end = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
    return "\n".join(line.removeprefix("> ") for line in lines[start:end]), lines[end:]


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield emoji and name; a comma may belong to the name, which then goes on in the next piece."""
    rest = ""
    for piece in line.split(", "):
        name, colon, emoji = f"{rest}{piece}".rpartition(": ")
        rest = "" if colon else f"{rest}{piece}, "
        if colon:
            yield emoji, name


def _local(day: str, clock: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day} {clock}")
    except ValueError:
        return None
