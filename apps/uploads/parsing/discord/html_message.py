"""One message of a page of DiscordChatExporter.

Pages since 2021 have a `div.chatlog__message-container` for each message, with what the first of a group has beside:
author, whom it answers. Earlier ones have these in the group, and a `div.chatlog__message` for each message.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.discord.csv_export import ADDRESS_END, TAG
from apps.uploads.parsing.discord.dates import UNKNOWN, DateMoment, DateReader
from apps.uploads.parsing.discord.html_words import (
    classes_of,
    find_class,
    has_class,
    iter_class,
    read_content,
    read_embeds,
    show_emoji,
    text_in,
)
from apps.uploads.parsing.discord.sentences import tell_kind
from apps.uploads.parsing.discord.words import UNKNOWN_AUTHOR
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.markup import Marked
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.values import int_of

GROUP, CONTAINER, MESSAGE_CLASS = "chatlog__message-group", "chatlog__message-container", "chatlog__message"
AUTHOR = ("chatlog__author", "chatlog__author-name", "chatlog__system-notification-author")
BOT = ("chatlog__author-tag", "chatlog__bot-tag")
REPLY = ("chatlog__reply", "chatlog__reference")
STAMPS = (
    "chatlog__timestamp",
    "chatlog__short-timestamp",
    "chatlog__system-notification-timestamp",
)
TARGET = re.compile(r"(?:scrollToMessage\(event, ?['\"]|#chatlog__message-container-|#message-)(\d{15,20})")
ID = re.compile(r"(?:chatlog__message-container-|message-)?(\d{15,20})$")
FILE_TITLE = re.compile(r"(?:Image|Video|Audio): (.{1,255}) \([\d.,]{1,20} \w{1,5}\)$")
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Snowflakes count milliseconds from here, above 22 bits of other matters."""


def is_message(element: Any) -> bool:
    classes = classes_of(element)
    if CONTAINER in classes:
        return True
    return MESSAGE_CLASS in classes and not any(
        has_class(around, CONTAINER) for around in element.iterancestors("div")
    )


def find_shown_date(element: Any) -> str:
    """Return the date that a message shows; in old pages that of its group."""
    for holder in (element, element.getparent()):
        stamp = find_class(holder, *STAMPS) if holder is not None else None
        if stamp is not None:
            return (stamp.get("title") or stamp.get("data-timestamp") or "").strip() or text_in(stamp)
    return ""


def sent_at_of(snowflake: str) -> datetime:
    return EPOCH + timedelta(milliseconds=int(snowflake) >> 22)


