"""Service actions as sentences: what the program says happened."""

from typing import Any

from apps.uploads.parsing.telegram.text import plain_text
from apps.uploads.parsing.values import int_of, list_of, name_of

CALLS = frozenset(("phone_call", "group_call", "conference_call"))
SENTENCES = {
    "create_group": "{actor} created the group {title}",
    "create_channel": "The channel {title} was created",
    "invite_members": "{actor} added {members}",
    "remove_members": "{actor} removed {members}",
    "join_group_by_link": "{actor} joined the group by a link",
    "join_group_by_request": "{actor} joined the group on request",
    "edit_group_title": "{actor} changed the group's name to {title}",
    "edit_group_photo": "{actor} changed the group's photo",
    "delete_group_photo": "{actor} removed the group's photo",
    "migrate_to_supergroup": "{actor} made the group a supergroup",
    "migrate_from_group": "{actor} made the group {title} this supergroup",
    "topic_created": "{actor} created the topic {title}",
    "topic_edit": "{actor} changed the topic {title}",
    "pin_message": "{actor} pinned a message",
    "joined_telegram": "{actor} joined Telegram",
    "take_screenshot": "{actor} took a screenshot",
    "clear_history": "The history was cleared",
    "edit_chat_theme": "{actor} changed the chat's theme",
    "set_messages_ttl": "{actor} changed how long messages are kept",
    "invite_to_group_call": "{actor} invited {members} to the call",
    "group_call_scheduled": "{actor} scheduled a call",
    "phone_call": "{actor} called{outcome}",
    "group_call": "Group call{outcome}",
    "conference_call": "Group call{outcome}",
}
THEMSELVES = {
    "invite_members": "{actor} joined the group",
    "remove_members": "{actor} left the group",
}
"""The same where the actor is the only member named."""
OUTCOMES = {"missed": ", missed", "busy": ", declined", "disconnect": ", interrupted"}
MAX_MEMBERS = 20


def describe_action(record: dict[str, Any], actor: str | None, text: str) -> str:
    """Return what happened; the text of the record itself where it has one. Unknown actions are told by their name."""
    own = text or name_of(record.get("information_text"))
    action = name_of(record.get("action"))
    if action == "custom_action":
        own = own or plain_text(record.get("title"))
    if own or not action:
        return own
    members = [name_of(one) or "Deleted Account" for one in list_of(record.get("members"))[:MAX_MEMBERS]]
    sentence = SENTENCES.get(action)
    if actor is not None and members == [actor]:
        sentence = THEMSELVES.get(action, sentence)
    if sentence is None:
        return f"{actor or 'Telegram'}: {action.replace('_', ' ')}"
    return sentence.format(
        actor=actor or "Somebody",
        title=plain_text(record.get("title")) or plain_text(record.get("new_title")),
        members=", ".join(members) or "somebody",
        outcome=_outcome(record),
    ).strip()


def _outcome(record: dict[str, Any]) -> str:
    for key in ("duration_seconds", "duration"):
        if seconds := int_of(record.get(key)):
            return f", {seconds} seconds"
    if record.get("is_missed") is True:
        return OUTCOMES["missed"]
    reason = record.get("discard_reason")
    return OUTCOMES.get(reason, "") if isinstance(reason, str) else ""
