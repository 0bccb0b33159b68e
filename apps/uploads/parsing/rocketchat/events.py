"""What the program says in a room, as sentences."""

from typing import Any

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.parsing.values import dict_of, name_of, text_of

REMOVED, ENCRYPTED = "rm", "e2e"
CALLS = frozenset(
    ("jitsi_call_started", "videoconf", "webrtc_call_started", "voip-call-started", "livechat_video_call")
)
SENTENCES = {
    "uj": "{actor} joined the room",
    "ul": "{actor} left the room",
    "ult": "{actor} left the team",
    "ut": "{actor} joined the conversation",
    "ujt": "{actor} joined the team",
    "au": "{actor} added {what}",
    "ru": "{actor} removed {what}",
    "r": "{actor} changed the room's name to {what}",
    "room_changed_topic": "{actor} changed the topic to {what}",
    "room_changed_description": "{actor} changed the description to {what}",
    "room_changed_announcement": "{actor} changed the announcement to {what}",
    "room_changed_privacy": "{actor} made the room {what}",
    "room_changed_avatar": "{actor} changed the room's picture",
    "discussion-created": "{actor} started the discussion {what}",
    "message_pinned": "{actor} pinned a message",
    "subscription-role-added": "{actor} gave {what} the role {role}",
    "subscription-role-removed": "{actor} took from {what} the role {role}",
    "user-muted": "{actor} muted {what}",
    "user-unmuted": "{actor} unmuted {what}",
    "jitsi_call_started": "{actor} started a call",
    "videoconf": "{actor} started a call",
}


def kind_of(record: dict[str, Any]) -> str:
    """Return the kind of a message; its `t` is set for everything that people did not say."""
    mark = name_of(record.get("t"))
    if not mark or mark == ENCRYPTED:
        return MESSAGE
    if mark == REMOVED:
        return DELETED
    return CALL if mark in CALLS else SYSTEM


def describe_event(record: dict[str, Any], actor: str | None) -> str:
    """Return what happened; unknown events are told by their name."""
    mark, what = name_of(record.get("t")), text_of(record.get("msg"))
    sentence = SENTENCES.get(mark)
    if sentence is None:
        return f"{actor or 'Rocket.Chat'}: {mark.replace('_', ' ')} {what}".strip()
    role = name_of(record.get("role")) or name_of(dict_of(record.get("role")).get("name"))
    return sentence.format(actor=actor or "Somebody", what=what, role=role).strip()
