"""Microsoft Teams: the data export with its overlapping files, and Graph's own shape."""

import json
from html import escape

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

CHAT_ID = "19:c77@thread.v2"
CHANNEL_ID = "19:c77@thread.tacv2"


def write_users(chat: Chat) -> dict[str, bytes]:
    """Every message stands in the files of two members, neither of them in the order of time."""
    messages = [_message(said, chat, {"ChatId": CHAT_ID}) for said in chat.said]
    files = {
        f"users/{chat.people[0].ref}/messages_{chat.people[0].ref}.json": [*messages[60:], *messages[:90]],
        f"users/{chat.people[1].ref}/messages_{chat.people[1].ref}.json": messages[::-1],
        "users/usersList.json": [{"Id": human.ref, "DisplayName": human.name} for human in chat.people],
        "teams/teamsList.json": [],
    }
    return {path: json.dumps(content).encode() for path, content in files.items()}


def write_team(chat: Chat) -> dict[str, bytes]:
    where = {"ChannelIdentity": {"ChannelId": CHANNEL_ID, "TeamId": "t1"}}
    files = {
        "teams/t1/messages_t1.json": [_message(said, chat, where) for said in reversed(chat.said)],
        "teams/t1/channels_t1.json": [{"Id": CHANNEL_ID, "DisplayName": chat.name}],
        "teams/teamsList.json": [{"GroupsId": "t1", "Name": "Gardeners"}],
    }
    return {path: json.dumps(content).encode() for path, content in files.items()}


def write_graph(chat: Chat) -> dict[str, bytes]:
    messages = [_small(_message(said, chat, {"ChatId": CHAT_ID})) for said in chat.said]
    return {"chat.json": json.dumps({"@odata.count": len(messages), "value": messages}).encode()}


def _small(value):
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _small(item) for key, item in value.items()}
    return [_small(item) for item in value] if isinstance(value, list) else value


def _person(human) -> dict:
    return {"Application": None, "Device": None, "User": {"Id": human.ref, "DisplayName": human.name}}


def _message(said: Said, chat: Chat, where: dict) -> dict:
    time = said.at.isoformat(timespec="milliseconds")
    record = {
        "Id": f"{said.number}",
        "Body": {"ContentType": "html", "Content": _html(said)},
        "CreatedDateTime": time,
        "LastEditedDateTime": time if said.is_edited else None,
        "DeletedDateTime": time if said.kind == DELETED else None,
        "Subject": None,
        "ReplyToId": None if said.thread is None else f"{said.thread}",
        "From": _person(said.human),
        "Attachments": [],
        "Mentions": [{"Id": 0, "MentionText": "x", "Mentioned": _person(said.mention)}]
        if said.mention
        else [],
        "Reactions": [
            {"ReactionType": emoji, "User": _person(human)}
            for emoji, people in said.reactions
            for human in people
        ],
        "MessageType": "message",
        "ChannelIdentity": None,
        "ChatId": None,
        **where,
    }
    if said.kind in (SYSTEM, CALL):
        record |= {
            "From": None,
            "MessageType": "unknownFutureValue",
            "Body": {"Content": "<systemEventMessage/>"},
        }
        inner = "CallEnded" if said.kind == CALL else "MembersAdded"
        record["EventDetail"] = {"EventType": None, "Initiator": _person(said.human), inner: {"Members": []}}
    if said.attachment:
        record["Attachments"].append(
            {"ContentType": "reference", "Name": said.attachment[0], "ContentUrl": "https://x/y"}
        )
    if said.reply_to is not None:
        content = json.dumps({"messageId": f"{said.reply_to}", "messagePreview": "…"})
        record["Attachments"].append(
            {"Id": f"{said.reply_to}", "ContentType": "messageReference", "Content": content}
        )
    return record


def _html(said: Said) -> str:
    answer = f'<attachment id="{said.reply_to}"></attachment>' if said.reply_to is not None else ""
    lines = "".join(f"<p>{escape(line)}</p>\r\n" for line in said.text.split("\n"))
    return answer + lines.replace("😀", '<emoji id="grin" alt="😀" title="Grin"></emoji>')


KEEPS = ("reply_to", "thread", "is_edited", "reactions", "attachment", "mention")
TRAITS = Traits(frozenset(KEEPS), (MESSAGE, SYSTEM, CALL, DELETED), is_multiline=False)
WRITERS = [
    Writer(
        f"teams-{name}",
        "teams",
        write,
        TRAITS,
        MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
        keeps_reaction_senders=True,
    )
    for name, write in (("users", write_users), ("team", write_team), ("graph", write_graph))
]
