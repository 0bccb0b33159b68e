"""One element of a page as a message."""

import re
from typing import Any

from apps.uploads.parsing.base import CALL, MESSAGE, POLL, SYSTEM, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.markup import Marked, element_to_text
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.telegram.html_clock import PageClock
from apps.uploads.parsing.telegram.html_media import read_attachments, read_media_text
from apps.uploads.parsing.telegram.html_page import find_class, has_class, iter_class
from apps.uploads.parsing.telegram.moment import UNKNOWN, Moment
from apps.uploads.parsing.values import int_of

VIA_BOT = re.compile(r" via @\w{1,64}$")
REPLY = re.compile(r"go_to_message(-?\d{1,19})$")
OWN_ID = re.compile(r"message(-\d{6,19}|\d{1,19})$")
"""What a supergroup was before it was one has numbers far below zero; the lines of days have -1, -2, …"""
CUSTOM_REACTION = ":custom_emoji:"


class PageReader:
    """Reads the elements of one chat's pages; `joined` messages are of the sender before them."""

    def __init__(self, conversation: str, clock: LocalClock, report: ParseReport) -> None:
        self._conversation, self._report = conversation, report
        self.clock = PageClock(clock)
        self._sender: str | None = None
        self._forwarded_from = ""
        self._count = 0

    def see_header(self, header: Any) -> None:
        """Take the chat's name from the head of a page."""
        title = find_class(header, "text")
        if name := _name_in(title):
            self._conversation = name

    def read(self, element: Any) -> ParsedMessage | None:
        """Return the message of an element; None for the line that shows a new day."""
        self._count += 1
        if has_class(element, "service"):
            return self._read_event(element)
        moment = self._moment(find_class(element, "date"))
        self._see_sender(element)
        forwarded = next((one for one in iter_class(element, "forwarded") if has_class(one, "body")), None)
        text = _text_in(find_class(element, "text"))
        media = read_media_text(element)
        return ParsedMessage(
            conversation=self._conversation,
            sender=self._sender,
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision="second" if moment.sent_at else "",
            text="\n".join(filter(None, (media, text.text))),
            kind=_kind_of(element),
            source_ref=self._ref_of(element),
            reply_to_ref=_reply_of(element),
            attachments=read_attachments(element),
            reactions=read_reactions(element),
            links=text.links,
            mentions=text.mentions,
            forwarded_from=self._see_forward(forwarded) if forwarded is not None else "",
        )

    def _read_event(self, element: Any) -> ParsedMessage | None:
        text = _text_in(find_class(element, "details")).text
        if not OWN_ID.match(element.get("id") or "") and self.clock.see_day(text):
            return None
        moment = self.clock.midnight()
        return ParsedMessage(
            conversation=self._conversation,
            sender=None,
            sent_at=moment.sent_at,
            local_time=moment.local_time,
            precision="day" if moment.sent_at else "",
            text=text,
            kind=SYSTEM,
            source_ref=self._ref_of(element),
        )

    def _moment(self, stamp: Any) -> Moment:
        shown = (stamp.get("title") or "") if stamp is not None else ""
        moment = self.clock.read(shown)
        if moment is UNKNOWN:
            self._report.skip(
                self._count, "The time cannot be read; the message was kept without it.", shown[:80]
            )
        return moment

    def _see_sender(self, element: Any) -> None:
        names = (
            one for one in iter_class(element, "from_name") if not has_class(one.getparent(), "forwarded")
        )
        if name := _name_in(next(names, None)):
            self._sender = VIA_BOT.sub("", name)

    def _see_forward(self, forwarded: Any) -> str:
        if (named := find_class(forwarded, "from_name")) is not None:
            date_shown = find_class(named, "details")
            if date_shown is not None:
                date_shown.text = None
            self._forwarded_from = VIA_BOT.sub("", _name_in(named))
        return self._forwarded_from

    def _ref_of(self, element: Any) -> str:
        match = OWN_ID.match(element.get("id") or "")
        return match[1] if match else f"item {self._count}"


def read_reactions(element: Any) -> tuple[Reaction, ...]:
    """Return the reactions; who reacted stands in the tooltips of small pictures, else there is a count."""
    found = []
    for one in iter_class(element, "reaction"):
        emoji = _text_in(find_class(one, "emoji")).text[:64] or CUSTOM_REACTION
        people = tuple(clean_name(who.get("title") or "") for who in iter_class(one, "initials"))
        people = tuple(filter(None, people))
        count = int_of(_text_in(find_class(one, "count")).text) or len(people) or 1
        found.append(Reaction(emoji, count, people))
    return tuple(found)


def _kind_of(element: Any) -> str:
    if find_class(element, "media_call") is not None:
        return CALL
    return POLL if find_class(element, "media_poll") is not None else MESSAGE


def _reply_of(element: Any) -> str:
    reply = find_class(element, "reply_to")
    link = next(reply.iter("a"), None) if reply is not None else None
    match = REPLY.search(link.get("href") or "") if link is not None else None
    return match[1] if match else ""


def _text_in(element: Any) -> Marked:
    return Marked("") if element is None else element_to_text(element, keeps_spaces=True)


def _name_in(element: Any) -> str:
    return clean_name(_text_in(element).text)
