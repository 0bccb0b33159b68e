"""DiscordChatExporter's files: JSON whole and in parts, CSV, text in several locales."""

import csv
import io
import json
from datetime import datetime

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM
from apps.uploads.parsing.names import words
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, MINUTE, Writer

BANNER = "=" * 62
TYPES = {MESSAGE: "Default", SYSTEM: "ChannelNameChange", CALL: "Call"}


def write_json(chat: Chat) -> dict[str, bytes]:
    return {"Club - Allotment seven [77].json": _document(chat, chat.said)}


def write_parts(chat: Chat) -> dict[str, bytes]:
    """Two parts that overlap by some messages."""
    middle = len(chat.said) // 2
    return {
        "out/Club - Allotment seven [77].json": _document(chat, chat.said[: middle + 5]),
        "out/Club - Allotment seven [77] [part 2].json": _document(chat, chat.said[middle:]),
    }


def _document(chat: Chat, said: tuple[Said, ...]) -> bytes:
    document = {
        "guild": {"id": "5", "name": "Club", "iconUrl": ""},
        "channel": {
            "id": "77",
            "type": "GuildTextChat",
            "category": "Garden",
            "name": chat.name,
            "topic": None,
        },
        "dateRange": {"after": None, "before": None},
        "messages": [_record(one, chat) for one in said],
        "messageCount": len(said),
    }
    return json.dumps(document, indent=2).encode()


def _record(said: Said, chat: Chat) -> dict:
    record = {
        "id": str(said.number + 1),
        "type": "Reply" if said.reply_to is not None else TYPES[said.kind],
        "timestamp": said.at.isoformat(timespec="milliseconds"),
        "timestampEdited": said.at.isoformat() if said.is_edited else None,
        "content": said.text,
        "author": _person(said.human),
        "attachments": [{"url": "https://x/y", "fileName": said.attachment[0], "fileSizeBytes": 7}]
        if said.attachment
        else [],
        "reactions": [
            {
                "emoji": {"id": "", "name": emoji},
                "count": len(people),
                "users": [_person(one) for one in people],
            }
            for emoji, people in said.reactions
        ],
        "mentions": [_person(said.mention)] if said.mention else [],
    }
    if said.reply_to is not None:
        record["reference"] = {"messageId": str(said.reply_to + 1), "channelId": "77", "guildId": "5"}
    return record


def _person(human) -> dict:
    return {"id": human.ref, "name": human.name, "discriminator": "0000", "nickname": "Nick", "isBot": False}


def write_csv(chat: Chat) -> dict[str, bytes]:
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    table.write("AuthorID,Author,Date,Content,Attachments,Reactions\n")
    for said in chat.said:
        attachments = f"https://cdn.x.org/a/{said.attachment[0]}?ex=1" if said.attachment else ""
        reactions = ",".join(f"{emoji} ({len(people)})" for emoji, people in said.reactions)
        stamp = f"{said.at:%Y-%m-%dT%H:%M:%S}.{said.at.microsecond:06}0+00:00"
        writer.writerow([said.human.ref, said.human.name, stamp, said.text, attachments, reactions])
    return {"Club - Garden - Allotment seven [77].csv": table.getvalue().encode()}


def text_writer(show_date):
    def write(chat: Chat) -> dict[str, bytes]:
        lines = [BANNER, "Guild: Club", f"Channel: Garden / {chat.name}", BANNER, ""]
        for said in chat.said:
            lines += [f"[{show_date(said.local)}] {said.human.name}", *said.text.split("\n"), ""]
            if said.attachment:
                lines += ["{Attachments}", f"https://cdn.x.org/a/{said.attachment[0]}?ex=1", ""]
            if said.reactions:
                shown = (
                    f"{emoji} ({len(people)})" if len(people) > 1 else emoji
                    for emoji, people in said.reactions
                )
                lines += ["{Reactions}", " ".join(shown), ""]
        lines += [BANNER, f"Exported {len(chat.said):,} message(s)", BANNER, ""]
        return {"Club - Garden - Allotment seven [77].txt": "\n".join(lines).encode()}

    return write


def _us(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def _old(at: datetime) -> str:
    return f"{at:%d-%b-%y %I:%M %p}"


def _german(at: datetime) -> str:
    return f"{at:%d.%m.%Y %H:%M}"


def _french(at: datetime) -> str:
    months = words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.")
    return f"{at.day} {months[at.month - 1]} {at:%Y %H:%M}"


KEEPS = frozenset(("reactions", "attachment"))
JSON = Traits(KEEPS | {"reply_to", "is_edited", "mention"}, (MESSAGE, SYSTEM, CALL))
IDS = {"keeps_ids": True, "keeps_sender_refs": True, "keeps_reaction_senders": True}
TEXT = Traits(KEEPS)

WRITERS = [
    Writer("discord-json", "discord", write_json, JSON, MILLISECOND, **IDS),
    Writer("discord-parts", "discord", write_parts, JSON, MILLISECOND, **IDS),
    Writer("discord-csv", "discord", write_csv, TEXT, MILLISECOND, keeps_sender_refs=True),
    Writer("discord-text-us", "discord", text_writer(_us), TEXT, MINUTE, has_utc=False),
    Writer("discord-text-old", "discord", text_writer(_old), TEXT, MINUTE, has_utc=False),
    Writer("discord-text-de", "discord", text_writer(_german), TEXT, MINUTE, has_utc=False),
    Writer("discord-text-fr", "discord", text_writer(_french), TEXT, MINUTE, has_utc=False),
]
