"""WeChat's messages as WeChatMsg and WeFlow write them, and QQ's text."""

import csv
import io
import json
from html import escape

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

TYPES = {MESSAGE: 1, SYSTEM: 10000, CALL: 50}
TRAITS = Traits(kinds=(MESSAGE, SYSTEM, CALL))
QQ_TRAITS = Traits(frozenset({"reply_to"}), (MESSAGE, SYSTEM, DELETED))
HEADER = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"


def _row(said: Said) -> list:
    stamp, at = int(said.at.timestamp()), f"{said.local:%Y-%m-%d %H:%M:%S}"
    human = said.human
    return [said.number, 7, TYPES[said.kind], 0, 0, stamp, "", said.text, at, "", human.name, human.ref]


def _write_table(chat: Chat, header: str) -> dict[str, bytes]:
    table = io.StringIO()
    csv.writer(table).writerows([header.split(","), *map(_row, chat.said)])
    return {"Allotment seven.csv": table.getvalue().encode("utf-8-sig")}


def write_table(chat: Chat) -> dict[str, bytes]:
    return _write_table(chat, HEADER)


def write_old_table(chat: Chat) -> dict[str, bytes]:
    return _write_table(chat, HEADER.removesuffix(",Sender"))


def _record(said: Said, *, has_number: bool) -> dict:
    words = {MESSAGE: "文本消息", SYSTEM: "系统消息", CALL: "通话消息"}
    return {
        "localId": said.number,
        "createTime": int(said.at.timestamp()),
        "type": words[said.kind],
        **({"localType": TYPES[said.kind]} if has_number else {}),
        "content": said.text,
        "senderUsername": said.human.ref,
        "senderDisplayName": said.human.name,
    }


def _write_weflow(chat: Chat, *, has_number: bool) -> dict[str, bytes]:
    session = {"wxid": chat.ref, "displayName": chat.name}
    messages = [_record(said, has_number=has_number) for said in chat.said]
    document = {"weflow": {"version": "1.0.0"}, "session": session, "messages": messages}
    return {"chat.json": json.dumps(document, ensure_ascii=False).encode()}


def write_weflow(chat: Chat) -> dict[str, bytes]:
    return _write_weflow(chat, has_number=True)


def write_weflow_by_words(chat: Chat) -> dict[str, bytes]:
    return _write_weflow(chat, has_number=False)


def write_exporter_text(chat: Chat) -> dict[str, bytes]:
    lines = [f"{said.human.name} ({said.local:%Y-%m-%d %H:%M:%S}):{said.text}\n" for said in chat.said]
    return {"text.txt": f"{chat.name} - 微信聊天记录\n\n{''.join(lines)}".encode()}


def write_exporter_page(chat: Chat) -> dict[str, bytes]:
    style = "<style>.chat-notice{}</style>"
    head = f"<head>{style}<title>{escape(chat.name)} - 微信聊天记录</title></head>"
    body = "".join(map(_element, chat.said))
    return {"page.html": f"<!doctype html>\n<html>{head}<body>{body}</body></html>".encode()}


def _element(said: Said) -> str:
    words = escape(said.text).replace("\n", "<br />")
    name = f'<span class="dspname left">{escape(said.human.name)}</span> {said.local:%Y-%m-%d %H:%M:%S}'
    return (
        f'<div class="msg chat left" msgid="{said.number}" msgtype="{TYPES[said.kind]}">'
        f'<div class="nt-box">{name}</div><div class="content-box"><div class="triangle"></div>'
        f'<span class="dont-break-out msg-text">{words}</span></div></div>'
    )


def write_qq(chat: Chat) -> dict[str, bytes]:
    lines = [
        "消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n",
        "=" * 64,
        "\r\n消息分组:我的好友\r\n",
    ]
    lines += [f"消息对象:{chat.name}\r\n", "=" * 64, "\r\n\r\n"]
    for said in chat.said:
        title = "【管理员】" if said.number % 3 == 0 else ""
        number = "(10000)" if said.kind == SYSTEM else f"({said.human.ref[1:]}5)"
        lines.append(
            f"{said.local:%Y-%m-%d %-H:%M:%S} {title}{said.human.name}{number}\r\n{said.text}\r\n\r\n"
        )
    return {"Allotment seven.txt": "".join(lines).encode()}


def write_qqchatexporter(chat: Chat) -> dict[str, bytes]:
    document = {
        "metadata": {"name": "QQChatExporter V5 / an address", "version": "5.5.1"},
        "chatInfo": {"name": chat.name, "type": "group", "selfUid": "u_1"},
        "messages": [_qq_record(said) for said in chat.said],
    }
    return {"group.json": json.dumps(document, ensure_ascii=False).encode()}


def _qq_record(said: Said) -> dict:
    answered = (
        []
        if said.reply_to is None
        else [{"type": "reply", "data": {"referencedMessageId": f"76{said.reply_to}"}}]
    )
    quotation = "[回复 Ann: words]\n" if answered else ""
    return {
        "id": f"76{said.number}",
        "timestamp": int(said.at.timestamp()) * 1000,
        "sender": {"uid": "u_2", "uin": said.human.ref, "name": said.human.name},
        "content": {"text": quotation + said.text, "elements": answered, "resources": [], "mentions": []},
        "recalled": said.kind == DELETED,
        "system": said.kind == SYSTEM,
    }


IDS = {"keeps_ids": True, "keeps_sender_refs": True}
WRITERS = [
    Writer("wechat-wechatmsg", "wechat", write_table, TRAITS, SECOND, **IDS),
    Writer("wechat-wechatmsg-old", "wechat", write_old_table, TRAITS, SECOND, **IDS),
    Writer("wechat-weflow", "wechat", write_weflow, TRAITS, SECOND, **IDS),
    Writer("wechat-weflow-words", "wechat", write_weflow_by_words, TRAITS, SECOND, **IDS),
    Writer(
        "wechat-exporter-page",
        "wechat",
        write_exporter_page,
        Traits(kinds=(MESSAGE, CALL)),
        SECOND,
        has_utc=False,
        keeps_ids=True,
    ),
    Writer(
        "wechat-exporter-text", "wechat", write_exporter_text, Traits(kinds=(MESSAGE,)), SECOND, has_utc=False
    ),
    Writer("qq-qqchatexporter", "qq", write_qqchatexporter, QQ_TRAITS, SECOND, **IDS),
    Writer(
        "qq-text",
        "qq",
        write_qq,
        Traits(kinds=(MESSAGE, SYSTEM)),
        SECOND,
        has_utc=False,
        keeps_sender_refs=True,
        sender_ref=lambda ref: ref[1:] + "5",
    ),
]
