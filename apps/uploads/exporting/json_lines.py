"""The neutral format (docs/neutral-format.md), which reads back as it was: see `parsing/neutral.py`."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from apps.uploads.exporting.rows import Row
from apps.uploads.parsing.base import MESSAGE, Attachment, Reaction
from apps.uploads.parsing.neutral import FORMAT, VERSION


def write_json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line each; conversations and people are declared when they first occur."""
    yield _line({"type": FORMAT, "version": VERSION})
    conversations: set[int] = set()
    people: set[int] = set()
    for row in rows:
        if row.conversation_id not in conversations:
            conversations.add(row.conversation_id)
            yield _line(_describe_conversation(row))
        if row.participant_id is not None and row.participant_id not in people:
            people.add(row.participant_id)
            yield _line(_describe_person(row))
        yield _line(_describe_message(row))


def _line(record: dict[str, Any]) -> str:
    return orjson.dumps(record).decode() + "\n"


def _describe_conversation(row: Row) -> dict[str, Any]:
    message = row.message
    described = {"type": "conversation", "id": f"c{row.conversation_id}", "name": message.conversation}
    return described | _filled(ref=message.conversation_ref, format=row.format)


def _describe_person(row: Row) -> dict[str, Any]:
    described = {"type": "person", "id": f"p{row.participant_id}", "name": row.message.sender}
    return described | _filled(ref=row.message.sender_ref)


def _describe_message(row: Row) -> dict[str, Any]:
    message = row.message
    described = {
        "type": "message",
        "conversation": f"c{row.conversation_id}",
        "sender": f"p{row.participant_id}" if row.participant_id is not None else None,
        "sent_at": write_moment(message.sent_at),
        "text": message.text,
    }
    return described | _filled(
        id=message.source_ref,
        kind="" if message.kind == MESSAGE else message.kind,
        local_time=message.local_time,
        precision=message.precision,
        reply_to=message.reply_to_ref,
        thread=message.thread_ref,
        starts_session=message.starts_session,
        is_edited=message.is_edited,
        edited_at=write_moment(message.edited_at),
        forwarded_from=message.forwarded_from,
        attachments=[_describe_attachment(one) for one in message.attachments],
        reactions=[_describe_reaction(one) for one in message.reactions],
        mentions=list(message.mentions),
        links=list(message.links),
        hit=row.hit and {"rank": row.hit.rank, "score": row.hit.score},
    )


def _describe_attachment(attachment: Attachment) -> dict[str, Any]:
    return {"name": attachment.name, "type": attachment.type} | (
        {} if attachment.size_bytes is None else {"size_bytes": attachment.size_bytes}
    )


def _describe_reaction(reaction: Reaction) -> dict[str, Any]:
    return {"emoji": reaction.emoji, "count": reaction.count} | _filled(senders=list(reaction.senders))


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def write_moment(moment: datetime | None) -> str | None:
    """Return ISO 8601 in UTC with a `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
