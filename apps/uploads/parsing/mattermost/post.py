"""One post, and the replies in it, as messages."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM, Attachment, ParsedMessage, ParseReport, Reaction
from apps.uploads.parsing.emoji_names import emoji_of, show_emoji
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.mattermost.channels import Channels
from apps.uploads.parsing.slack.quotes import attached_text
from apps.uploads.parsing.values import dict_of, dicts_of, moment_of, name_of, text_of

MENTION = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]{0,63})", re.IGNORECASE)
CALLS = frozenset(("custom_calls", "custom_zoom", "custom_jitsi"))
MAX_PROPS_CHARS = 256 * 1024


class PostReader:
    def __init__(self, report: ParseReport) -> None:
        self._report = report
        self._channels = Channels()
        self._usernames: set[str] = set()

    def see(self, kind: str, record: dict[str, Any]) -> None:
        """Take in what a line says about teams, channels and people."""
        if kind == "user":
            self._usernames.add(name_of(record.get("username")).lower())
        else:
            self._channels.see(kind, record)

    def read(self, post: dict[str, Any], line: int) -> Iterator[ParsedMessage]:
        """Yield a post and its replies."""
        channel = self._channels.find(post)
        root = f"line {line}"
        replies = list(dicts_of(post.get("replies")))
        yield self._message(post, channel, root, root if replies else "", "", line)
        for number, reply in enumerate(replies, start=1):
            yield self._message(reply, channel, f"{root}, reply {number}", root, root, line)

    def _message(
        self,
        post: dict[str, Any],
        channel: tuple[str, str],
        own_ref: str,
        thread: str,
        reply_to: str,
        line: int,
    ) -> ParsedMessage:
        user = name_of(post.get("user"))
        text = self._text_of(post)
        mentioned = dict.fromkeys(name.rstrip("._-") for name in MENTION.findall(text)) if "@" in text else ()
        sent_at = moment_of(post.get("create_at"))
        if sent_at is None:
            self._report.skip(line, "The time cannot be read; the message was kept without it.", text)
        return ParsedMessage(
            conversation=channel[0],
            conversation_ref=channel[1],
            sender=user or None,
            sender_ref=user,
            sent_at=sent_at,
            text=text,
            kind=_kind_of(post),
            source_ref=own_ref,
            is_edited=bool(moment_of(post.get("edit_at"))),
            edited_at=moment_of(post.get("edit_at")),
            reply_to_ref=reply_to,
            thread_ref=thread,
            attachments=tuple(map(_attachment, dicts_of(post.get("attachments")))),
            reactions=read_reactions(post.get("reactions")),
            mentions=tuple(name for name in mentioned if name.lower() in self._usernames),
        )

    def _text_of(self, post: dict[str, Any]) -> str:
        """Return the words; integrations have theirs in attachments among the properties."""
        text = text_of(post.get("message"))
        if not text:
            text = text_of(
                "\n".join(filter(None, map(attached_text, dicts_of(_props(post).get("attachments")))))
            )
        return show_emoji(text)


def read_reactions(value: Any) -> tuple[Reaction, ...]:
    """Return each emoji once, with all who chose it."""
    people: dict[str, list[str]] = {}
    for reaction in dicts_of(value):
        emoji = emoji_of(name_of(reaction.get("emoji_name")) or "?")
        people.setdefault(emoji, []).append(name_of(reaction.get("user")))
    return tuple(Reaction(emoji, len(users), tuple(filter(None, users))) for emoji, users in people.items())


def _kind_of(post: dict[str, Any]) -> str:
    kind = name_of(post.get("type"))
    if kind in CALLS:
        return CALL
    return SYSTEM if kind.startswith("system_") else MESSAGE


def _props(post: dict[str, Any]) -> dict[str, Any]:
    props = post.get("props")
    if isinstance(props, str) and len(props) <= MAX_PROPS_CHARS:
        with suppress(ValueError):
            props = decode_json(props)
    return dict_of(props)


def _attachment(file: dict[str, Any]) -> Attachment:
    name = PurePosixPath(name_of(file.get("path"))).name[:255]
    return Attachment(name, guess_type(name))
