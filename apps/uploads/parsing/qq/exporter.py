"""QQChatExporter's JSON: `metadata` (the program), `chatInfo` (the chat and its owner) and `messages`.

A message has `id`, `timestamp` (milliseconds), `sender` (`uid`, `uin` the QQ number, `name`), `recalled`, `system`
and `content`: `text`, in which files stand as `[图片: A.jpg]` and an answer begins with `[回复 …]`, beside `elements`
(parts by type), `resources` (files) and `mentions`. A message taken back keeps its text in the file; it is left out.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import (
    DELETED,
    MESSAGE,
    SYSTEM,
    Attachment,
    ParsedMessage,
    ParseOptions,
    ParseReport,
)
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_items import iter_items, read_head
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.values import dict_of, dicts_of, moment_of, name_of, ref_of, size_of, text_of

PROGRAM = re.compile(r'"name"\s*:\s*"QQChatExporter')
CHAT = re.compile(r'"selfU(?:id|in)"\s*:')
QUOTATION = re.compile(r"\[回复[^\n]{0,500}?\][ \n]*")
FILE_MARK = re.compile(r"\[(?:图片|视频|语音|文件|动画表情|表情)[:：][^\[\]\n]{0,300}\]")
ANSWERED = ("referencedMessageId", "replyMsgId", "messageId")


def sniff(text: str) -> float:
    return 0.98 if PROGRAM.search(text) or (CHAT.search(text) and '"chatInfo"' in text) else 0.0


def read(source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
    report.recognised_by = "The file holds `chatInfo` and `messages` as QQChatExporter writes them."
    chat = dict_of(read_head(source, "messages.item", keys=("chatInfo",)).get("chatInfo"))
    conversation = name_of(chat.get("name")) or conversation_name(options.filename)
    for item in iter_items(source, report, "messages.item"):
        yield _read_message(item.value, conversation, f"item {item.position}")


def _read_message(record: dict[str, Any], conversation: str, place: str) -> ParsedMessage:
    sender, content = dict_of(record.get("sender")), dict_of(record.get("content"))
    kind = DELETED if record.get("recalled") is True else SYSTEM if record.get("system") is True else MESSAGE
    files = _read_files(content) if kind == MESSAGE else ()
    sent_at = moment_of(record.get("timestamp"))
    name = name_of(sender.get("name")) or name_of(sender.get("nickname")) or name_of(sender.get("uin"))
    return ParsedMessage(
        conversation,
        None if name in ("", "0") else name,
        sent_at,
        "" if kind == DELETED else _read_text(content, has_files=bool(files)),
        kind,
        source_ref=ref_of(record.get("id")) or place,
        reply_to_ref=_find_answered(content),
        attachments=files,
        sender_ref="" if name in ("", "0") else ref_of(sender.get("uin")) or ref_of(sender.get("uid")),
        mentions=tuple(filter(None, (name_of(one.get("name")) for one in dicts_of(content.get("mentions"))))),
        precision="second" if sent_at else "",
    )


def _read_text(content: dict[str, Any], *, has_files: bool) -> str:
    text = (
        QUOTATION.sub("", text_of(content.get("text")), count=1)
        if _find_answered(content)
        else text_of(content.get("text"))
    )
    return (FILE_MARK.sub("", text) if has_files else text).strip()


def _read_files(content: dict[str, Any]) -> tuple[Attachment, ...]:
    found = []
    for resource in dicts_of(content.get("resources")):
        name = name_of(resource.get("filename"))
        kind = text_of(resource.get("type"))
        found.append(
            Attachment(
                name, kind if kind and kind != "file" else guess_type(name), size_of(resource.get("size"))
            )
        )
    return tuple(found)


def _find_answered(content: dict[str, Any]) -> str:
    for element in dicts_of(content.get("elements")):
        if element.get("type") == "reply":
            data = dict_of(element.get("data"))
            return next((ref for key in ANSWERED if (ref := ref_of(data.get(key))) not in ("", "0")), "")
    return ""
