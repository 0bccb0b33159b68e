"""`result.json` as messages."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample
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


class TelegramParser:
    name = "telegram"
    label = "Telegram export (JSON)"
    family = "telegram"
    extensions = (".json",)
    guide = (
        "Open Telegram Desktop on a computer; phones cannot export.",
        "For one chat open it and choose Export chat history in its menu; for all of them choose Settings, Advanced, "
        "Export Telegram data.",
        "Choose JSON as the format (machine-readable), and which media are to come along.",
        "Upload result.json, or a zip of the whole folder.",
    )
    remarks = (
        "Kept: ids, people, times to the second, replies, topics, edits, reactions, forwards, polls, files by name and "
        "size. Deleted messages are not in the export; only the latest reactions name who reacted."
    )

    def sniff(self, sample: Sample) -> float:
        text = sample.text
        if text.lstrip()[:1] != "{":
            return 0.0
        if '"personal_information"' in text and '"about"' in text:
            return 0.98
        if '"messages"' not in text:
            return 0.0
        if CHAT_TYPE.search(text):
            return 0.98
        return 0.97 if any(key in text for key in OWN_KEYS) and '"text"' in text else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        report.recognised_by = "JSON with the chat types and field names of Telegram Desktop's result.json."
        clock = LocalClock(options, report)
        heads = _late_heads(source)
        chat: dict[str, Any] | None = None
        for item in iter_items(source, report, *PATHS):
            if item.head is not chat:
                chat = item.head
                reader = RecordReader(*_name_chat({**item.head, **next(heads, {})}, options), clock, report)
            if message := reader.read(item.value, item.position):
                yield message


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
