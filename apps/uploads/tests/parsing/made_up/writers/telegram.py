"""Telegram Desktop's exports: JSON of one chat, of all, of early versions; HTML as one page and as several."""

import json
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from apps.uploads.parsing.base import CALL, MESSAGE, POLL, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import ZONE, Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

MEDIA = {"image": "photo_wrap", "audio": "media_voice_message", "file": "media_file"}
PAGE_SIZE = 70


def write_single(chat: Chat) -> dict[str, bytes]:
    return {"result.json": _dump(_chat(chat, [_record(said) for said in chat.said]))}


def write_full(chat: Chat) -> dict[str, bytes]:
    head = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1},
        "contacts": {"list": []},
    }
    chats = {"list": [_chat(chat, [_record(said) for said in chat.said])]}
    return {"result.json": _dump({**head, "chats": chats})}


def write_early(chat: Chat) -> dict[str, bytes]:
    """As versions before 2022 wrote it: no Unix times, numbers for ids, `edited` always there."""
    records = []
    for said in chat.said:
        record = _record(said)
        record = {key: value for key, value in record.items() if not key.endswith("_unixtime")}
        for key in ("from_id", "actor_id"):
            if key in record:
                record[key] = int(record[key].removeprefix("user"))
        records.append({"edited": "1970-01-01T01:00:00", **record})
    return {"result.json": _dump(_chat(chat, records))}


def _chat(chat: Chat, records: list[dict]) -> dict:
    return {"name": chat.name, "type": "private_group", "id": 77, "messages": records}


def _dump(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _record(said: Said) -> dict:
    who = "from" if said.kind in (MESSAGE, POLL) else "actor"
    record = {
        "id": said.number + 1,
        "type": "message" if who == "from" else "service",
        **_date("date", said.at),
        who: said.human.name,
        f"{who}_id": f"user{said.human.ref[1:]}",
    }
    if said.kind == CALL:
        record |= {"action": "phone_call", "duration_seconds": 60}
    elif said.kind == SYSTEM:
        record |= {"action": "edit_group_title", "title": said.text}
    elif said.kind == POLL:
        record["poll"] = {"question": said.text, "closed": False, "answers": [{"text": "Yes", "voters": 1}]}
    else:
        record |= _extras(said)
    words = said.text.split(" ", 1) if said.kind == MESSAGE else [""]
    record["text"] = [{"type": "bold", "text": words[0]}, " " + words[1]] if len(words) > 1 else words[0]
    return record


def _extras(said: Said) -> dict:
    extras = {}
    if said.reply_to is not None:
        extras["reply_to_message_id"] = said.reply_to + 1
    if said.is_edited:
        extras |= _date("edited", said.at)
    if said.forwarded_from:
        extras["forwarded_from"] = said.forwarded_from
    if said.attachment and said.attachment[1] == "image":
        extras["photo"] = f"photos/{said.attachment[0]}"
    elif said.attachment:
        extras |= {"file": f"files/{said.attachment[0]}", "file_name": said.attachment[0]}
        if said.attachment[1] == "audio":
            extras["media_type"] = "voice_message"
    if said.reactions:
        extras["reactions"] = [
            {
                "type": "emoji",
                "emoji": emoji,
                "count": len(people),
                "recent": [{"from": one.name} for one in people],
            }
            for emoji, people in said.reactions
        ]
    return extras


def _date(key: str, at: datetime) -> dict:
    local = at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)
    return {key: local.isoformat(), f"{key}_unixtime": str(int(at.timestamp()))}


def write_page(chat: Chat) -> dict[str, bytes]:
    return {"messages.html": _page(chat, chat.said)}


def write_pages(chat: Chat) -> dict[str, bytes]:
    starts = range(0, len(chat.said), PAGE_SIZE)
    pages = [_page(chat, chat.said[start : start + PAGE_SIZE]) for start in starts]
    names = ["messages.html", *(f"messages{number}.html" for number in range(2, len(pages) + 1))]
    return {f"ChatExport/{name}": page for name, page in zip(names, pages, strict=True)}


def _page(chat: Chat, said: tuple[Said, ...]) -> bytes:
    blocks = [
        "<!DOCTYPE html><html><head><meta charset='utf-8'/><title>Exported Data</title></head><body>"
        '<div class="page_wrap"><div class="page_header"><div class="content">'
        f'<div class="text bold">\n{escape(chat.name)}\n</div></div></div>'
        '<div class="page_body chat_page"><div class="history">'
    ]
    day, previous = None, None
    for one in said:
        if one.local.date() != day:
            day, previous = one.local.date(), None
            shown = f'<div class="body details">\n{day.day} {day:%B %Y}\n</div>'
            blocks.append(f'<div class="message service" id="message-1">{shown}</div>')
        is_joined = previous is not None and previous.human == one.human and not one.forwarded_from
        blocks.append(_block(one, is_joined=is_joined))
        previous = None if one.forwarded_from else one
    return "\n".join([*blocks, "</div></div></div></body></html>"]).encode()


