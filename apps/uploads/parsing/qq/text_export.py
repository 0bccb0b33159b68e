"""QQ's text export of messages: `2024-01-02 03:04:05 Nick(10001)`, then the message's lines up to a blank one.

Before it stand `消息记录…`, lines of `=`, `消息分组:` (the group of contacts) and `消息对象:` (the contact or chat); an
export of all messages has these lines again before each of its chats. In group chats a title may stand before the
nick, `【管理员】`, and an e-mail address may take the number's place, `<a@b.c>`; chats of two have neither. The number
10000 is the program's own. Times are local, to the second; hours may have one digit. Older versions of WeChatMsg write
chats of two alike, and notices in place of a name, with nothing below.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import (
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS
from apps.uploads.parsing.text import iter_lines

HEADER = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d) "
    r"(?P<nick>[^\r\n]{0,200}?)(?:\((?P<number>\d{4,12})\)|<(?P<mail>[^<>@\s]{1,100}@[^<>@\s]{1,100})>)?[ \t]*$"
)
ABOUT = re.compile(r"消息对象[:：](.{1,200})")
PREAMBLE = re.compile(r"消息记录|={8,}$|消息分组[:：]|消息对象[:：]")
RULE = re.compile(r"={8,}$")
SECTION = re.compile(r"消息分组[:：]|消息对象[:：]")
MIN_NAMELESS = 2
"""Headers without a number that tell a file without preamble from a text that begins with a date."""
LONGEST_NICK = 40
TITLE = re.compile(r"【[^【】]{1,40}】")
PROGRAM = "10000"
MARKS = {"[图片]": "image", "[语音]": "audio", "[视频]": "video", "[表情]": "sticker", "[文件]": "file"}
SNIFF_LINES = 100


def sniff(text: str) -> float:
    """Certain with QQ's own first lines, or with a number behind a name; less so with names alone."""
    lines = [line.rstrip("\r ") for line in islice(text.strip().split("\n"), SNIFF_LINES)]
    places = [place for place, line in enumerate(lines) if HEADER.match(line)]
    if not places:
        return 0.0
    if PREAMBLE.match(lines[0]):
        return 0.97
    if places[0] > 0:
        return 0.0
    headers = [HEADER.match(lines[place]) for place in places if place == 0 or not lines[place - 1]]
    if any(header["number"] or header["mail"] for header in headers):
        return 0.97
    are_names = all(0 < len(header["nick"]) <= LONGEST_NICK for header in headers)
    return 0.6 if are_names and len(headers) >= MIN_NAMELESS else 0.0


def read(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = (
        "Messages stand under lines with a time, a nick and a number, as in QQ's text export."
    )
    reader = _Reader(options, report)
    for number, line in enumerate(iter_lines(source, report), start=1):
        if message := reader.see(line, number):
            yield message
    if message := reader.finish():
        yield message


class _Reader:
    def __init__(self, options: ParseOptions, report: ParseReport) -> None:
        self._conversation = conversation_name(options.filename)
        self._clock, self._report = LocalClock(options, report), report
        self._header: re.Match[str] | None = None
        self._start = self._size = 0
        self._lines: list[str] = []
        self._is_numbered = False
        self._speakers: set[str] = set()

    def see(self, line: str, number: int) -> ParsedMessage | None:
        """Take the next line; return the message that it ends."""
        if (header := HEADER.match(line)) and self._is_header(header):
            message = self.finish()
            self._header, self._start, self._lines, self._size = header, number, [], 0
            return message
        if self._lines and RULE.match(self._lines[-1]) and SECTION.match(line):
            self._lines.pop()
            message, self._header = self.finish(), None
            self._see_preamble(line, number)
            return message
        if self._header is None:
            self._see_preamble(line, number)
        elif self._size <= MAX_TEXT_CHARS:
            self._lines.append(line)
            self._size += len(line)
        return None

    def _is_header(self, header: re.Match[str]) -> bool:
        """A time with a mere name may be part of a message: it begins one behind a blank line, in chats of two."""
        if header["number"] or header["mail"]:
            self._is_numbered = True
            return True
        if self._header is None:
            self._is_numbered = False
            return True
        return not self._is_numbered and (not self._lines or not self._lines[-1].strip())

    def finish(self) -> ParsedMessage | None:
        header = self._header
        if header is None:
            return None
        sent_at, local_time = self._moment(header)
        text = "\n".join(self._lines).strip()[:MAX_TEXT_CHARS]
        file_type = MARKS.get(text, "")
        nick = clean_name(TITLE.sub("", header["nick"], count=1))
        is_notice = not (text or self._is_numbered or nick in self._speakers)
        if text:
            self._speakers.add(nick)
        return ParsedMessage(
            self._conversation,
            None if is_notice else nick or header["number"] or header["mail"] or None,
            sent_at,
            "" if file_type else nick if is_notice else text,
            SYSTEM if is_notice or header["number"] == PROGRAM else MESSAGE,
            local_time,
            f"line {self._start}",
            attachments=(Attachment("", file_type),) if file_type else (),
            sender_ref=header["number"] or header["mail"] or "",
            precision="second" if sent_at else "",
        )

    def _see_preamble(self, line: str, number: int) -> None:
        if about := ABOUT.match(line):
            self._conversation = clean_name(about[1]) or self._conversation
        elif line.strip() and not PREAMBLE.match(line):
            self._report.skip(number, "The line stands before the first message.", line)

    def _moment(self, header: re.Match[str]) -> tuple[datetime | None, str]:
        names = ("year", "month", "day", "hour", "minute", "second")
        try:
            local = datetime(*(int(header[name]) for name in names))
        except ValueError:
            local = None
        if local is None or not is_plausible(local):
            self._report.skip(
                self._start, "There is no such date or time; the message was kept without it.", header[0]
            )
            return None, ""
        return self._clock.to_utc(local), local.isoformat()
