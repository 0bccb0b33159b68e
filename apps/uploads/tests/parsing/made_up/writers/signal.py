"""What signal-export, sigtop and signal-cli write of Signal."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import ZONE, Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, MINUTE, SECOND, Writer

CALL_TEXT = "Missed voice call"


def write_markdown(chat: Chat, form: str = "%Y-%m-%d %H:%M:%S", name: str = "chat.md") -> dict[str, bytes]:
    text = "".join(
        f"[{said.local.strftime(form)}] {said.human.name}: {_markdown_body(said)}\n" for said in chat.said
    )
    return {f"{chat.name}/{name}": text.encode()}


def _markdown_body(said: Said) -> str:
    if said.kind == DELETED:
        return "(This message was deleted)"
    body = (CALL_TEXT if said.kind == CALL else said.text) + "  "
    if said.reactions:
        pairs = [f"{human.name}: {emoji}" for emoji, people in said.reactions for human in people]
        body += f"\n(- {', '.join(pairs)} -)"
    if said.attachment:
        name, kind = said.attachment
        body += f"{'!' if kind == 'image' else ''}[{name}](./media/{name.replace(' ', '%20')})  "
    return body


def write_json_lines(chat: Chat) -> dict[str, bytes]:
    """Both files, as the tool writes them: the JSON is read."""
    lines = [
        {
            "date": said.local.isoformat(),
            "sender": said.human.name,
            "body": CALL_TEXT if said.kind == CALL else said.text,
            "quote": "",
            "sticker": "",
            "reactions": [[human.name, emoji] for emoji, people in said.reactions for human in people],
            "attachments": [{"name": said.attachment[0], "path": "media/x"}] if said.attachment else [],
            "deleted": said.kind == DELETED,
        }
        for said in chat.said
    ]
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    return {f"{chat.name}/data.json": content.encode(), **write_markdown(chat)}


def write_sigtop(chat: Chat) -> dict[str, bytes]:
    text = f"Conversation: {chat.name} (group)\n\n" + "".join(_sigtop_block(said, chat) for said in chat.said)
    return {"Allotment seven.txt": text.encode()}


def _sigtop_block(said: Said, chat: Chat) -> str:
    fields = [
        f"From: {said.human.name} ({said.human.ref})",
        f"Type: {'call-history' if said.kind == CALL else 'incoming'}",
        f"Sent: {_rfc(said.at)}",
        f"Received: {_rfc(said.at)}",
    ]
    if said.attachment:
        kind = {"image": "image/jpeg", "audio": "audio/ogg"}.get(said.attachment[1], "application/pdf")
        fields.append(f"Attachment: {said.attachment[0]} ({kind}, 1234 bytes)")
    for emoji, people in said.reactions:
        fields += [f"Reaction: {emoji} from {human.name} ({human.ref})" for human in people]
    quote = _sigtop_quote(chat.said[said.reply_to]) if said.reply_to is not None else []
    if not said.is_edited:
        return "\n".join([*fields, *quote, "", said.text, "", ""])
    new = ["Version: 2", f"Sent: {_rfc(said.at)}", *quote, "", *said.text.split("\n"), ""]
    old = ["Version: 1", f"Sent: {_rfc(said.at)}", "", "old"]
    lines = [f"| {line}" if line else "|" for line in (*new, *old)]
    return "\n".join([*fields, "Edited: 2 versions", "", *lines, "", ""])


def _sigtop_quote(earlier: Said) -> list[str]:
    words = [f"> {line}" for line in earlier.text.split("\n")]
    return ["", f"> From: {earlier.human.name}", f"> Sent: {_rfc(earlier.at)}", ">", *words]


def _rfc(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE)).strftime("%a, %d %b %Y %H:%M:%S %z").replace(", 0", ", ")


def write_envelopes(chat: Chat) -> dict[str, bytes]:
    """Bare and wrapped lines by turns, receipts between them; edits and deletions on lines of their own."""
    lines = []
    for said in chat.said:
        lines += [_envelope(said, {"dataMessage": data}) for data in _data(said, chat)]
        if said.is_edited:
            edit = {
                "targetSentTimestamp": _ms(said),
                "dataMessage": {"timestamp": _ms(said) + 1, "message": said.text},
            }
            lines.append(_envelope(said, {"editMessage": edit}))
        lines.append(_envelope(said, {"receiptMessage": {"isRead": True, "timestamps": [_ms(said)]}}))
    wrapped = [
        line if place % 2 else {"jsonrpc": "2.0", "method": "receive", "params": line}
        for place, line in enumerate(lines)
    ]
    return {"signal.jsonl": "\n".join(json.dumps(line) for line in wrapped).encode()}


def _envelope(said: Said, content: dict) -> dict:
    ref, name = said.human.ref, said.human.name
    who = {"source": ref, "sourceUuid": ref, "sourceName": name, "timestamp": _ms(said)}
    return {"envelope": {**who, **content}, "account": "+49"}


def _data(said: Said, chat: Chat):
    group = {
        "groupInfo": {"groupId": "abc=", "groupName": chat.name, "type": "DELIVER"},
        "timestamp": _ms(said),
    }
    if said.kind == SYSTEM:
        yield {**group, "groupInfo": {**group["groupInfo"], "type": "UPDATE"}, "message": None}
        return
    data = {**group, "message": "draft" if said.is_edited else said.text}
    if said.attachment:
        data["attachments"] = [{"filename": said.attachment[0], "contentType": "", "id": "x", "size": 5}]
    if said.reply_to is not None:
        earlier = chat.said[said.reply_to]
        data["quote"] = {"id": _ms(earlier), "authorUuid": earlier.human.ref, "text": earlier.text}
    if said.mention:
        data["mentions"] = [{"name": said.mention.name, "start": 0, "length": 1}]
    yield data
    if said.kind == DELETED:
        yield {"timestamp": _ms(said) + 5, "remoteDelete": {"timestamp": _ms(said)}}


def _ms(said: Said) -> int:
    return round(said.at.timestamp() * 1000)


EXPORTED = Traits(frozenset(("reactions", "attachment")), (MESSAGE, CALL, DELETED))
WRITERS = [
    Writer(
        "signal-export",
        "signal",
        write_markdown,
        EXPORTED,
        SECOND,
        has_utc=False,
        keeps_reaction_senders=True,
    ),
    Writer(
        "signal-export-2020",
        "signal",
        lambda chat: write_markdown(chat, "%Y-%m-%d, %H:%M", "index.md"),
        EXPORTED,
        MINUTE,
        has_utc=False,
        keeps_reaction_senders=True,
    ),
    Writer(
        "signal-export-json",
        "signal",
        write_json_lines,
        EXPORTED,
        MILLISECOND,
        has_utc=False,
        keeps_reaction_senders=True,
    ),
    Writer(
        "sigtop",
        "signal",
        write_sigtop,
        Traits(frozenset(("reactions", "attachment", "is_edited", "reply_to")), (MESSAGE, CALL)),
        SECOND,
        keeps_sender_refs=True,
        keeps_reaction_senders=True,
    ),
    Writer(
        "signal-cli",
        "signal",
        write_envelopes,
        Traits(frozenset(("attachment", "is_edited", "reply_to", "mention")), (MESSAGE, SYSTEM, DELETED)),
        MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
    ),
]
