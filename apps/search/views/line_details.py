"""What a message carries besides its words: whom it answers, files, reactions, and where it comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.uploads.models import Conversation, Message

LOOK_AROUND = 5_000
"""Places of the conversation before and after a window in which an answered message is looked for."""
QUOTED_CHARACTERS = 140
FILE_WORDS = {
    "image": "Photo",
    "video": "Video",
    "audio": "Audio",
    "voice": "Voice message",
    "sticker": "Sticker",
    "gif": "GIF",
    "contact": "Contact",
    "document": "File",
    "file": "File",
    "media": "Photo, video or file",
}
"""What to call a file of which the export tells the type only."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that is answered; without id where it is not near, or was not exported."""

    message_id: int | None = None
    sender: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LineDetails:
    quote: Quote | None = None
    attachments: Sequence[dict] = ()
    reactions: Sequence[dict] = ()
    is_edited: bool = False
    forwarded_from: str = ""
    place: str = ""
    """The page and paragraph of a document."""

    def __bool__(self) -> bool:
        return any(
            (self.quote, self.attachments, self.reactions, self.is_edited, self.forwarded_from, self.place)
        )


NO_DETAILS = LineDetails()


def describe_details(message: Message, quotes: dict[str, Quote]) -> LineDetails:
    """Return the details of a stored message; `quotes` are those of `find_quotes`."""
    answered = message.reply_to_ref
    return LineDetails(
        quote=quotes.get(answered, Quote()) if answered else None,
        attachments=message.attachments,
        reactions=message.reactions,
        is_edited=message.is_edited,
        forwarded_from=message.forwarded_from,
        place=message.source_ref if message.source_ref.startswith("page ") else "",
    )


def name_file(attachment: dict) -> str:
    """Return what to call an attached file: its name, or its type in a word."""
    kind = attachment.get("type", "")
    return attachment.get("name") or FILE_WORDS.get(kind) or kind.replace("_", " ").capitalize() or "File"


def find_quotes(conversation: Conversation, messages: Iterable[Message]) -> dict[str, Quote]:
    """Return what the messages answer, by `source_ref`: of the window itself and LOOK_AROUND places around it."""
    answering = [message for message in messages if message.reply_to_ref]
    if not answering:
        return {}
    near = conversation.messages.filter(
        source_ref__in={message.reply_to_ref for message in answering},
        sequence__gte=min(message.sequence for message in answering) - LOOK_AROUND,
        sequence__lte=max(message.sequence for message in answering) + LOOK_AROUND,
    )
    return {message.source_ref: _quote(message) for message in near.select_related("participant")}


def _quote(message: Message) -> Quote:
    text = " ".join(message.text[: 2 * QUOTED_CHARACTERS].split())
    shown = text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS].rstrip()} …"
    files = ", ".join(name_file(file) for file in message.attachments[:3])
    return Quote(message.pk, message.participant.name if message.participant else "", shown or files)
