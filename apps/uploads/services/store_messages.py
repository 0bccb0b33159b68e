"""Writes parsed messages to the database, batch by batch, each in one fenced transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import PurePosixPath

from django.db import connection

from apps.uploads.models import Conversation, Message, MessageKind, Participant, SourceFile, Upload
from apps.uploads.parsing.base import Attachment, ParsedMessage, Reaction

NAME_LENGTH = 255
KEY_LENGTH = 600
"""PostgreSQL's index takes 2,700 bytes of a value, and a character may have four."""
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


def make_key(name: str) -> str:
    """Return the name as a key of bounded length, different for different names."""
    key = clean_text(name)
    if len(key) <= KEY_LENGTH:
        return key
    digest = sha256(key.encode()).hexdigest()
    return f"{key[: KEY_LENGTH - len(digest)]}{digest}"


class MessageWriter:
    """Stores one source file's messages; remembers the conversations and participants it has met.

    To be dropped when a batch does not commit: what it remembers may not be there.
    """

    def __init__(self, upload: Upload, source: SourceFile, format_name: str) -> None:
        self.upload = upload
        self.source = source
        self.format = format_name
        self._known: set[str] = set()
        self._participants: dict[tuple[int, str], int] = {}

    def write(self, batch: Sequence[ParsedMessage]) -> int:
        """Store a batch inside the caller's transaction; return how many of it people said."""
        conversations = self._load_conversations(batch)
        participants = self._load_participants(batch, conversations)
        said = self._copy(self._rows(batch, conversations, participants))
        Conversation.objects.bulk_update(
            {row.pk: row for row in conversations.values()}.values(),
            ["item_count", "message_count", "first_sent_at", "last_sent_at"],
        )
        return said

    def _key(self, name: str) -> str:
        """Chats named by the export are one across files; those named after their file stay apart by path."""
        path = PurePosixPath(self.source.path)
        return make_key(self.source.path if name in ("", path.stem, path.name) else name)

    def _load_conversations(self, batch: Iterable[ParsedMessage]) -> dict[str, Conversation]:
        """Return the batch's conversations by name, locked, with counters as they stand in the database.

        Several names may stand for one conversation: the empty one and the file's own.
        """
        keys = {name: self._key(name) for name in {parsed.conversation for parsed in batch}}
        names = {key: name for name, key in keys.items()}
        Conversation.objects.bulk_create(
            [self._make_conversation(key, names[key]) for key in sorted(names.keys() - self._known)],
            ignore_conflicts=True,
        )
        rows = (
            Conversation.objects.select_for_update().filter(upload=self.upload, key__in=names).order_by("id")
        )
        found = {row.key: row for row in rows}
        self._known.update(found)
        return {name: found[key] for name, key in keys.items()}

    def _make_conversation(self, key: str, name: str) -> Conversation:
        return Conversation(
            organization_id=self.upload.organization_id,
            upload=self.upload,
            key=key,
            name=clean_name(name) or clean_name(self.source.path),
            format=self.format,
        )

    def _load_participants(
        self, batch: Iterable[ParsedMessage], conversations: dict[str, Conversation]
    ) -> dict[tuple[int, str], int]:
        wanted = {
            (conversations[parsed.conversation].pk, clean_name(parsed.sender))
            for parsed in batch
            if parsed.sender
        }
        unknown = wanted - self._participants.keys()
        if unknown:
            self._create_participants(unknown)
        return self._participants

    def _create_participants(self, unknown: set[tuple[int, str]]) -> None:
        Participant.objects.bulk_create(
            [
                Participant(
                    organization_id=self.upload.organization_id, conversation_id=conversation, name=name
                )
                for conversation, name in sorted(unknown)
            ],
            ignore_conflicts=True,
        )
        rows = Participant.objects.filter(
            conversation__in={conversation for conversation, _ in unknown},
            name__in={name for _, name in unknown},
        )
        self._participants.update({(row.conversation_id, row.name): row.pk for row in rows})

    def _rows(self, batch, conversations, participants) -> Iterable[tuple]:
        for parsed in batch:
            conversation = conversations[parsed.conversation]
            sender = participants[conversation.pk, clean_name(parsed.sender)] if parsed.sender else None
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
            )
            count_item(conversation, parsed)

    def _copy(self, rows: Iterable[tuple]) -> int:
        """COPY the rows; return how many are of kind `message`."""
        said = 0
        table, columns = Message._meta.db_table, ", ".join(MESSAGE_COLUMNS)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                said += row[3] == MessageKind.MESSAGE
                copy.write_row(row)
        return said


def count_item(conversation: Conversation, parsed: ParsedMessage) -> None:
    conversation.item_count += 1
    if parsed.kind != MessageKind.MESSAGE:
        return
    conversation.message_count += 1
    if parsed.sent_at is not None:
        conversation.first_sent_at = min(conversation.first_sent_at or parsed.sent_at, parsed.sent_at)
        conversation.last_sent_at = max(conversation.last_sent_at or parsed.sent_at, parsed.sent_at)
