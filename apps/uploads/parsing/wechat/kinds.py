"""What a WeChat message is, by its type."""

import re
from typing import NamedTuple

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.structured.records import clean_text

TEXT, PICTURE, VOICE, CARD, VIDEO, STICKER, PLACE, APP, PHONE, NOTICE, MORE_NOTICES = (
    1, 3, 34, 42, 43, 47, 48, 49, 50, 10000, 10002,
)  # fmt: skip
FILE_TYPES = {PICTURE: "image", VOICE: "audio", CARD: "contact", VIDEO: "video", STICKER: "sticker"}
KNOWN = frozenset((TEXT, PLACE, APP, PHONE, NOTICE, MORE_NOTICES, *FILE_TYPES))
APP_FILE = 6
BY_WORD = (
    ("系统", NOTICE), ("撤回", NOTICE), ("拍一拍", NOTICE), ("通话", PHONE), ("图片", PICTURE), ("语音", VOICE),
    ("视频", VIDEO), ("表情", STICKER), ("名片", CARD), ("位置", PLACE), ("文件", APP), ("链接", APP), ("引用", APP),
    ("文本", TEXT),
)  # fmt: skip
"""WeFlow's names of types; the first that is part of it counts (a video call is a call)."""
MARK = re.compile(r"\[[^\[\]]{1,20}\]$")
XML = re.compile(r"\s*(?:<\?xml|<msg\b|<sysmsg\b|<voipmsg\b|[\w-]{1,60}:\s*<)")
TITLE = re.compile(r"<title>\s*(?:<!\[CDATA\[)?([^<\]]{1,20000})")
ADDRESS = re.compile(r"<url>\s*(?:<!\[CDATA\[)?(https?://[^<\]\s]{1,2000})")
LABEL = re.compile(r'(?:label|poiname)="([^"]{1,500})"')
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#x20;", " "), ("&amp;", "&"))


class Meaning(NamedTuple):
    kind: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()


def type_of_word(word: str) -> int | None:
    """Return the type that WeFlow names in Chinese."""
    return next((number for part, number in BY_WORD if part in word), None)


def read_meaning(number: int | None, subtype: int | None, content: str) -> Meaning:
    content = clean_text(content)
    if number in (NOTICE, MORE_NOTICES):
        return Meaning(SYSTEM, _plain(content))
    if number == PHONE:
        return Meaning(CALL, _plain(content) or "Call")
    if number in FILE_TYPES:
        text = "" if MARK.match(content) or XML.match(content) else content
        return Meaning(MESSAGE, text, (Attachment("", FILE_TYPES[number]),))
    if number == APP:
        return _read_app(subtype, content)
    return Meaning(MESSAGE, _plain(content))


def _read_app(subtype: int | None, content: str) -> Meaning:
    text, address = _plain(content), ADDRESS.search(content)
    links = (_unescape(address[1]),) if address else ()
    if subtype == APP_FILE and text:
        name = clean_name(text.removeprefix("[文件]"))
        return Meaning(MESSAGE, "", (Attachment(name, guess_type(name)),))
    return Meaning(MESSAGE, text, links=links)


def _plain(content: str) -> str:
    """Return the words of a message, which may be WeChat's own XML."""
    if not XML.match(content):
        return content
    found = TITLE.search(content) or LABEL.search(content)
    return clean_text(_unescape(found[1])) if found else ""


def _unescape(text: str) -> str:
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text
