"""What WhatsApp writes for a file: which file, if it says so, and of which type.

iOS writes "image omitted" or "<attached: 0001-PHOTO.jpg>", after the caption if there is one; Android writes
"<Media omitted>", of any type, or "IMG-0001.jpg (file attached)", and the caption on the next lines. What stands for
the file is taken off the text, so that the same chat exported with and without its media has the same words.
"""

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.whatsapp.wordings.attached import (
    ATTACHED,
    FILE_ATTACHED,
    FILE_ATTACHED_SIGNS,
    NUMBERED,
)
from apps.uploads.parsing.whatsapp.wordings.omitted import (
    DOCUMENTS,
    LONGEST_MEDIA_OMITTED,
    LONGEST_OMITTED,
    MEDIA_OMITTED,
    TYPE_OF_OMITTED,
)

TYPES_IN_NAMES = (("-STICKER-", "sticker"), ("STK-", "sticker"), ("-GIF-", "gif"))
"""Parts of WhatsApp's own names that tell more than their endings."""
DOCUMENT_ENDINGS = tuple(f" {wording}" for wording in DOCUMENTS)
Found = tuple[Attachment, str]


def read_attachment(body: str, marked_tail: str = "") -> tuple[Attachment | None, str]:
    """Return the file that a message stands for, if any, and the message's own words.

    `marked_tail` is what iOS marks, at the end of the message, as not typed by the author.
    """
    return _read(body, marked_tail) or (None, body)


def unmarked_tail(body: str) -> str:
    """Return what stands for a file at the end of a text that lost its marks."""
    end = body[-LONGEST_OMITTED - 1 :]
    places = [place + 1 for place, char in enumerate(end) if char in " \n"]
    return next((end[place:] for place in places if end[place:].lower().rstrip(".") in TYPE_OF_OMITTED), "")


def _read(body: str, marked_tail: str) -> Found | None:
    if body.startswith("<") and (found := _read_angles(body)):
        return found
    if any(sign in body for sign in FILE_ATTACHED_SIGNS) and (match := FILE_ATTACHED.match(body)):
        return _on_android(match[match.lastgroup].strip(), body[match.end() :].strip())
    tail = marked_tail if marked_tail and body.endswith(marked_tail) else body
    before = body[: len(body) - len(tail)].strip()
    if len(tail) <= LONGEST_OMITTED and (kind := TYPE_OF_OMITTED.get(tail.lower().rstrip("."))):
        return _describe(kind, before)
    if tail == marked_tail and tail.lower().endswith(DOCUMENT_ENDINGS):
        return _describe("file", tail)
    if before and (match := ATTACHED.fullmatch(tail)):
        return _named(match[match.lastgroup], before)
    if body.endswith(">") and (match := NUMBERED.search(body)):
        return _named(match["name"], body[: match.start()].strip())
    return None


def _read_angles(body: str) -> Found | None:
    first, _, caption = body.partition("\n")
    if len(first) <= LONGEST_MEDIA_OMITTED and first.endswith(">"):
        inner = first[1:-1].strip().lower().rstrip(".")
        if inner in MEDIA_OMITTED:
            return Attachment("", "media"), caption.strip()
        if kind := TYPE_OF_OMITTED.get(inner):
            return Attachment("", kind), caption.strip()
    if match := ATTACHED.match(body):
        return _named(match[match.lastgroup], body[match.end() :].strip())
    return None


def _on_android(name: str, caption: str) -> Found:
    """Documents are named once more in the line below."""
    return Attachment(name, _type_of(name)), "" if caption == name else caption


def _type_of(name: str) -> str:
    return next((kind for part, kind in TYPES_IN_NAMES if part in name), "") or guess_type(name)


def _named(name: str, words: str) -> Found:
    """A document's own name stands before it, with its number of pages; that is no caption."""
    name = name.strip(" \u00a0")
    own_name = words.split(" •")[0].strip()
    return Attachment(name, _type_of(name)), "" if own_name and name.endswith(own_name) else words


def _describe(kind: str, before: str) -> Found:
    own_name = before.split(" •")[0].strip()
    if kind == "file" and "." in own_name and "\n" not in own_name:
        return Attachment(own_name, guess_type(own_name)), ""
    return Attachment("", kind), before
