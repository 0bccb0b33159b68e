"""WechatExporter's pages and texts of WeChat chats on an iPhone's backup.

A page's messages are `div`s with a `msgid` and WeChat's own number of the type, and in them `nt-box` (name and time)
and `content-box`; notices, `chat-notice`, have no time. A text has `Name (2024-01-02 03:04:05):words`, and `系统消息：`
before notices. Times are of the computer's clock, to the second. Long pages leave later messages to scripts beside.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import unquote

from apps.uploads.parsing.base import (
    CALL,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.clock import LocalClock, is_plausible
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.structured.records import MAX_TEXT_CHARS
from apps.uploads.parsing.text import iter_lines
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import int_of
from apps.uploads.parsing.wechat.kinds import FILE_TYPES, KNOWN, NOTICE, PHONE

TITLE = " - 微信聊天记录"
PAGE = re.compile(r"\s*<!doctype html", re.IGNORECASE)
PAGE_SIGNS = (".chat-notice", "nt-box", " msgid=")
STAMP = r"(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2}) (?P<time>\d{1,2}:\d\d:\d\d)"
SHOWN_TIME = re.compile(STAMP)
HEADER = re.compile(rf"(?P<name>[^\n]{{1,80}}?) \({STAMP}\):")
NOTICE_MARK = "系统消息："
MARKS = {
    "[图片]": "image", "[photo]": "image", "[音频]": "audio", "[语音]": "audio", "[audio]": "audio",
    "[视频]": "video", "[video]": "video", "[表情]": "sticker", "[emoji]": "sticker",
}  # fmt: skip
LATER_MESSAGES = "moreWechatMsgs"
SNIFF_LINES = 100
MIN_HEADERS = 2


def sniff_page(text: str) -> bool:
    return PAGE.match(text) is not None and (
        f"{TITLE}</title>" in text or all(sign in text for sign in PAGE_SIGNS)
    )


def sniff_text(text: str) -> float:
    lines = [line.rstrip("\r") for line in islice(text.lstrip("\ufeff\r\n ").split("\n"), SNIFF_LINES)]
    count = sum(HEADER.match(line) is not None for line in lines)
    if lines[0].endswith(TITLE):
        return 0.98 if count else 0.0
    return 0.9 if count >= MIN_HEADERS and HEADER.match(lines[0]) else 0.0


def read_page(
    source: BinaryIO, options: ParseOptions, report: ParseReport, unknown: UnknownKinds
) -> Iterator[ParsedMessage]:
    report.recognised_by = "The page has messages as WechatExporter writes them."
    conversation, clock, number = conversation_name(options.filename), LocalClock(options, report), 0
    for element in iter_elements(source, report):
        if element.tag == "title":
            conversation = _name_of(_text(element)) or conversation
        elif element.tag == "script" and LATER_MESSAGES in (element.text or ""):
            report.warn(
                "Pages that load while scrolling hold a chat's first messages only. If later ones are missing, export "
                "again with all messages on one page, or as text."
            )
        elif element.tag == "div" and element.get("msgid") is not None:
            number += 1
            yield _read_element(element, number, conversation, clock, unknown)
            drop(element)


def read_text(
    source: BinaryIO, options: ParseOptions, report: ParseReport, _unknown: UnknownKinds
) -> Iterator[ParsedMessage]:
    report.recognised_by = "Messages begin with a name and a time as WechatExporter writes them."
    conversation, clock = conversation_name(options.filename), LocalClock(options, report)
    start: tuple[int, str, datetime | None] | None = None
    lines: list[str] = []
    for number, line in enumerate(iter_lines(source, report), start=1):
        header = HEADER.match(line)
        is_notice = header is None and line.startswith(NOTICE_MARK)
        if header or is_notice:
            if start is not None:
                yield _from_lines(start, lines, conversation, clock)
            name = clean_name(header["name"]) if header else ""
            start = number, name, _moment(header) if header else None
            lines = [line[header.end() if header else len(NOTICE_MARK) :]]
        elif start is not None:
            lines.append(line)
        elif line.endswith(TITLE):
            conversation = _name_of(line) or conversation
        elif line.strip():
            report.skip(number, "The line stands before the first message.", line)
    if start is not None:
        yield _from_lines(start, lines, conversation, clock)


def _from_lines(
    start: tuple[int, str, datetime | None], lines: list[str], conversation: str, clock: LocalClock
) -> ParsedMessage:
    number, name, local = start
    text = "\n".join(lines).strip()[:MAX_TEXT_CHARS]
    file_type = MARKS.get(text.lower(), "") if name else ""
    attachments = (Attachment("", file_type),) if file_type else ()
    kind = MESSAGE if name else SYSTEM
    return _make(
        conversation, name, local, "" if file_type else text, kind, attachments, f"line {number}", clock
    )


def _read_element(
    element: Any, number: int, conversation: str, clock: LocalClock, unknown: UnknownKinds
) -> ParsedMessage:
    classes, type_number = (element.get("class") or "").split(), int_of(element.get("msgtype"))
    if type_number is not None and type_number not in KNOWN:
        unknown.add(str(type_number))
    box = next((one for one in element.iter("div") if "nt-box" in (one.get("class") or "")), None)
    named = None if box is None else next(box.iter("span"), None)
    name = "" if named is None else clean_name(_text(named))
    shown = None if box is None else SHOWN_TIME.search(_text(box).removeprefix(name))
    content = next((one for one in element.iter("div") if "content-box" in (one.get("class") or "")), element)
    text, links = _words_of(content)
    file_type = FILE_TYPES.get(type_number, "")
    attachments = (
        tuple(_files_of(content, file_type)) if any("media" in one for one in classes) or file_type else ()
    )
    kind = CALL if type_number == PHONE else MESSAGE
    if "chat-notice" in classes or type_number == NOTICE or not name:
        kind, name, text = SYSTEM, "", text.removeprefix(NOTICE_MARK)
    local = _moment(shown) if shown else None
    reference = element.get("msgid").strip() or f"item {number}"
    return _make(conversation, name, local, text, kind, attachments, reference, clock, links)


def _words_of(content: Any) -> tuple[str, tuple[str, ...]]:
    """Return the words: of a link its title and description, of a reply not what it answers."""
    wanted, links = [], []
    for one in content.iter("a", "span"):
        classes = (one.get("class") or "").split()
        if one.tag == "a" and next(one.iter("b"), None) is not None:
            wanted.append(_text(one))
            links.append(one.get("href") or "")
        elif "dont-break-out" in classes and "refermsg" not in classes:
            marked = element_to_text(one, keeps_spaces=True)
            wanted.append(marked.text)
            links += marked.links
    return "\n".join(filter(None, wanted)), tuple(
        dict.fromkeys(link for link in links if link.startswith("http"))
    )


def _files_of(content: Any, file_type: str) -> Iterator[Attachment]:
    for one in content.iter("img", "audio", "video"):
        source = next(one.iter("source"), one)
        path = unquote(one.get("rawurl") or source.get("src") or "")
        kind = file_type or {"img": "image"}.get(one.tag, one.tag)
        yield Attachment(clean_name(re.split(r"[/\\]", path)[-1]), kind)


def _make(
    conversation: str,
    name: str,
    local: datetime | None,
    text: str,
    kind: str,
    attachments: tuple[Attachment, ...],
    source_ref: str,
    clock: LocalClock,
    links: tuple[str, ...] = (),
) -> ParsedMessage:
    return ParsedMessage(
        conversation=conversation,
        sender=name or None,
        sent_at=None if local is None else clock.to_utc(local),
        text=text,
        kind=kind,
        local_time="" if local is None else local.isoformat(),
        source_ref=source_ref,
        precision="" if local is None else "second",
        attachments=attachments,
        links=links,
    )


def _moment(match: re.Match[str]) -> datetime | None:
    try:
        local = datetime.strptime(f"{match['date'].replace('/', '-')} {match['time']}", "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None
    return local if is_plausible(local) else None


def _name_of(title: str) -> str:
    return clean_name(title.removesuffix(TITLE))


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
