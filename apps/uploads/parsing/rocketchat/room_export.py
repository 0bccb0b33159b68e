"""What a room's menu exports, and the download of one's own data: a file a room, JSON lines or HTML.

Both hold username, time, words (of most events already as a sentence) and files, and no ids; the JSON is called as the
room is, the HTML by its id.
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import unquote

from apps.uploads.parsing.base import (
    CALL,
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.emoji_names import show_emoji
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.rocketchat.events import describe_event, kind_of
from apps.uploads.parsing.rocketchat.record import QUOTED, read_files
from apps.uploads.parsing.values import dicts_of, moment_of, name_of, text_of

JSON_LINE = re.compile(r'\s*\{"msg":')
JSON_AUTHOR = re.compile(r'"username":"[^"\n]{1,200}","ts":"\d{4}-\d\d-\d\dT[\d:.]{8,12}Z"')
PAGE = re.compile(
    r"\s*<meta http-equiv=\"content-type\"[^>]{0,80}>\s*<p><strong>[^<]{0,200}</strong> "
    r"\((?:\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT)?\):<br ?/?>"
)
STAMP = re.compile(r"\s*\((.*)\):")
ASSET = re.compile(r"\./assets/[^-/]{1,60}-(.{1,255})$")
SAID_ALREADY = frozenset(
    (
        *("uj", "ul", "ult", "ujt", "au", "r", "ru", "wm", "livechat-close", "livechat-started"),
        *(
            "user-added-room-to-team",
            "user-converted-to-team",
            "user-converted-to-channel",
            "added-user-to-team",
        ),
        *("user-deleted-room-from-team", "user-removed-room-from-team", "removed-user-from-team"),
    )
)
"""Events whose sentence the export writes, in the server's language."""


def looks_like_room_lines(text: str) -> bool:
    return JSON_LINE.match(text) is not None and JSON_AUTHOR.search(text) is not None


def looks_like_room_page(text: str) -> bool:
    return PAGE.match(text) is not None


def read_room_lines(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "Lines of JSON as Rocket.Chat exports a room."
    conversation = conversation_name(options.filename)
    for number, record in iter_json_lines(source, report):
        yield _read_record(record, conversation, number, report)


def _read_record(
    record: dict[str, Any], conversation: str, number: int, report: ParseReport
) -> ParsedMessage:
    event = {"t": record.get("type"), "msg": record.get("msg")}
    kind, sender = kind_of(event), name_of(record.get("username")) or None
    sent_at = moment_of(record.get("ts"))
    if sent_at is None:
        report.skip(
            number, "The time cannot be read; the message was kept without it.", str(record.get("ts"))[:80]
        )
    return ParsedMessage(
        conversation=conversation,
        sender=sender,
        sender_ref=sender or "",
        sent_at=sent_at,
        text=_words(event, kind, sender),
        kind=kind,
        source_ref=f"line {number}",
        attachments=() if kind == DELETED else tuple(read_files({"attachments": _files(record)})),
    )


def _words(event: dict[str, Any], kind: str, sender: str | None) -> str:
    text = text_of(event["msg"])
    if kind == DELETED:
        return ""
    if kind in (SYSTEM, CALL) and (event["t"] not in SAID_ALREADY or not text):
        return describe_event(event, sender)
    return show_emoji(QUOTED.sub("", text, count=1))


def _files(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the attachments that are files; what a link was turned into is none."""
    return [one for one in dicts_of(record.get("attachments")) if not one.get("message_link")]


def read_room_page(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "A page as Rocket.Chat exports a room."
    conversation, count = conversation_name(options.filename), 0
    for element in iter_elements(source, report, "p"):
        author = element[0] if len(element) and element[0].tag == "strong" else None
        if author is not None and (stamp := STAMP.match(author.tail or "")):
            count += 1
            yield _read_paragraph(element, author, stamp[1], conversation, count, report)
        drop(element)


def _read_paragraph(
    element: Any, author: Any, stamp: str, conversation: str, count: int, report: ParseReport
) -> ParsedMessage:
    sender = clean_name(element_to_text(author).text) or None
    files = tuple(_assets(element))
    is_event = element.find("i") is not None and not files
    author.text = author.tail = None
    element.tag = "pre"
    sent_at = _moment(stamp)
    if sent_at is None:
        report.skip(count, "The time cannot be read; the message was kept without it.", stamp[:80])
    words = element_to_text(element)
    return ParsedMessage(
        conversation=conversation,
        sender=sender,
        sender_ref=sender or "",
        sent_at=sent_at,
        precision="second" if sent_at else "",
        text=show_emoji(words.text.strip()),
        kind=SYSTEM if is_event else MESSAGE,
        source_ref=f"item {count}",
        attachments=files,
        links=words.links,
    )


def _assets(element: Any) -> Iterator[Attachment]:
    """Yield the files that a message links to, and take what the links show out of its words."""
    for link in list(element.iter("a")):
        if found := ASSET.match(unquote(link.get("href") or "")):
            link.text = None
            yield Attachment(clean_name(found[1]), guess_type(found[1]))


def _moment(stamp: str) -> Any:
    try:
        return moment_of(parsedate_to_datetime(stamp).isoformat())
    except (ValueError, TypeError, OverflowError):
        return None
