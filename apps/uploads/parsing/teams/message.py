"""One message of Teams, its keys in small letters."""

import re
from typing import Any

from apps.uploads.parsing.base import (
    DELETED,
    MESSAGE,
    SYSTEM,
    ParsedMessage,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.markup import Marked, html_to_text
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.teams.attached import (
    PICTURE,
    REFERENCE,
    Forwarded,
    banner_of,
    card_texts,
    decode,
    files_of,
    forwarded_of,
)
from apps.uploads.parsing.teams.events import Event, read_event
from apps.uploads.parsing.teams.people import Directory, small_keys
from apps.uploads.parsing.unknown_kinds import UnknownKinds
from apps.uploads.parsing.values import dict_of, dicts_of, moment_of, name_of, ref_of, text_of

EMOJI_TAG = re.compile(r"<(/?)emoji\b", re.IGNORECASE)
SYSTEM_TAG = re.compile(r"\s*<systemEventMessage\s*/?>", re.IGNORECASE)
QUOTED = re.compile(r"<attachment [^>]{0,200}>(?:</attachment>)?", re.IGNORECASE)
KNOWN_TYPES = frozenset(("message", "chatevent", "typing", "unknownfuturevalue", "systemeventmessage", ""))
EMOJI_OF_REACTIONS = {
    "like": "👍",
    "heart": "❤️",
    "laugh": "😂",
    "surprised": "😮",
    "sad": "😢",
    "angry": "😠",
}


class MessageReader:
    def __init__(self, directory: Directory, report: ParseReport) -> None:
        self._directory, self._report = directory, report
        self.unknown = UnknownKinds()
        self.chat_names: dict[str, str] = {}
        """Names that chats were given, by their id."""

    def read(self, raw: dict[str, Any], position: int) -> ParsedMessage | None:
        """Return the message of a record, or None, with a skip, if it is none. Its conversation is a ref as yet."""
        record = small_keys(raw)
        sent_at = moment_of(record.get("createddatetime"))
        if "body" not in record and sent_at is None:
            self._report.skip(
                position, "This is no message: it has neither body nor time.", ", ".join(raw)[:200]
            )
            return None
        chat = chat_of(record)
        content = text_of(dict_of(record.get("body")).get("content"))
        event = self._event_of(record, content, chat)
        sender_ref, sender = self._sender_of(record)
        is_deleted = event is None and bool(record.get("deleteddatetime"))
        forwarded = None if event or is_deleted else forwarded_of(record)
        marked = (
            Marked(event.text)
            if event
            else Marked("")
            if is_deleted
            else self._words_of(record, content, forwarded)
        )
        reply_to, thread = _targets_of(record)
        edited_at = moment_of(record.get("lastediteddatetime"))
        return ParsedMessage(
            conversation=chat,
            conversation_ref=chat,
            sender=sender or None,
            sender_ref=sender_ref,
            sent_at=sent_at,
            text=marked.text,
            kind=event.kind if event else DELETED if is_deleted else MESSAGE,
            source_ref=ref_of(record.get("id")) or f"item {position}",
            is_edited=bool(record.get("lastediteddatetime")) and not is_deleted,
            edited_at=edited_at,
            reply_to_ref=reply_to,
            thread_ref=thread,
            attachments=() if event or is_deleted else tuple(files_of(record, content)),
            reactions=self._reactions_of(record),
            mentions=self._mentions_of(record) or marked.mentions,
            links=marked.links,
            forwarded_from=self._directory.identify(forwarded.sender)[1] if forwarded else "",
        )

    def _sender_of(self, record: dict[str, Any]) -> tuple[str, str]:
        """Return id and name of the author, or of who brought an event about, if that one has a name."""
        if record.get("from"):
            ref, name = self._directory.identify(record["from"])
            self._directory.learn(ref, name)
            return ref, name
        ref, name = self._directory.identify(dict_of(record.get("eventdetail")).get("initiator"))
        return (ref, name) if name != ref else ("", "")

    def _event_of(self, record: dict[str, Any], content: str, chat: str) -> Event | None:
        """Return what happened, if the record tells of an event rather than of words."""
        stated = text_of(record.get("messagetype")).lower()
        if stated not in KNOWN_TYPES:
            self.unknown.add(stated)
        if (
            stated in ("systemeventmessage", "chatevent")
            or SYSTEM_TAG.match(content)
            or record.get("eventdetail")
        ):
            event = read_event(dict_of(record.get("eventdetail")), self._directory.name_of_person)
            if event.chat_name:
                self.chat_names[chat] = event.chat_name
            return event
        if not record.get("from") and not content:
            return Event(SYSTEM, "A notice without words.")
        return None

    def _words_of(self, record: dict[str, Any], content: str, forwarded: Forwarded | None) -> Marked:
        is_plain = text_of(dict_of(record.get("body")).get("contenttype")).lower() == "text"
        marked = Marked(content) if is_plain else _read_html(content)
        passed_on = _read_html(forwarded.content) if forwarded else Marked("")
        said = "\n".join(filter(None, (marked.text, passed_on.text))) or "\n".join(card_texts(record))
        parts = [banner_of(record), text_of(record.get("subject")), said]
        return Marked("\n".join(filter(None, parts)), (*marked.links, *passed_on.links), marked.mentions)

    def _reactions_of(self, record: dict[str, Any]) -> tuple[Reaction, ...]:
        return gather_reactions(
            (EMOJI_OF_REACTIONS.get(kind, kind), self._directory.name_of_person(dict_of(item.get("user"))))
            for item in dicts_of(record.get("reactions"))
            if (kind := text_of(item.get("reactiontype")))
        )

    def _mentions_of(self, record: dict[str, Any]) -> tuple[str, ...]:
        """A name of several words is mentioned word by word, each under the same id."""
        names: list[str] = []
        last = ""
        for item in dicts_of(record.get("mentions")):
            ref, name = self._directory.identify(item.get("mentioned"))
            name = name_of(item.get("mentiontext")) if name == ref else name
            if ref and ref == last and ref not in self._directory.people:
                names[-1] = f"{names[-1]} {name}"
            elif name and name not in names:
                names.append(name)
            last = ref
        return tuple(names)


def _read_html(content: str) -> Marked:
    """Pictures are attachments; their `alt` is `image` or a description that nobody wrote."""
    html = EMOJI_TAG.sub(r"<\1img", PICTURE.sub("", QUOTED.sub("", content)))
    return html_to_text(html.replace("&nbsp;", " "))


def chat_of(record: dict[str, Any]) -> str:
    """Return the id of the chat or channel; keys are in small letters."""
    return ref_of(record.get("chatid")) or ref_of(dict_of(record.get("channelidentity")).get("channelid"))


def _targets_of(record: dict[str, Any]) -> tuple[str, str]:
    """Return the ids of the message answered and of the thread."""
    root = ref_of(record.get("replytoid"))
    for item in dicts_of(record.get("attachments")):
        if text_of(item.get("contenttype")).lower() == REFERENCE:
            return ref_of(decode(item.get("content")).get("messageid")) or ref_of(item.get("id")), root
    return "", root
