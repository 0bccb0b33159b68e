"""Writes parsed messages to the database, batch by batch, each in one fenced transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from django.db import connection
from django.db.models import Q

from apps.uploads.models import SAID, Conversation, Message, Participant, SourceFile, Upload
from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction

NAME_LENGTH = 255
KEY_LENGTH = 600
"""PostgreSQL's index takes 2,700 bytes of a value, and a character may have four."""
OF_FILE = "\x1f"
"""Stands in the key of a chat that one file holds by itself, before the file's number."""
MESSAGE_COLUMNS = (
    "conversation_id",
    "sequence",
    "participant_id",
    "kind",
    "sent_at",
    "local_time",
    "text",
    "starts_session",
    "source_ref",
    "is_edited",
    "reply_to_ref",
    "attachments",
    "reactions",
    "precision",
    "edited_at",
    "thread_ref",
    "mentions",
    "links",
    "forwarded_from",
)


def clean_text(text: str) -> str:
    """Return text PostgreSQL can hold: without NUL, lone surrogates replaced."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def clean_name(name: str) -> str:
    return clean_text(name)[:NAME_LENGTH]


def pack_list(values: Sequence[Attachment | Reaction]) -> str:
    """Return dataclasses as JSON that PostgreSQL can hold."""
    if not values:
        return "[]"
    packed = json.dumps([asdict(value) for value in values], ensure_ascii=False)
    return clean_text(packed.replace("\\u0000", ""))


def pack_strings(values: Sequence[str]) -> str:
    return clean_text(json.dumps(values, ensure_ascii=False).replace("\\u0000", "")) if values else "[]"


def shared_key(key: str) -> str:
    """Return the key that several files' conversations of one chat have in common."""
    return key.partition(OF_FILE)[0]


def make_key(name: str) -> str:
    """Return the name as a key of bounded length, different for different names."""
    key = clean_text(name)
    if len(key) <= KEY_LENGTH:
        return key
    digest = sha256(key.encode()).hexdigest()
    return f"{key[: KEY_LENGTH - len(digest)]}{digest}"


Chat = tuple[str, str]
"""A conversation as a message names it: its stable id, empty where the export has none, and its name."""
Sender = tuple[str, str]
"""A sender likewise."""


def chat_of(parsed: ParsedMessage) -> Chat:
    return parsed.conversation_ref, parsed.conversation


def sender_of(parsed: ParsedMessage) -> Sender:
    """Return what tells the sender apart in a conversation; of somebody with an id, names may change."""
    ref = clean_name(parsed.sender_ref)
    return (ref, "") if ref else ("", clean_name(parsed.sender))


def find_begins(batch: Iterable[ParsedMessage], keys: dict[Chat, str]) -> dict[str, datetime]:
    """Return when the first message with a time was sent, by the key of its chat."""
    begins: dict[str, datetime] = {}
    for parsed in batch:
        if parsed.sent_at is not None:
            begins.setdefault(keys[chat_of(parsed)], parsed.sent_at)
    return begins


