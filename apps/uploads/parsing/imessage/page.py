"""imessage-exporter's HTML, as the blocks of its text: both hold the same, and are read alike from there on.

A message is a `div.message` with spans for time and sender, a `div.message_part` for each bubble, file or version,
then tapbacks and `div.replies`, which hold copies of the messages that answer. Since version 2 the time is a link
that holds the message's id in Apple's database.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.imessage.blocks import MAX_REPLIES, Block
from apps.uploads.parsing.imessage.body import REPLY_NOTE
from apps.uploads.parsing.imessage.times import read_time_line
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.structured.records import clean_text

MARKS = ('class="message_part"', 'class="timestamp"', 'class="sender"')
GUID = re.compile(r"message-guid=([\w:.-]{8,80})")
FILE_TAGS = {"img": "src", "video": "src", "source": "src", "audio": "src", "a": "href"}
TAPBACKS = ("tapback", "reaction")
NOT_TEXT = frozenset(("attachment", "sticker", "attachment_error"))
STICKER_OF_NOBODY = "Sticker from ?: "


def looks_like_page(text: str) -> bool:
    return text.lstrip("\ufeff \r\n")[:1] == "<" and all(mark in text for mark in MARKS)


def iter_page_blocks(source: BinaryIO, report: ParseReport) -> Iterator[Block]:
    """Yield the messages and announcements of a page; copies stand in the blocks they answer."""
    number = 0
    for element in iter_elements(source, report):
        kind = element.get("class") if element.tag == "div" else None
        if (kind == "message" and not _is_copy(element)) or kind == "announcement":
            number += 1
            block = (
                _read_message(element, number) if kind == "message" else _read_announcement(element, number)
            )
            if block is None:
                report.skip(number, "The message has no time.", element_to_text(element).text[:200])
            else:
                yield block
            drop(element)


def _is_copy(element: Any) -> bool:
    return any(around.get("class") == "reply" for around in element.iterancestors("div"))


def _read_announcement(element: Any, number: int) -> Block | None:
    time = read_time_line(element_to_text(element).text.replace("\n", " "))
    return Block(number, f"item {number}", time) if time else None


def _read_message(element: Any, number: int) -> Block | None:
    """Return a message as it stands in the text export; its copies are taken out first."""
    copies = []
    for replies in [node for node in element.iter("div") if node.get("class") == "replies"]:
        copies += [node for node in replies.findall("div/div") if node.get("class") == "message"]
        replies.getparent().remove(replies)
    shown = _find(element, "timestamp")
    time = read_time_line(element_to_text(shown).text) if shown is not None else None
    if time is None:
        return None
    guid = next((match[1] for link in shown.iter("a") if (match := GUID.search(link.get("href") or ""))), "")
    sender = _find(element, "sender")
    block = Block(number, guid or f"item {number}", time)
    block.lines = [
        clean_text(element_to_text(sender).text) if sender is not None else "",
        *_lines_of(element, time.shown),
    ]
    for copy in copies[:MAX_REPLIES]:
        if (reply := _read_message(copy, number)) is not None:
            block.replies.append(reply)
    return block


def _find(element: Any, name: str) -> Any:
    return next((node for node in element.iter("span") if node.get("class") == name), None)


def _lines_of(element: Any, shown_time: str) -> Iterator[str]:
    for node in list(element.iter("div", "span")):
        kind = node.get("class")
        if kind == "message_part":
            yield from _lines_of_part(node, shown_time)
        elif kind in ("deleted", "shared_location", "subject", "shareplay"):
            yield from element_to_text(node).text.split("\n")
        elif kind in ("reactions", "tapbacks"):
            yield "Tapbacks:"
            yield from map(_tapback, _tapbacks_of(node))
            yield ""
        elif kind == "reply_context":
            yield REPLY_NOTE


def _tapbacks_of(node: Any) -> Iterator[Any]:
    """Yield the elements of single tapbacks; an outer and an inner one may have the same class."""
    for inner in node.iter("div", "span"):
        if inner.get("class") in TAPBACKS and inner.getparent().get("class") not in TAPBACKS:
            yield inner


def _tapback(node: Any) -> str:
    text = " ".join(element_to_text(node).text.split())
    return f"Sticker {text}: sticker" if text.startswith("from ") else text


def _lines_of_part(part: Any, shown_time: str) -> Iterator[str]:
    edited = next((node for node in part.iter("div") if node.get("class") == "edited"), None)
    if edited is not None and (rows := list(edited.iter("tr"))):
        yield f"{shown_time} {_last_cell(rows[0])}"
        yield f"Edited a moment later: {_last_cell(rows[-1])}"
        yield ""
        return
    yield from _files_of(part)
    for node in list(part.iter("div", "span")):
        if node.get("class") in NOT_TEXT and node.getparent() is not None:
            _cut(node)
    yield from element_to_text(part).text.split("\n")


def _last_cell(row: Any) -> str:
    cells = row.findall("td")
    return element_to_text(cells[-1]).text if cells else ""


def _files_of(part: Any) -> Iterator[str]:
    """Yield the path of each file of a part as the text export has it; a video names its file twice."""
    paths: dict[str, bool] = {}
    for node in part.iter(*FILE_TAGS):
        path = unquote((node.get(FILE_TAGS[node.tag]) or "").strip())
        if path and not re.match(r"[a-z][a-z0-9+.-]*:", path, re.IGNORECASE):
            paths[path] = any(around.get("class") == "sticker" for around in node.iterancestors("div"))
    for path, is_sticker in paths.items():
        name = path.rpartition("/")[2]
        yield f"{STICKER_OF_NOBODY}{name}" if is_sticker else f"attachments/{name}"


def _cut(node: Any) -> None:
    """Take an element out, but leave the text that follows it."""
    before, parent = node.getprevious(), node.getparent()
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)