class PageReader:
    """Reads messages in the order of the page; those of a group are by the author of its first."""

    def __init__(self, dates: DateReader | None, report: ParseReport) -> None:
        self._dates, self._report = dates, report
        self._group: Any = None
        self._author, self._author_ref, self._is_bot, self._date = "", "", False, ""
        self._count = 0

    @staticmethod
    def id_of(element: Any) -> str:
        match = ID.match(element.get("data-message-id") or element.get("id") or "")
        return match[1] if match else ""

    def read(self, element: Any, conversation: str, conversation_ref: str) -> ParsedMessage:
        self._count += 1
        reply = self._see_group(element) or _target_of(find_class(element, *REPLY))
        ref = self.id_of(element)
        moment = self._moment(ref, element)
        kind, words = self._read_words(element)
        return ParsedMessage(
            conversation=conversation,
            conversation_ref=conversation_ref,
            sender=self._author or None,
            sender_ref=self._author_ref,
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision=moment.precision,
            text=words.text,
            kind=kind,
            source_ref=ref or f"item {self._count}",
            is_edited=find_class(element, "chatlog__edited-timestamp") is not None,
            reply_to_ref=reply if kind == MESSAGE else "",
            attachments=tuple(_files_of(element)),
            reactions=tuple(_reactions_of(element)),
            mentions=words.mentions,
            links=words.links,
            forwarded_from=UNKNOWN_AUTHOR if find_class(element, "chatlog__forwarded") is not None else "",
        )

    def _see_group(self, element: Any) -> str:
        """Take in the author of a message that begins a group; return whom it answers, which old pages have there."""
        group = next((one for one in element.iterancestors("div") if has_class(one, GROUP)), None)
        is_new = group is None or group is not self._group
        self._group = group
        author = find_class(element, *AUTHOR)
        if author is None and is_new and group is not None:
            author = find_class(group, *AUTHOR)
        if author is not None:
            shown = TAG.sub("", clean_name(author.get("title") or "")) or text_in(author)
            self._author, self._author_ref = clean_name(shown), (author.get("data-user-id") or "")[:25]
            self._is_bot = find_class(author.getparent(), *BOT) is not None
        if is_new:
            self._date = ""
        self._date = find_shown_date(element) or self._date
        return _target_of(find_class(group, *REPLY)) if is_new and group is not None else ""

    def _moment(self, ref: str, element: Any) -> DateMoment:
        if ref:
            return DateMoment(sent_at_of(ref), "", "")
        if self._dates is not None and self._date:
            return self._dates.read(self._date, self._count)
        self._report.skip(
            self._count, "The time cannot be read; the message was kept without it.", text_in(element)[:80]
        )
        return UNKNOWN

    def _read_words(self, element: Any) -> tuple[str, Marked]:
        notice = find_class(element, "chatlog__system-notification-content")
        if notice is not None:
            text = text_in(notice)
            kind = CALL if text.startswith("started a call") else SYSTEM
            return kind, Marked(text[:1].upper() + text[1:])
        parts = [
            read_content(one)
            for one in iter_class(element, "chatlog__content")
            if not any(has_class(around, "chatlog__embed") for around in one.iterancestors("div"))
        ]
        words = Marked(
            "\n".join(filter(None, (part.text for part in parts))),
            tuple(dict.fromkeys(link for part in parts for link in part.links)),
            tuple(dict.fromkeys(name for part in parts for name in part.mentions)),
        )
        if self._is_bot or not words.text:
            embeds = read_embeds(element)
            text = "\n".join(filter(None, (words.text, embeds.text)))
            words = Marked(text, (*words.links, *embeds.links), words.mentions)
        return tell_kind(words.text), words


def _target_of(element: Any) -> str:
    """Return the id of the message that a reply leads to."""
    if element is None:
        return ""
    for one in element.iter("a", "span", "div"):
        if match := TARGET.search(f"{one.get('onclick') or ''} {one.get('href') or ''}"):
            return match[1]
    return ""


def _files_of(element: Any) -> Iterator[Attachment]:
    for one in iter_class(element, "chatlog__attachment"):
        name = _file_name(one)
        yield Attachment(name[:255], guess_type(name))
    for one in iter_class(element, "chatlog__sticker"):
        yield Attachment(clean_name(one.get("title") or ""), "sticker")


def _file_name(attachment: Any) -> str:
    """Return the name that a picture's tooltip or the link shows, else the end of the address."""
    for one in attachment.iter("img", "source", "video", "audio"):
        if match := FILE_TITLE.match(one.get("title") or ""):
            return clean_name(match[1])
    named = find_class(attachment, "chatlog__attachment-generic-name", "chatlog__attachment-filename")
    if name := text_in(named):
        return name
    for one in attachment.iter("a", "img", "source", "video", "audio"):
        if address := one.get("href") or one.get("src"):
            return clean_name(unquote(ADDRESS_END.sub("", address).rstrip("/").rpartition("/")[2]))
    return ""


def _reactions_of(element: Any) -> Iterator[Reaction]:
    for one in iter_class(element, "chatlog__reaction"):
        picture = next(one.iter("img"), None)
        shown = show_emoji(picture) if picture is not None else ""
        count_shown = find_class(one, "chatlog__reaction-count")
        count = int_of(text_in(count_shown)) or 1
        if count_shown is not None:
            count_shown.text = None
        yield Reaction((shown or text_in(one) or "?")[:64], count)
