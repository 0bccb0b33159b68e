"""One record of DiscordChatExporter's JSON as a message."""

from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.discord.sentences import NUMBERED
from apps.uploads.parsing.discord.words import UNKNOWN_AUTHOR, person_name, read_mentions, read_words
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import words
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    int_of,
    moment_of,
    name_of,
    ref_of,
    size_of,
)

SAID = frozenset(
    words("Default Reply ThreadStarterMessage ChatInputCommand ApplicationCommand ContextMenuCommand")
)
SAID_NUMBERS = frozenset(words("0 19 20 21 23"))
"""Types that the program has no name for come as Discord's numbers: replies, commands, first messages of threads."""
EVENTS = frozenset(
    words(
        "RecipientAdd RecipientRemove ChannelNameChange ChannelIconChange ChannelPinnedMessage GuildMemberJoin "
        "ThreadCreated"
    )
)
MAX_EMOJI_CHARS = 64


class RecordReader:
    """Reads the records of one channel."""

    def __init__(self, conversation: str, ref: str, report: ParseReport) -> None:
        self._conversation, self._ref, self._report = conversation, ref, report

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage:
        author, kind = dict_of(record.get("author")), self._kind_of(record)
        forwarded = dict_of(record.get("forwardedMessage"))
        edited_at = moment_of(record.get("timestampEdited"))
        return ParsedMessage(
            conversation=self._conversation,
            conversation_ref=self._ref,
            sender=person_name(author) or None,
            sender_ref=ref_of(author.get("id")),
            sent_at=self._moment(record.get("timestamp"), position),
            text=read_words(record, forwarded, is_bot=author.get("isBot") is True)
            or NUMBERED.get(name_of(record.get("type")), ""),
            kind=kind,
            source_ref=ref_of(record.get("id")) or f"item {position}",
            is_edited=edited_at is not None,
            edited_at=edited_at,
            reply_to_ref=self._reply_of(record) if kind == MESSAGE and not forwarded else "",
            attachments=(*read_attachments(record), *read_attachments(forwarded)),
            reactions=tuple(map(read_reaction, dicts_of(record.get("reactions")))),
            mentions=read_mentions(record),
            forwarded_from=UNKNOWN_AUTHOR if forwarded else "",
        )

    def _kind_of(self, record: dict[str, Any]) -> str:
        kind = name_of(record.get("type")) or "Default"
        if kind in SAID or kind in SAID_NUMBERS:
            return MESSAGE
        if kind == "Call":
            return CALL
        if kind not in EVENTS and not kind.isdecimal():
            self._report.warn(f"Messages of the unknown type {kind[:40]!r} were taken for events.")
        return SYSTEM

    def _moment(self, value: Any, position: int) -> Any:
        sent_at = moment_of(value)
        if sent_at is None and value:
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", str(value)[:80]
            )
        return sent_at

    def _reply_of(self, record: dict[str, Any]) -> str:
        """Return the message answered; one in another channel is not here."""
        reference = dict_of(record.get("reference"))
        channel = ref_of(reference.get("channelId"))
        return ref_of(reference.get("messageId")) if not channel or channel == self._ref else ""


def read_attachments(record: dict[str, Any]) -> Iterator[Attachment]:
    for one in dicts_of(record.get("attachments")):
        name = (name_of(one.get("fileName")) or name_of(one.get("url")).partition("?")[0].rpartition("/")[2])[
            :255
        ]
        yield Attachment(name, guess_type(name), size_of(one.get("fileSizeBytes")))
    for one in dicts_of(record.get("stickers")):
        yield Attachment(name_of(one.get("name")), "sticker")


def read_reaction(reaction: dict[str, Any]) -> Reaction:
    """Return a reaction; emoji of a server's own have a name only."""
    emoji = dict_of(reaction.get("emoji"))
    name = name_of(emoji.get("name")) or name_of(emoji.get("code")) or "?"
    people = tuple(filter(None, map(person_name, dicts_of(reaction.get("users")))))
    shown = f":{name}:" if ref_of(emoji.get("id")) else name
    return Reaction(shown[:MAX_EMOJI_CHARS], max(int_of(reaction.get("count")) or len(people), 1), people)
