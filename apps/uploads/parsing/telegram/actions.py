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
    "score_in_game": "{actor} scored {score} in a game",
    "send_payment": "A payment of {money} was made",
    "refunded_payment": "{peer_name} paid {money} back",
    "attach_menu_bot_allowed": "The bot was added to the attachment menu",
    "web_app_bot_allowed": "The bot was allowed to send messages from its app",
    "allow_sending_messages": "The bot was allowed to send messages{reason}",
    "send_passport_values": "Passport data were sent: {values}",
    "proximity_reached": "{from} came within {distance} m of {to}",
    "requested_phone_number": "{actor} asked for the phone number",
    "send_webview_data": "Data of a web app were sent",
    "send_premium_gift": "{actor} gave Telegram Premium{months}",
    "suggest_profile_photo": "{actor} suggested a profile photo",
    "requested_peer": "{actor} chose a chat for the bot",
    "gift_code_prize": "A gift code for Telegram Premium{months}",
    "giveaway_launch": "A giveaway began",
    "giveaway_results": "A giveaway ended; winners: {winners}",
    "set_chat_wallpaper": "{actor} changed the chat's wallpaper",
    "set_same_chat_wallpaper": "{actor} set the same wallpaper",
    "boost_apply": "{actor} boosted the group",
    "send_stars_gift": "{actor} gave {stars} stars",
    "send_ton_gift": "{actor} gave {cost}",
    "stars_prize": "{actor} won {stars} stars",
    "send_star_gift": "{actor} sent a gift for {stars} stars{gift_text}",
    "paid_messages_refund": "{actor} gave {stars_count} stars for messages back",
    "paid_messages_price_change": "{actor} changed the price of a message to {price_stars} stars",
    "todo_completions": "{actor} changed what is done in a checklist",
    "todo_append_tasks": "{actor} added tasks to a checklist",
    "suggest_birthday": "{actor} suggested a birthday",
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
MAX_FIELDS = 100


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
    fields = _Fields(
        (key, plain_text(value))
        for key, value in list(record.items())[:MAX_FIELDS]
        if not key.startswith("_")
    )
    fields |= {
        "actor": actor or "Somebody",
        "title": fields["title"] or fields["new_title"],
        "members": ", ".join(members) or "somebody",
        "outcome": _outcome(record),
        "money": f"{fields['amount']} {fields['currency']}".strip(),
        "months": _after(", months: ", fields["months"]),
        "reason": _after(" for ", fields["reason_app_name"] or fields["reason_domain"]),
        "gift_text": _after(": ", fields["gift_text"]),
        "values": ", ".join(
            name_of(one).replace("_", " ") for one in list_of(record.get("values"))[:MAX_MEMBERS]
        ),
    }
    return sentence.format_map(fields).strip()


class _Fields(dict[str, str]):
    """The plain values of a record; one that it has not is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _after(words: str, text: str) -> str:
    return words + text if text else ""


def _outcome(record: dict[str, Any]) -> str:
    for key in ("duration_seconds", "duration"):
        if seconds := int_of(record.get(key)):
            return f", {seconds} seconds"
    if record.get("is_missed") is True:
        return OUTCOMES["missed"]
    reason = record.get("discard_reason")
    return OUTCOMES.get(reason, "") if isinstance(reason, str) else ""
