"""`result.json` as messages."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.json_items import Item, iter_heads, iter_items
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.telegram.record import RecordReader
from apps.uploads.parsing.values import name_of, ref_of

PATHS = ("messages.item", "chats.list.item.messages.item", "left_chats.list.item.messages.item")
CHAT_TYPE = re.compile(
    r'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|verification_codes'
    r'|(?:private|public)_(?:group|supergroup|channel))"'
)
OWN_KEYS = ('"date_unixtime"', '"text_entities"', '"from_id"', '"actor_id"')
NAMELESS = {"saved_messages": "Saved Messages", "replies": "Replies", "personal_chat": "Deleted Account"}


def looks_like_json(text: str) -> bool:
    """Return whether a file begins as an export of one chat or of all; the first messages may be far in the latter."""
    if text.lstrip()[:1] != "{":
        return False
    if '"personal_information"' in text and '"about"' in text:
        return True
    if '"messages"' not in text:
        return False
    return CHAT_TYPE.search(text) is not None or ('"text"' in text and any(key in text for key in OWN_KEYS))


def read_json(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "JSON with the chat types and field names of Telegram Desktop's result.json."
    clock = LocalClock(options, report)
    heads = _late_heads(source)
    chat: dict[str, Any] | None = None
    for item in iter_items(source, report, *PATHS):
        if item.head is not chat:
            chat = item.head
            reader = RecordReader(*_name_chat({**item.head, **next(heads, {})}, options), clock, report)
        yield reader.read(item.value, item.position)


def _late_heads(source: BinaryIO) -> Iterator[dict[str, Any]]:
    """Return what is said about each chat, if it stands after the messages; the export itself puts it before them."""
    first: Item | None = next(iter_items(source, ParseReport(), *PATHS), None)
    if first is None or "name" in first.head:
        return iter(())
    return iter(list(iter_heads(source, *PATHS)))


def _name_chat(head: dict[str, Any], options: ParseOptions) -> tuple[str, str]:
    kind = head.get("type")
    name = name_of(head.get("name")) or (NAMELESS.get(kind, "") if isinstance(kind, str) else "")
    ref = ref_of(head.get("id"))
    return name or (f"Chat {ref}" if ref else conversation_name(options.filename)), ref
