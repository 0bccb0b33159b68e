"""What Discord History Tracker saves in a browser (`dht.txt`): the channels that were looked at, of any servers.

    {"meta": {"users": {"11": {"name": "ann"}}, "userindex": ["11"], "servers": [{"name": "Shed", "type": "SERVER"}],
              "channels": {"90": {"server": 0, "name": "general"}}},
     "data": {"90": {"37…": {"u": 0, "t": 1509112800000, "m": "text", "te": edited at, "e": [embeds], "a": [files],
                             "r": id of the message answered, "re": [reactions]}}}}

Messages have no types: only what people wrote was saved. They stand in the order in which pages of them were seen.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from apps.uploads.parsing.base import ParsedMessage, ParseReport, UnreadableExport
from apps.uploads.parsing.discord.record import RecordReader
from apps.uploads.parsing.json_decode import MAX_DEPTH, decode_json
from apps.uploads.parsing.json_items import MAX_ITEM_CHARS, decode_record, report_damage
from apps.uploads.parsing.json_text import Damage, JsonText
from apps.uploads.parsing.text import iter_text
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, list_of, name_of, ref_of, text_of

BEGINNING = re.compile(
    r'\s*\{\s*"meta"\s*:\s*\{\s*"users"\s*:\s*\{\s*(?:"\d{1,25}"\s*:\s*\{\s*"(?:name|tag|avatar)"|\})'
)
KEY = re.compile(r'"(\w{1,25})"\s*:\s*\Z')
MENTION = re.compile(r"<@!?(\d{1,25})>")
SERVER = "SERVER"
MESSAGE_DEPTH = 3
"""Open objects around a message: the document, `data`, the channel."""


class _Entry(NamedTuple):
    meta: dict[str, Any]
    channel: str
    id: str
    raw: str


def looks_like_history(text: str) -> bool:
    return BEGINNING.match(text) is not None


def read_history(source: BinaryIO, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "JSON with the users, channels and messages of Discord History Tracker."
    count, channel = 0, None
    try:
        for count, entry in enumerate(_iter_entries(JsonText(iter_text(source, report))), start=1):
            if entry.channel != channel:
                channel = entry.channel
                reader = _ChannelReader(entry, report)
            if (record := decode_record(entry.raw, count, report)) is not None:
                yield reader.read(entry.id, record, count)
    except Damage as damage:
        report_damage(str(damage), count, report)


def _iter_entries(text: JsonText) -> Iterator[_Entry]:
    """Yield the messages as they stand in the document, with what stands before them about people and channels."""
    meta: dict[str, Any] = {}
    around: list[str] = []
    while (step := text.step()) is not None:
        if step.bracket in "]}":
            if not around:
                raise Damage(step.before[-100:])
            around.pop()
            continue
        match = KEY.search(step.before[-100:])
        key = match[1] if match else ""
        if step.bracket == "{" and len(around) == MESSAGE_DEPTH:
            yield _Entry(meta, around[-1], key, text.take(MAX_DEPTH, MAX_ITEM_CHARS))
        elif step.bracket == "{" and (not around or around[1:] or key == "data"):
            around.append(key)
        elif (raw := text.take(MAX_DEPTH, MAX_ITEM_CHARS)) and key == "meta":
            meta = _decode_meta(raw)
    if around:
        raise Damage("The file ends before it is complete.")


def _decode_meta(raw: str) -> dict[str, Any]:
    try:
        return dict_of(decode_json(raw))
    except ValueError:
        raise UnreadableExport(
            "broken_json", "The list of people and channels is not valid JSON. Export the chat again."
        ) from None


class _ChannelReader:
    """Reads the records of a channel by way of those of DiscordChatExporter."""

    def __init__(self, entry: _Entry, report: ParseReport) -> None:
        self._users = dict_of(entry.meta.get("users"))
        self._index = list_of(entry.meta.get("userindex"))
        self._reader = RecordReader(_name_channel(entry), entry.channel, report)

    def read(self, ref: str, record: dict[str, Any], position: int) -> ParsedMessage:
        content = text_of(record.get("m"))
        message = self._reader.read(
            {
                "id": ref,
                "author": self._person(self._ref_of_user(record.get("u"))),
                "timestamp": record.get("t"),
                "timestampEdited": record.get("te"),
                "content": content,
                "mentions": [self._person(one) for one in MENTION.findall(content)],
                "embeds": [
                    {"title": one.get("t") or one.get("url"), "description": one.get("d")}
                    for one in dicts_of(record.get("e"))
                ],
                "attachments": [
                    {"fileName": one.get("name"), "url": one.get("url")} for one in dicts_of(record.get("a"))
                ],
                "reference": {"messageId": record.get("r")},
                "reactions": [
                    {"emoji": {"name": one.get("n"), "id": one.get("id")}, "count": one.get("c")}
                    for one in dicts_of(record.get("re"))
                ],
            },
            position,
        )
        return msgspec.structs.replace(message, is_edited=True) if record.get("f") == 1 else message

    def _ref_of_user(self, place: Any) -> str:
        place = int_of(place)
        return ref_of(self._index[place]) if place is not None and 0 <= place < len(self._index) else ""

    def _person(self, ref: str) -> dict[str, str]:
        return {"id": ref, "name": name_of(dict_of(self._users.get(ref)).get("name"))}


def _name_channel(entry: _Entry) -> str:
    channel = dict_of(dict_of(entry.meta.get("channels")).get(entry.channel))
    servers, place = list_of(entry.meta.get("servers")), int_of(channel.get("server"))
    server = dict_of(servers[place]) if place is not None and 0 <= place < len(servers) else {}
    name = name_of(channel.get("name")) or name_of(server.get("name")) or f"Channel {entry.channel}"
    return f"{name_of(server.get('name'))} / {name}"[:200] if server.get("type") == SERVER else name
