"""One envelope of signal-cli: a message, or a change of one."""

from typing import Any, NamedTuple

import msgspec

from apps.uploads.parsing.base import (
    CALL,
    ParsedMessage,
    ParseReport,
)
from apps.uploads.parsing.signal.data_message import files_of, kind_and_text, mention_name, words_of
from apps.uploads.parsing.signal.window import Window
from apps.uploads.parsing.values import (
    dict_of,
    dicts_of,
    int_of,
    moment_of,
    name_of,
    ref_of,
    text_of,
)

MAX_KNOWN_NAMES = 20_000
NOT_MESSAGES = frozenset(("receiptMessage", "typingMessage"))


class Author(NamedTuple):
    """`ref` is the account's id, or its number where the tool is too old to tell the id."""

    ref: str
    name: str


class EnvelopeReader:
    def __init__(self, window: Window, report: ParseReport) -> None:
        self._window, self._report = window, report
        self._names: dict[str, str] = {}
        self._groups: set[str] = set()
        self._account = self._own = ""

    def place(self, message: ParsedMessage) -> ParsedMessage:
        """Return the message with its chat's name, which may become known only after it, and its ref.

        Somebody else's chat with the same person is another chat: a ref names both of them, or nobody.
        """
        chat = message.conversation_ref
        owner = self._account or self._own
        return msgspec.structs.replace(
            message,
            conversation=self._names.get(chat, message.conversation),
            conversation_ref=chat if chat in self._groups else f"{owner}/{chat}" if owner else "",
        )

    def read(self, envelope: dict[str, Any], account: str, position: int) -> None:
        """Put what an envelope says into the window; `account` is who received it, if the line tells."""
        author = self._author_of(envelope)
        sent = dict_of(dict_of(envelope.get("syncMessage")).get("sentMessage"))
        data = sent or dict_of(envelope.get("dataMessage"))
        self._account = account or self._account
        self._own = author.ref if sent else self._own
        edit = dict_of(sent.get("editMessage")) or dict_of(envelope.get("editMessage"))
        if edit:
            self._edit(author, edit)
        elif data:
            self._take(author, data, envelope, position)
        elif envelope.get("callMessage"):
            self._call(author, envelope, position)
        elif not (NOT_MESSAGES & envelope.keys() or "syncMessage" in envelope):
            self._report.skip(position, "This kind of envelope is not read.", ", ".join(envelope)[:200])

    def _author_of(self, envelope: dict[str, Any]) -> Author:
        ref = _ref_of(envelope, "source")
        name = name_of(envelope.get("sourceName"))
        if name:
            self._learn(ref, name)
        return Author(ref, name or self._names.get(ref) or ref_of(envelope.get("sourceNumber")) or ref)

    def _learn(self, ref: str, name: str) -> None:
        if ref and (ref in self._names or len(self._names) < MAX_KNOWN_NAMES):
            self._names[ref] = name

    def _take(self, author: Author, data: dict[str, Any], envelope: dict[str, Any], position: int) -> None:
        if reaction := dict_of(data.get("reaction")):
            target = f"{_ref_of(reaction, 'targetAuthor')}:{int_of(reaction.get('targetSentTimestamp'))}"
            emoji = "" if reaction.get("isRemove") is True else text_of(reaction.get("emoji"))
            self._window.react(target, author.name, emoji)
        elif deletion := dict_of(data.get("remoteDelete")):
            self._window.delete(f"{author.ref}:{int_of(deletion.get('timestamp'))}")
        elif message := self._message(author, data, envelope, position):
            self._window.put(message)

    def _edit(self, author: Author, edit: dict[str, Any]) -> None:
        data = dict_of(edit.get("dataMessage"))
        self._window.edit(
            f"{author.ref}:{int_of(edit.get('targetSentTimestamp'))}",
            text=words_of(data),
            is_edited=True,
            edited_at=moment_of(data.get("timestamp")),
        )

    def _message(
        self, author: Author, data: dict[str, Any], envelope: dict[str, Any], position: int
    ) -> ParsedMessage | None:
        kind, text = kind_and_text(data, author.name)
        attachments = tuple(files_of(data))
        if not (text or attachments):
            self._report.skip(position, "The message has no words.", ", ".join(data)[:200])
            return None
        timestamp = data.get("timestamp") or envelope.get("timestamp")
        chat_ref, chat_name = self._chat_of(author, data, envelope)
        quote = dict_of(data.get("quote"))
        return ParsedMessage(
            conversation=chat_name,
            conversation_ref=chat_ref,
            sender=author.name or None,
            sender_ref=author.ref,
            sent_at=moment_of(timestamp),
            text=text,
            kind=kind,
            source_ref=f"{author.ref}:{number}" if (number := int_of(timestamp)) else f"line {position}",
            reply_to_ref=f"{_ref_of(quote, 'author')}:{int_of(quote.get('id'))}" if quote else "",
            attachments=attachments,
            mentions=tuple(map(mention_name, dicts_of(data.get("mentions")))),
            links=tuple(
                link
                for item in dicts_of(data.get("previews"))
                if (link := text_of(item.get("url"))) not in text
            ),
        )

    def _chat_of(self, author: Author, data: dict[str, Any], envelope: dict[str, Any]) -> tuple[str, str]:
        """Return ref and name of the group, or of the other person of a direct chat."""
        group = dict_of(data.get("groupInfo")) or dict_of(data.get("groupV2"))
        if ref := ref_of(group.get("groupId") or group.get("id")):
            self._groups.add(ref)
            name = name_of(group.get("groupName") or group.get("name"))
            if name:
                self._learn(ref, name)
            return ref, name or self._names.get(ref) or f"Group {ref[:8]}"
        if "destination" not in data and "destinationNumber" not in data:
            return author.ref, author.name or "Signal"
        ref = _ref_of(data, "destination")
        if ref == author.ref:
            return f"{ref}:self", "Note to Self"
        return ref, self._names.get(ref) or ref_of(data.get("destinationNumber")) or ref or "Signal"

    def _call(self, author: Author, envelope: dict[str, Any], position: int) -> None:
        """Only the offer is a call; what follows it are its technicalities."""
        if not dict_of(envelope.get("callMessage")).get("offerMessage"):
            return
        self._window.put(
            ParsedMessage(
                conversation=author.name or "Signal",
                conversation_ref=author.ref,
                sender=author.name or None,
                sender_ref=author.ref,
                sent_at=moment_of(envelope.get("timestamp")),
                text=f"{author.name} called.",
                kind=CALL,
                source_ref=f"{author.ref}:{int_of(envelope.get('timestamp'))}:{position}",
            )
        )


def _ref_of(record: dict[str, Any], prefix: str) -> str:
    keys = (f"{prefix}Uuid", f"{prefix}Number", prefix)
    return next(filter(None, (ref_of(record.get(key)) for key in keys)), "")
