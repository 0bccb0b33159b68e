"""Mattermost's bulk export: a channel, and a direct chat."""

import json

from apps.uploads.parsing.base import MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

EMOJI_NAMES = {"👍": "+1", "❤️": "heart", "😂": "joy"}


def write_channel(chat: Chat) -> dict[str, bytes]:
    return _lines(chat, "post", {"team": "garden", "channel": "allotment"})


def write_direct(chat: Chat) -> dict[str, bytes]:
    return _lines(chat, "direct_post", {"channel_members": [one.name for one in chat.people[:2]]})


def _lines(chat: Chat, kind: str, place: dict) -> dict[str, bytes]:
    head = [
        {"type": "version", "version": 1},
        {"type": "team", "team": {"name": "garden", "display_name": "Garden"}},
        {"type": "channel", "channel": {"team": "garden", "name": "allotment", "display_name": chat.name}},
    ]
    posts = [{"type": kind, kind: {**place, **_post(said)}} for said in chat.said]
    return {"import.jsonl": "".join(json.dumps(line) + "\n" for line in [*head, *posts]).encode()}


def _post(said: Said) -> dict:
    return {
        "user": said.human.name,
        "type": "system_header_change" if said.kind == SYSTEM else "",
        "message": said.text,
        "create_at": round(said.at.timestamp() * 1000),
        "reactions": [
            {"user": one.name, "create_at": 1, "emoji_name": EMOJI_NAMES[emoji]}
            for emoji, people in said.reactions
            for one in people
        ],
        "replies": None,
        "attachments": [{"path": f"20240101/{said.attachment[0]}"}] if said.attachment else [],
    }


TRAITS = Traits(frozenset(("reactions", "attachment")), (MESSAGE, SYSTEM))

WRITERS = [
    Writer(
        "mattermost-channel", "mattermost", write_channel, TRAITS, MILLISECOND, keeps_reaction_senders=True
    ),
    Writer("mattermost-direct", "mattermost", write_direct, TRAITS, MILLISECOND, keeps_reaction_senders=True),
]