def _block(said: Said, *, is_joined: bool) -> str:
    offset = said.at.astimezone(ZoneInfo(ZONE)).strftime("%z")
    stamp = f"{said.local:%d.%m.%Y %H:%M:%S} UTC{offset[:3]}:{offset[3:]}"
    name = "" if is_joined else f'<div class="from_name">\n{escape(said.human.name)}\n</div>'
    inner = _inner(said)
    if said.forwarded_from:
        inner = (
            f'<div class="forwarded body"><div class="from_name">\n{escape(said.forwarded_from)}'
            f'<span class="date details" title="01.01.2020 00:00:00"> 01.01.2020 00:00:00</span></div>{inner}</div>'
        )
    return (
        f'<div class="message default clearfix{" joined" if is_joined else ""}" id="message{said.number + 1}">'
        f'<div class="body"><div class="pull_right date details" title="{stamp}">\n{said.local:%H:%M}\n</div>'
        f"{name}{inner}</div></div>"
    )


def _inner(said: Said) -> str:
    if said.kind == CALL:
        return _media("media_call success", said.human.name, "Outgoing (60 seconds)")
    if said.kind == POLL:
        return (
            f'<div class="media_wrap"><div class="media_poll"><div class="question bold">\n{escape(said.text)}\n</div>'
            '<div class="answer">\n- Yes <span class="details">1 vote</span>\n</div></div></div>'
        )
    parts = []
    if said.reply_to is not None:
        link = f'<a href="messages.html#go_to_message{said.reply_to + 1}">this message</a>'
        parts.append(f'<div class="reply_to details">\nIn reply to {link}\n</div>')
    if said.attachment:
        parts.append(_attachment(*said.attachment))
    if said.text:
        words = escape(said.text).replace("'", "&apos;").replace("\n", "<br>")
        parts.append(f'<div class="text">\n{words}\n</div>')
    parts += [_reaction(emoji, people) for emoji, people in said.reactions]
    return "".join(parts)


def _attachment(name: str, kind: str) -> str:
    if kind == "image":
        return f'<div class="media_wrap clearfix"><a class="photo_wrap clearfix" href="photos/{name}"><img/></a></div>'
    return _media(MEDIA[kind], name, "1.2 MB", f"files/{name}")


def _media(classes: str, title: str, status: str, link: str = "") -> str:
    return (
        f'<div class="media_wrap clearfix"><a class="media clearfix pull_left {classes}" href="{link}">'
        f'<div class="body"><div class="title bold">\n{escape(title)}\n</div>'
        f'<div class="status details">\n{status}\n</div></div></a></div>'
    )


def _reaction(emoji: str, people) -> str:
    pictures = "".join(
        f'<div class="userpic"><div class="initials" title="{escape(one.name)}">A</div></div>'
        for one in people
    )
    return (
        f'<span class="reactions"><span class="reaction"><span class="emoji">\n{emoji}\n</span>'
        f'<span class="userpics">{pictures}</span></span></span>'
    )


KEEPS = frozenset(("reply_to", "reactions", "attachment", "forwarded_from"))
JSON_TRAITS = Traits(KEEPS | {"is_edited"}, (MESSAGE, SYSTEM, CALL, POLL))
HTML_TRAITS = Traits(KEEPS, (MESSAGE, CALL, POLL))
JSON_KEEPS = {
    "keeps_ids": True,
    "keeps_sender_refs": True,
    "sender_ref": lambda ref: f"user{ref[1:]}",
    "keeps_reaction_senders": True,
}

WRITERS = [
    Writer("telegram-single", "telegram", write_single, JSON_TRAITS, SECOND, **JSON_KEEPS),
    Writer("telegram-full", "telegram", write_full, JSON_TRAITS, SECOND, **JSON_KEEPS),
    Writer("telegram-early", "telegram", write_early, JSON_TRAITS, SECOND, has_utc=False, **JSON_KEEPS),
    Writer("telegram-page", "telegram", write_page, HTML_TRAITS, keeps_ids=True, keeps_reaction_senders=True),
    Writer(
        "telegram-pages",
        "telegram",
        write_pages,
        HTML_TRAITS,
        keeps_ids=True,
        keeps_reaction_senders=True,
    ),
]
