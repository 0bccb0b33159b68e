"""Pages that signalbackup-tools writes of an Android backup or of Signal Desktop: a page a chat.

A message is a `div.msg` of the kind `msg-incoming`, `msg-outgoing` or `msg-status`. In direct chats nobody is named:
the page's title is the other one. Nor is in groups who deleted a message.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import unquote

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.html_stream import drop, iter_elements
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.signal.exported import Exported
from apps.uploads.parsing.signal.tools_text import parse_stamp

MARK, MESSAGE = "by signalbackup-tools", ".msg-incoming"
OWNER = "You"
QUOTE, NAME, DATE, DELETED = "msg-quote", "msg-name", "msg-data", "deleted-msg"
INSIDE = frozenset(("msg", "overlay", "edited-overlay"))
"""A message in one of these is an earlier version of another."""
MEDIA = "media/"


def looks_like_tools_page(text: str) -> bool:
    return text.lstrip("\ufeff \r\n").startswith("<") and MARK in text[:1000] and MESSAGE in text


def read_title(source: BinaryIO) -> str:
    """Return the chat's name."""
    for element in iter_elements(source, ParseReport(), "title"):
        return clean_name("".join(element.itertext()))
    return ""


def read_tools_page(source: BinaryIO, title: str, report: ParseReport) -> Iterator[Exported]:
    number, other = 0, ""
    for element in iter_elements(source, report, "div"):
        if _has(element, "msg") and not _is_version(element):
            number += 1
            exported = _read(element, number, other if _has(element, DELETED) else title)
            if exported.sender == title:
                other = title
            yield exported
            _forget(element)


def _read(element: Any, number: int, title: str) -> Exported:
    """Return a message; `title` names who wrote it where the page does not."""
    classes = (element.get("class") or "").split()
    quote = next((one for one in element.iter("div") if _has(one, QUOTE)), None)
    quoted = _text_of(quote)
    if quote is not None:
        quote.getparent().remove(quote)
    is_event, is_deleted = "msg-status" in classes, DELETED in classes
    shown = next((_text(one) for one in element.iter("span") if _has(one, DATE)), "")
    return Exported(
        position=number,
        place=f"item {number}",
        sender="" if is_event else _sender_of(element, classes, title),
        local=parse_stamp(shown),
        shown_time=shown,
        text="" if is_deleted else _text_of(element),
        is_deleted=is_deleted,
        is_edited=any("edited" in (one.get("class") or "") for one in element.iter("div", "span")),
        is_call=is_event and any("-call" in (one.get("class") or "") for one in element.iter("span")),
        quote=quoted,
        files=tuple(_files_of(element)),
        reactions=tuple(_reactions_of(element)),
    )


def _sender_of(element: Any, classes: list[str], title: str) -> str:
    if "msg-outgoing" in classes:
        return OWNER
    named = next((one for one in element.iter("span", "div") if _has(one, NAME)), None)
    return clean_name(_text(named)) if named is not None else title


def _text_of(element: Any) -> str:
    """Return the words: what stands in `pre`."""
    if element is None:
        return ""
    return "\n".join(filter(None, (element_to_text(one).text for one in element.iter("pre"))))


def _files_of(element: Any) -> Iterator[str]:
    """Yield the name of each file; a picture, or what is beside it to load it, has it at the end of its path."""
    paths = dict.fromkeys(
        unquote(one.get("src") or one.get("href") or "")
        for one in element.iter("img", "source", "video", "audio", "a")
    )
    for path in paths:
        if MEDIA in path:
            yield path.rpartition("/")[2]


def _reactions_of(element: Any) -> Iterator[tuple[str, str]]:
    for one in element.iter("div"):
        if _has(one, "msg-reaction"):
            emoji = next((_text(span) for span in one.iter("span") if _has(span, "msg-emoji")), "")
            info = next((div for div in one.iter("div") if _has(div, "msg-reaction-info")), None)
            lines = element_to_text(info).text.split("\n") if info is not None else []
            names = [line.removeprefix("From ").strip() for line in lines if line.startswith("From ")]
            yield from ((emoji, name) for name in names or [""])


def _is_version(element: Any) -> bool:
    return any(
        not INSIDE.isdisjoint((around.get("class") or "").split()) for around in element.iterancestors("div")
    )


def _forget(element: Any) -> None:
    drop(element)
    parent = element.getparent()
    if parent is not None and _has(parent, "incoming-group-msg"):
        drop(parent)


def _has(element: Any, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _text(element: Any) -> str:
    return " ".join(element_to_text(element).text.split())
