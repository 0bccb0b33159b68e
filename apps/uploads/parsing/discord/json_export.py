"""DiscordChatExporter's JSON as messages."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.discord.record import RecordReader
from apps.uploads.parsing.json_items import iter_items, read_head
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.values import dict_of, name_of, ref_of

PATH, HEAD_KEYS = "messages.item", ("guild", "channel")
BEGINNING = re.compile(r'\s*\{\s*"(?:guild|channel)"\s*:\s*\{')
DIRECT_GUILD = "0"


def looks_like_json(text: str) -> bool:
    return BEGINNING.match(text) is not None and '"guild"' in text and '"channel"' in text


def read_json(
    sources: Iterable[BinaryIO], options: ParseOptions, report: ParseReport
) -> Iterator[ParsedMessage]:
    """Yield each message once, by its id, whichever of the files has it."""
    report.recognised_by = "JSON with the guild, channel and messages of DiscordChatExporter."
    seen: set[int | str] = set()
    for source in sources:
        reader = RecordReader(*_name_channel(read_head_of(source), options), report)
        for item in iter_items(source, report, PATH):
            message = reader.read(item.value, item.position)
            if (key := _key_of(message.source_ref)) not in seen:
                seen.add(key)
                yield message


def _key_of(source_ref: str) -> int | str:
    """Return a snowflake as a number, which takes a third of its room."""
    return int(source_ref) if source_ref.isascii() and source_ref.isdigit() else source_ref


def read_head_of(source: BinaryIO) -> dict[str, Any]:
    """Return guild and channel: from the beginning, where the program writes them, else from wherever they stand."""
    first = next(iter_items(source, ParseReport(), PATH, keys=HEAD_KEYS), None)
    if first is not None and "channel" in first.head:
        return first.head
    return read_head(source, PATH, keys=HEAD_KEYS)


def _name_channel(head: dict[str, Any], options: ParseOptions) -> tuple[str, str]:
    """Return the name, `guild / channel`, and the channel's id."""
    guild, channel = dict_of(head.get("guild")), dict_of(head.get("channel"))
    name, ref = name_of(channel.get("name")), ref_of(channel.get("id"))
    parts = [name or conversation_name(options.filename)]
    if ref_of(guild.get("id")) != DIRECT_GUILD:
        if "thread" in name_of(channel.get("type")).lower():
            parts.insert(0, name_of(channel.get("category")))
        parts.insert(0, name_of(guild.get("name")))
    return " / ".join(filter(None, parts))[:200], ref
