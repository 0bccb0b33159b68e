"""One record of `result.json` as a message."""

from typing import Any, NamedTuple

from apps.uploads.parsing.base import CALL, MESSAGE, POLL, SYSTEM, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.telegram.actions import CALLS, describe_action
from apps.uploads.parsing.telegram.media import read_attachments, read_media_text
from apps.uploads.parsing.telegram.moment import UNKNOWN, Moment
from apps.uploads.parsing.telegram.text import read_text
from apps.uploads.parsing.telegram.topics import Topics
from apps.uploads.parsing.values import dicts_of, int_of, local_of, moment_of, name_of, ref_of

DELETED_ACCOUNT = "Deleted Account"
PAID_REACTION = "⭐"
CUSTOM_REACTION = ":custom_emoji:"
"""The picture of a custom emoji is a file; none of its names is for people."""


class RecordReader:
    """Reads the records of one chat."""

    def __init__(self, conversation: str, ref: str, clock: LocalClock, report: ParseReport) -> None:
        self._conversation, self._ref = conversation, ref
        self._clock, self._report = clock, report
        self._topics = Topics()

    def read(self, record: dict[str, Any], position: int) -> ParsedMessage:
        kind = _kind_of(record)
        is_event = kind in (SYSTEM, CALL)
        sender = read_sender(record, "actor" if is_event else "from")
        text = read_text(record)
        moment = self._moment(record, "date", position)
        edited_at = self._moment(record, "edited", 0).sent_at
        own_ref = ref_of(record.get("id"))
        reply, thread = self._topics.place(record, own_ref, self._reply_of(record))
        return ParsedMessage(
            conversation=self._conversation,
            conversation_ref=self._ref,
            sender=sender.name,
            sender_ref=sender.ref,
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision="second" if moment.sent_at else "",
            text=self._event_text(record, sender.name, text.text) if is_event else _said(record, text.text),
            kind=kind,
            source_ref=own_ref or f"item {position}",
            is_edited=edited_at is not None,
            edited_at=edited_at,
            reply_to_ref=reply,
            thread_ref=thread,
            attachments=read_attachments(record),
            reactions=read_reactions(record.get("reactions")),
            mentions=text.mentions,
            links=text.links,
            forwarded_from=_forwarded_from(record),
        )

    def _event_text(self, record: dict[str, Any], actor: str | None, text: str) -> str:
        if record.get("type") != "service":
            self._report.warn("Messages of a type that Telegram Desktop could not export have no text.")
        return describe_action(record, actor, text)

    def _moment(self, record: dict[str, Any], key: str, position: int) -> Moment:
        """Return the time of a record; at `position` 0 an odd one is no fault: early versions wrote 1970."""
        if sent_at := moment_of(record.get(f"{key}_unixtime")):
            return Moment(sent_at, "")
        value = record.get(key)
        if local := local_of(value):
            return Moment(self._clock.to_utc(local), local.isoformat())
        if sent_at := moment_of(value):
            return Moment(sent_at, "")
        if position and (value or record.get(f"{key}_unixtime")):
            self._report.skip(
                position, "The time cannot be read; the message was kept without it.", str(value)[:80]
            )
        return UNKNOWN

    def _reply_of(self, record: dict[str, Any]) -> str:
        """Return the message answered; one in another chat is not here."""
        peer = ref_of(record.get("reply_to_peer_id"))
        is_here = not peer or peer.lstrip("abcdefghijklmnopqrstuvwxyz-") == self._ref
        return ref_of(record.get("reply_to_message_id")) if is_here else ""


class Sender(NamedTuple):
    name: str | None
    ref: str


def read_sender(record: dict[str, Any], key: str) -> Sender:
    """Return who wrote or did it: `from` or `actor`, null for an account that was deleted."""
    number = record.get(f"{key}_id")
    ref = ref_of(number)
    if isinstance(number, int) and number > 0:
        ref = f"user{number}"
    name = name_of(record.get(key))
    return Sender(name or (DELETED_ACCOUNT if ref or (key == "from" and key in record) else None), ref)


def read_reactions(value: Any) -> tuple[Reaction, ...]:
    """Return each emoji once; custom ones, which have pictures for names, are counted together."""
    counts: dict[str, int] = {}
    people: dict[str, list[str]] = {}
    for reaction in dicts_of(value):
        emoji = _emoji_of(reaction)
        recent = [name_of(one.get("from")) or DELETED_ACCOUNT for one in dicts_of(reaction.get("recent"))]
        count = int_of(reaction.get("count")) or len(recent) or 1
        counts[emoji] = counts.get(emoji, 0) + max(count, 1)
        people.setdefault(emoji, []).extend(recent)
    return tuple(Reaction(emoji, count, tuple(people[emoji])) for emoji, count in counts.items())


def _emoji_of(reaction: dict[str, Any]) -> str:
    if reaction.get("type") == "paid":
        return PAID_REACTION
    return name_of(reaction.get("emoji"))[:64] or CUSTOM_REACTION


def _kind_of(record: dict[str, Any]) -> str:
    if record.get("type") == "service":
        action = record.get("action")
        return CALL if isinstance(action, str) and action in CALLS else SYSTEM
    if record.get("type", "message") != "message":
        return SYSTEM
    return POLL if isinstance(record.get("poll"), dict) else MESSAGE


def _said(record: dict[str, Any], text: str) -> str:
    return "\n".join(filter(None, (read_media_text(record), text))) or name_of(record.get("sticker_emoji"))


def _forwarded_from(record: dict[str, Any]) -> str:
    for key in ("forwarded_from", "saved_from"):
        if key in record:
            return name_of(record[key]) or DELETED_ACCOUNT
    return ""
