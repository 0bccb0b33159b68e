"""Of which kind a message is, by what WhatsApp writes in place of, or around, a person's words."""

import re

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM
from apps.uploads.parsing.text import strip_marks
from apps.uploads.parsing.whatsapp.wordings import calls, deleted
from apps.uploads.parsing.whatsapp.wordings.notices import (
    ENCRYPTED,
    MESSAGES_AND_CALLS,
    NOTICE_BEGINNINGS,
    NOTICE_TEXT,
)

LEFT_TO_RIGHT_MARK = "\u200e"
"""iOS writes it before what the program says under a person's or group's name, and before what stands for a file."""
MAX_NOTICE_CHARS = 300
LONGEST_POLL_WORD = 30
LONGEST_BARE_CALL = 50
POLL_TITLE = re.compile(r"[^\W\d_][^\d\n:：]{0,28}[:：]\n")
POLL_OPTION = re.compile(r"([^\W\d_][^\d\n:：]{0,28})[:：] ?\S.*\([^()]{0,40}\d[^()]{0,40}\)[ \u00a0]*")
LOCATION = re.compile(r"[^\n:：]{0,40}[:：]?[ \u00a0]?https://(?:maps\.google|maps\.app|foursquare)")
"""iOS marks a place that the author sent, too."""


def classify(body: str, marked: bool, by_group: bool, author: str = "") -> str:
    """Return the kind of an author's message.

    `marked` tells that the body began with a left-to-right mark, `by_group` that its author only ever announces.
    """
    if is_encryption_notice(body):
        return SYSTEM
    if len(body) <= deleted.LONGEST_DELETED and _is_deleted(body):
        return DELETED
    if ":\n" in body[:LONGEST_POLL_WORD] and _is_poll(body):
        return POLL
    if not (marked or by_group) or LOCATION.match(body):
        return MESSAGE
    if is_call(body):
        return CALL
    return SYSTEM if by_group or (author and body.startswith(author)) or is_notice(body) else MESSAGE


def without_edited_marker(body: str) -> str:
    if body[-1:] != ">":
        return body
    start = body.rfind("<")
    return body[:start].rstrip() if body[start + 1 : -1].rstrip(".").lower() in deleted.EDITED else body


def marked_tail(raw: str, *, is_edited: bool) -> str:
    """Return what a line says after its last left-to-right mark; one that was edited has a mark before that note."""
    if LEFT_TO_RIGHT_MARK not in raw:
        return ""
    parts = raw.split(LEFT_TO_RIGHT_MARK)
    return strip_marks(parts[-2 if is_edited else -1]).strip() if len(parts) > is_edited + 1 else ""


def is_encryption_notice(body: str) -> bool:
    if body[:5] not in NOTICE_BEGINNINGS or not body.startswith(MESSAGES_AND_CALLS):
        return False
    return ENCRYPTED.search(body, 0, MAX_NOTICE_CHARS) is not None


def is_notice(body: str) -> bool:
    """Return whether a text tells who did what to the group or chat; people write the same words."""
    return NOTICE_TEXT.search(_first_line(body)) is not None


def is_unmarked_notice(body: str, author: str) -> bool:
    """Return whether a text that lost its mark is a notice: such texts name whom they stand under, as no one does."""
    return is_bare_call(body) or (author in _first_line(body) and is_notice(body))


def is_bare_call(body: str) -> bool:
    """Return whether a text is what the program writes of a call, and no more than that."""
    match = calls.CALL.match(body) if len(body) <= LONGEST_BARE_CALL else None
    return match is not None and body[match.end() : match.end() + 1] in ("", ",", ".", "،", "，", "、")


def is_call(body: str) -> bool:
    """Return whether a notice tells of a call; people write the same words, so only notices are asked."""
    return calls.CALL.match(body) is not None


def _is_deleted(body: str) -> bool:
    text = body.lower().rstrip(".。।")
    return text in deleted.DELETED or text.startswith("this message was deleted by admin ")


def _is_poll(body: str) -> bool:
    """A word and a colon, the question, and for each option a line that begins alike and ends in its votes."""
    if POLL_TITLE.match(body) is None:
        return False
    _title, _question, *options = body.split("\n")
    found = [POLL_OPTION.fullmatch(option) for option in options if option]
    return bool(found) and all(found) and len({option[1] for option in found}) == 1


def _first_line(body: str) -> str:
    return body[:MAX_NOTICE_CHARS].partition("\n")[0]