class MessageWriter:
    """Stores one source file's messages; remembers the conversations and participants it has met.

    To be dropped when a batch does not commit: what it remembers may not be there.
    """

    def __init__(self, upload: Upload, source: SourceFile, format_name: str) -> None:
        self.upload = upload
        self.source = source
        self.format = format_name
        self._known: set[str] = set()
        self._keys: dict[str, str] = {}
        self._resumes = source.items_committed > 0
        self._participants: dict[tuple[int, Sender], int] = {}

    def write(self, batch: Sequence[ParsedMessage]) -> int:
        """Store a batch inside the caller's transaction; return how many of it people said."""
        conversations = self._load_conversations(batch)
        self._load_participants(batch, conversations)
        said = self._copy(self._rows(batch, conversations))
        Conversation.objects.bulk_update(
            {row.pk: row for row in conversations.values()}.values(),
            ["item_count", "message_count", "first_sent_at", "last_sent_at"],
        )
        return said

    def _key(self, chat: Chat) -> str:
        """Chats that the export names or numbers are one across files; those named after their file are not."""
        ref, name = chat
        if ref:
            return make_key(f"#{ref}")
        path = PurePosixPath(self.source.path)
        return make_key(self.source.path if name in ("", path.stem, path.name) else name)

    def _load_conversations(self, batch: Iterable[ParsedMessage]) -> dict[Chat, Conversation]:
        """Return the batch's conversations, locked, with counters as they stand in the database.

        Several names may stand for one conversation: the empty one and the file's own, or those of one id.
        """
        keys = {chat: self._key(chat) for chat in dict.fromkeys(map(chat_of, batch))}
        self._choose_keys(batch, keys)
        keys = {chat: self._keys[key] for chat, key in keys.items()}
        chats = {key: chat for chat, key in reversed(keys.items())}
        Conversation.objects.bulk_create(
            [self._make_conversation(key, chats[key]) for key in sorted(chats.keys() - self._known)],
            ignore_conflicts=True,
        )
        own = Conversation.objects.filter(upload=self.upload, key__in=chats, is_settled=False)
        rows = own.select_for_update().order_by("id")
        found = {row.key: row for row in rows}
        self._known.update(found)
        return {chat: found[key] for chat, key in keys.items()}

    def _choose_keys(self, batch: Iterable[ParsedMessage], keys: dict[Chat, str]) -> None:
        """Write into what other files of the upload have begun, if this one goes on behind it in time.

        One that reaches back may hold the same messages again, or come in the wrong order: it is written by itself,
        and joined when all are read (see services/merge/settle).
        """
        new = {key for key in keys.values() if key not in self._keys}
        if not new:
            return
        own = {key: f"{key}{OF_FILE}{self.source.pk}" for key in new}
        rows = Conversation.objects.filter(
            upload=self.upload, key__in=[*new, *own.values()], is_settled=False
        )
        ends = dict(rows.values_list("key", "last_sent_at"))
        begins = find_begins(batch, keys)
        for key in new:
            reaches_back = ends.get(key) and begins.get(key) and begins[key] < ends[key]
            is_apart = own[key] in ends or (reaches_back and not self._resumes)
            self._keys[key] = own[key] if is_apart else key

    def _make_conversation(self, key: str, chat: Chat) -> Conversation:
        ref, name = chat
        return Conversation(
            organization_id=self.upload.organization_id,
            upload=self.upload,
            key=key,
            name=clean_name(name) or clean_name(self.source.path),
            ref=clean_name(ref),
            format=self.format,
        )

    def _load_participants(
        self, batch: Iterable[ParsedMessage], conversations: dict[Chat, Conversation]
    ) -> None:
        names = {
            (conversations[chat_of(parsed)].pk, sender_of(parsed)): clean_name(parsed.sender)
            for parsed in batch
            if parsed.sender
        }
        unknown = names.keys() - self._participants.keys()
        if unknown:
            self._create_participants({key: names[key] for key in sorted(unknown)})

    def _create_participants(self, unknown: dict[tuple[int, Sender], str]) -> None:
        Participant.objects.bulk_create(
            [
                Participant(
                    organization_id=self.upload.organization_id,
                    conversation_id=conversation,
                    name=name,
                    ref=ref,
                )
                for (conversation, (ref, _)), name in unknown.items()
            ],
            ignore_conflicts=True,
        )
        is_wanted = Q(ref="", name__in=set(unknown.values())) | Q(
            ref__in={ref for _, (ref, _) in unknown} - {""}
        )
        rows = Participant.objects.filter(
            is_wanted, conversation__in={conversation for conversation, _ in unknown}
        )
        for row in rows.only("pk", "conversation_id", "ref", "name"):
            sender = (row.ref, "") if row.ref else ("", row.name)
            self._participants[row.conversation_id, sender] = row.pk

    def _rows(
        self, batch: Iterable[ParsedMessage], conversations: dict[Chat, Conversation]
    ) -> Iterable[tuple]:
        for parsed in batch:
            conversation = conversations[chat_of(parsed)]
            sender = self._participants[conversation.pk, sender_of(parsed)] if parsed.sender else None
            yield (
                conversation.pk,
                conversation.item_count,
                sender,
                parsed.kind,
                parsed.sent_at,
                parsed.local_time[:32],
                clean_text(parsed.text),
                parsed.starts_session,
                clean_text(parsed.source_ref)[:128],
                parsed.is_edited,
                clean_text(parsed.reply_to_ref)[:128],
                pack_list(parsed.attachments),
                pack_list(parsed.reactions),
                parsed.precision,
                parsed.edited_at,
                clean_text(parsed.thread_ref)[:128],
                pack_strings(parsed.mentions),
                pack_strings(parsed.links),
                clean_name(parsed.forwarded_from),
            )
            count_item(conversation, parsed)

    def _copy(self, rows: Iterable[tuple]) -> int:
        """COPY the rows; return how many are of kind `message`."""
        said = 0
        table, columns = Message._meta.db_table, ", ".join(MESSAGE_COLUMNS)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                said += row[3] in SAID
                copy.write_row(row)
        return said


def count_item(conversation: Conversation, parsed: ParsedMessage) -> None:
    conversation.item_count += 1
    if parsed.kind not in SAID:
        return
    conversation.message_count += 1
    if parsed.sent_at is not None:
        conversation.first_sent_at = min(conversation.first_sent_at or parsed.sent_at, parsed.sent_at)
        conversation.last_sent_at = max(conversation.last_sent_at or parsed.sent_at, parsed.sent_at)
