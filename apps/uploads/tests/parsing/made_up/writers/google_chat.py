"""Google Chat's Takeout, in accounts of several languages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE
from apps.uploads.parsing.names import words
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

ENGLISH = words("January February March April May June July August September October November December")
GERMAN = words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
FRENCH = words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
SPANISH = words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
HUNGARIAN = words(
    "január február március április május június július augusztus szeptember október november december"
)
WEEK_FR = words("lundi mardi mercredi jeudi vendredi samedi dimanche")
WEEK_ES = words("lunes martes miércoles jueves viernes sábado domingo")
WEEK_CJK = "一二三四五六日"
LOCALES: dict[str, Callable[[datetime], str]] = {
    "en": lambda at: f"{at:%A}, {ENGLISH[at.month - 1]} {at.day}, {at.year} at {_twelve_hours(at)} UTC",
    "de": lambda at: f"Freitag, {at.day}. {GERMAN[at.month - 1]} {at.year} um {at:%H:%M:%S} UTC",
    "fr": lambda at: f"{WEEK_FR[at.weekday()]} {at.day} {FRENCH[at.month - 1]} {at.year} à {at:%H:%M:%S} UTC",
    "es": lambda at: f"{WEEK_ES[at.weekday()]}, {at.day} de {SPANISH[at.month - 1]} de {at.year}, {at:%H:%M:%S} UTC",
    "hu": lambda at: f"{at.year}. {HUNGARIAN[at.month - 1]} {at.day}., péntek {at.hour}:{at:%M:%S} UTC",
    "zh": lambda at: f"{at.year}年{at.month}月{at.day}日星期{WEEK_CJK[at.weekday()]} UTC {at:%H:%M:%S}",
    "ja": lambda at: f"{at.year}年{at.month}月{at.day}日金曜日 {at.hour}時{at:%M分%S秒} UTC",
}  # fmt: skip
"""How each writes a time; a weekday that says nothing is always the same."""


def _twelve_hours(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p}"


def write(chat: Chat, show_time: Callable[[datetime], str]) -> dict[str, bytes]:
    folder = "Takeout/Google Chat/Groups/Space AAAA77"
    members = [{"name": human.name, "email": f"{human.ref}@Example.com"} for human in chat.people]
    documents = {
        f"{folder}/messages.json": {"messages": [_message(said, chat, show_time) for said in chat.said]},
        f"{folder}/group_info.json": {"name": chat.name, "members": members},
        "Takeout/Google Chat/Users/User 1/user_info.json": {"user": members[0]},
    }
    return {path: json.dumps(document).encode() for path, document in documents.items()}


def _message(said: Said, chat: Chat, show_time: Callable[[datetime], str]) -> dict:
    topic = said.number if said.thread is None else said.thread
    record = {
        "created_date": show_time(said.at.astimezone(UTC)),
        "creator": {"name": said.human.name, "email": f"{said.human.ref}@Example.com", "user_type": "Human"},
        "topic_id": f"t{topic}",
        "message_id": f"AAAA77/t{topic}/t{said.number}",
    }
    if said.kind == DELETED:
        return {**record, "message_state": "DELETED"}
    if said.kind == CALL:
        meeting = {"meeting_code": "abc", "meeting_url": "https://meet.google.com/abc"}
        return {**record, "annotations": [{"video_call_metadata": {"meeting_space": meeting}}]}
    record["text"] = said.text
    if said.is_edited:
        record["updated_date"] = record["created_date"]
    if said.attachment:
        record["attached_files"] = [{"original_name": said.attachment[0], "export_name": "File-1"}]
    if said.reply_to is not None:
        earlier = chat.said[said.reply_to]
        quoted = {
            "creator": {"name": earlier.human.name},
            "text": earlier.text,
            "message_id": _id_of(earlier),
        }
        record["quoted_message_metadata"] = quoted
    if said.reactions:
        record["reactions"] = [
            {"emoji": {"unicode": emoji}, "reactor_emails": [f"{human.ref}@Example.com" for human in people]}
            for emoji, people in said.reactions
        ]
    if said.mention:
        record["annotations"] = [{"user_mention_metadata": {"user": {"name": said.mention.name}}}]
    return record


def _id_of(said: Said) -> str:
    return f"AAAA77/t{said.number if said.thread is None else said.thread}/t{said.number}"


TRAITS = Traits(
    frozenset(("reply_to", "thread", "is_edited", "reactions", "attachment", "mention")),
    (MESSAGE, CALL, DELETED),
)
WRITERS = [
    Writer(
        f"google-chat-{locale}",
        "google_chat",
        lambda chat, show_time=show_time: write(chat, show_time),
        TRAITS,
        SECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
        sender_ref=lambda ref: f"{ref}@example.com",
        keeps_reaction_senders=True,
    )
    for locale, show_time in LOCALES.items()
]
