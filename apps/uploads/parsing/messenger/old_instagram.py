"""`messages.json` of Instagram's downloads until 2020: all chats in one list, each with its people and its messages.

`[{"participants": [names], "conversation": [{"sender", "created_at", "text", …}]}]`, the newest message first. A chat
has no name of its own, so it is called after its people. Likes stand at the message; files are addresses, mostly dead.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment, ParsedMessage, ParseReport
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import iter_heads, iter_items
from apps.uploads.parsing.mojibake import Mender
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.values import dicts_of, list_of, moment_of, name_of, text_of

PATH = "item.conversation.item"
KEYS = (
    re.compile(r"\s*\[\s*\{"),
    re.compile(r'"participants"\s*:\s*\['),
    re.compile(r'"conversation"\s*:\s*\['),
    re.compile(r'"created_at"\s*:\s*"\d{4}-'),
)
TEXTS = ("text", "heart", "media_share_caption", "story_share", "video_call_action", "action")
FILES = (("media", "image"), ("media_url", ""), ("voice_media", "audio"), ("animated_media_images", "gif"))
LINKS = ("link", "media_share_url")
LIKE = "❤️"
MAX_PEOPLE_IN_NAME = 10


def is_old_instagram(text: str) -> bool:
    return KEYS[0].match(text) is not None and all(key.search(text) for key in KEYS[1:])


def read_old_instagram(source: BinaryIO, report: ParseReport) -> Iterator[ParsedMessage]:
    heads = list(iter_heads(source, PATH, keys=("participants",)))
    mend = Mender(report)
    last, number, chat = None, -1, ""
    for item in iter_items(source, report, PATH, keys=("participants",)):
        if item.head is not last:
            last, number = item.head, number + 1
            people = list_of((heads[number] if number < len(heads) else item.head).get("participants"))
            chat = ", ".join(filter(None, map(name_of, people[:MAX_PEOPLE_IN_NAME])))
        yield _read(item.value, item.position, chat or f"Chat {number + 1}", mend)


def _read(record: dict[str, Any], position: int, chat: str, mend: Mender) -> ParsedMessage:
    texts = dict.fromkeys(_text(record.get(key), mend) for key in TEXTS)
    text = "\n".join(filter(None, texts))
    links = (text_of(record.get(key)) for key in LINKS)
    return ParsedMessage(
        conversation=chat,
        sender=name_of(record.get("sender")) or None,
        sent_at=moment_of(record.get("created_at")),
        text=text,
        kind=CALL if record.get("video_call_action") else SYSTEM if record.get("action") else MESSAGE,
        source_ref=f"item {position}",
        attachments=tuple(_files_of(record)),
        reactions=gather_reactions(
            (LIKE, name_of(like.get("username"))) for like in dicts_of(record.get("likes"))
        ),
        links=tuple(link for link in links if link and link not in text),
        forwarded_from=name_of(record.get("media_owner") or record.get("profile_share_username")),
    )


def _text(value: Any, mend: Mender) -> str:
    return text_of(mend(value)) if isinstance(value, str) else ""


def _files_of(record: dict[str, Any]) -> Iterator[Attachment]:
    """A file that is gone is written as a sentence in place of its address."""
    for key, kind in FILES:
        if value := record.get(key):
            address = text_of(value).partition("?")[0]
            name = address.rpartition("/")[2][:255] if "://" in address else ""
            yield Attachment(name, kind or guess_type(name))
