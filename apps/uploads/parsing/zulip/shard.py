"""Messages of an organisation's export: rows of `zerver_message`."""

from typing import Any

import orjson

from apps.uploads.parsing.base import DELETED, MESSAGE, POLL, ParsedMessage, ParseReport
from apps.uploads.parsing.json_items import Item
from apps.uploads.parsing.values import dicts_of, int_of, moment_of, name_of, ref_of
from apps.uploads.parsing.zulip.markdown import read_markdown
from apps.uploads.parsing.zulip.realm import Place, Realm

DELETED_TEXT = "(deleted)"


class ShardReader:
    """Reads rows of `zerver_message`."""

    def __init__(self, realm: Realm, file_name: str, report: ParseReport) -> None:
        self._realm, self._file_name, self._report = realm, file_name, report
        self._topics: set[tuple[int | None, str]] = set()

    def read(self, item: Item) -> ParsedMessage | None:
        row, realm = item.value, self._realm
        if not isinstance(row.get("content"), str):
            self._report.skip(item.position, "The message has no content.", ", ".join(row)[:200])
            return None
        identity, sender, recipient = (int_of(row.get(key)) for key in ("id", "sender", "recipient"))
        place = realm.place(recipient, sender) or Place(
            self._file_name, "" if recipient is None else f"{recipient}"
        )
        topic = name_of(row.get("subject")) if realm.is_channel(recipient) else ""
        written, is_deleted = read_markdown(row["content"]), row["content"].strip() == DELETED_TEXT
        is_edited = _is_edited(row)
        return ParsedMessage(
            place.name or self._file_name,
            realm.person(sender) or None,
            moment_of(row.get("date_sent")),
            "" if is_deleted else written.text,
            DELETED if is_deleted else POLL if written.is_poll else MESSAGE,
            source_ref=ref_of(row.get("id")) or f"item {item.position}",
            starts_session=self._begins(recipient, topic),
            is_edited=is_edited,
            reply_to_ref=written.answered,
            attachments=realm.files_of(identity),
            reactions=realm.reactions_to(identity),
            conversation_ref=place.ref,
            sender_ref=realm.address(sender),
            edited_at=moment_of(row.get("last_edit_time")) if is_edited else None,
            thread_ref=topic,
            mentions=written.mentions,
            links=written.links,
        )

    def _begins(self, recipient: int | None, topic: str) -> bool:
        """Return whether this is the first message of a topic."""
        if not topic or (recipient, topic) in self._topics:
            return False
        self._topics.add((recipient, topic))
        return True


def _is_edited(row: dict[str, Any]) -> bool:
    """Return whether the words were edited; moving a message to another topic counts as an edit there."""
    if row.get("last_edit_time") is None:
        return False
    history = row.get("edit_history")
    try:
        history = orjson.loads(history) if isinstance(history, str) else history
    except ValueError:
        return True
    changes = list(dicts_of(history))
    return not changes or any("prev_content" in change for change in changes)
