"""Zulip: an organisation's export in two shards, a topic of zulip-archive, the API's messages."""

import html
import json

from apps.uploads.parsing.base import DELETED, MESSAGE
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, SECOND, Writer

TRAITS = Traits(
    frozenset({"reply_to", "is_edited", "reactions", "attachment"}),
    kinds=(MESSAGE, DELETED),
    one_attachment_without_text=True,
)
SHOWN = Traits(frozenset({"is_edited", "reactions"}), is_multiline=False)
RECIPIENT, CHANNEL = 31, 7


def _address(ref: str) -> str:
    return f"{ref}@example.org"


def _content(said: Said, chat: Chat) -> str:
    text = "(deleted)" if said.kind == DELETED else said.text
    if said.attachment:
        text = ""
    if said.reply_to is not None:
        near = f"https://zulip.example.org/#narrow/channel/7-a/topic/t/near/{said.reply_to}"
        text = f"@_**{chat.people[0].name}|7** [said]({near}):\n```quote\nearlier\n\nwords\n```\n{text}"
    return text


def _row(said: Said, chat: Chat) -> dict:
    row = {
        "id": said.number,
        "sender": int(said.human.ref[1:]),
        "recipient": RECIPIENT,
        "subject": "planning",
        "content": _content(said, chat),
        "date_sent": said.at.timestamp(),
        "last_edit_time": None,
    }
    if said.is_edited:
        history = json.dumps([{"prev_content": "as it was", "timestamp": 1}])
        return {**row, "last_edit_time": said.at.timestamp() + 60, "edit_history": history}
    if said.number % 5 == 0:
        return {**row, "last_edit_time": 1.7e9, "edit_history": '[{"prev_topic": "plans"}]'}
    return row


def _code(emoji: str) -> str:
    return "-".join(f"{ord(character):x}" for character in emoji)


def _realm(chat: Chat) -> dict:
    reactions = [
        {
            "message": said.number,
            "user_profile": int(human.ref[1:]),
            "emoji_name": "x",
            "emoji_code": _code(emoji),
        }
        for said in chat.said
        for emoji, people in said.reactions
        for human in people
    ]
    return {
        "zerver_userprofile": [
            {"id": int(human.ref[1:]), "full_name": human.name, "email": _address(human.ref)}
            for human in chat.people
        ],
        "zerver_stream": [{"id": CHANNEL, "name": chat.name}],
        "zerver_recipient": [{"id": RECIPIENT, "type": 2, "type_id": CHANNEL}],
        "zerver_reaction": reactions,
    }


def write_export(chat: Chat) -> dict[str, bytes]:
    rows = [_row(said, chat) for said in chat.said]
    files = [
        {"file_name": said.attachment[0], "path_id": f"2/{said.number}", "messages": [said.number]}
        for said in chat.said
        if said.attachment
    ]
    documents = {
        "export/realm.json": _realm(chat),
        "export/attachment.json": {"zerver_attachment": files},
        "export/messages-000001.json": {"zerver_usermessage": [], "zerver_message": rows[:100]},
        "export/messages-000002.json": {"zerver_message": rows[100:], "zerver_usermessage": []},
    }
    return {path: json.dumps(document).encode() for path, document in documents.items()}


def _shown(said: Said) -> dict:
    return {
        "id": said.number,
        "sender_full_name": said.human.name,
        "timestamp": int(said.at.timestamp()),
        "content": f"<p>{html.escape(said.text)}</p>",
    }


def write_archive(chat: Chat) -> dict[str, bytes]:
    topic = json.dumps([_shown(said) for said in chat.said]).encode()
    index = json.dumps({"time": "now", "streams": {"7": {"name": chat.name, "id": 7}}}).encode()
    return {"zulip_json/7-Allotment.20seven/planning.json": topic, "zulip_json/stream_index.json": index}


def write_api(chat: Chat) -> dict[str, bytes]:
    messages = [
        {
            **_shown(said),
            "sender_email": _address(said.human.ref),
            "display_recipient": chat.name,
            "subject": "planning",
            **({"last_edit_timestamp": int(said.at.timestamp())} if said.is_edited else {}),
            "reactions": [
                {"emoji_name": "x", "emoji_code": _code(emoji), "user": {"full_name": human.name}}
                for emoji, people in said.reactions
                for human in people
            ],
        }
        for said in chat.said
    ]
    return {"messages.json": json.dumps({"result": "success", "messages": messages}).encode()}


IDS = {
    "keeps_ids": True,
    "keeps_sender_refs": True,
    "sender_ref": _address,
    "keeps_reaction_senders": True,
}
WRITERS = [
    Writer("zulip-export", "zulip", write_export, TRAITS, MILLISECOND, **IDS),
    Writer("zulip-archive", "zulip", write_archive, Traits(is_multiline=False), SECOND, keeps_ids=True),
    Writer("zulip-api", "zulip", write_api, SHOWN, SECOND, **IDS),
]
