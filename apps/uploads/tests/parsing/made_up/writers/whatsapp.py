"""WhatsApp's text export, as phones of both makes and many languages write it."""

import json
from functools import partial

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.whatsapp_locales import LOCALES, Locale
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, MINUTE, SECOND, Writer

MARK = "\u200e"


def write_ios(locale: Locale, chat: Chat) -> dict[str, bytes]:
    lines = (_ios_line(locale, chat, said) for said in chat.said)
    return {"WhatsApp Chat - Allotment seven.txt": "".join(f"{line}\r\n" for line in lines).encode()}


def write_android(locale: Locale, chat: Chat) -> dict[str, bytes]:
    lines = (f"{locale.header('android', said.local)}{_android_rest(locale, said)}\n" for said in chat.said)
    return {"WhatsApp Chat with Allotment seven.txt": "".join(lines).encode()}


def write_old_android(chat: Chat) -> dict[str, bytes]:
    """As versions of 2012 did, with seconds and no dash."""
    lines = (f"{said.local:%d/%m/%Y %H:%M:%S}: {said.human.name}: {said.text}\n" for said in chat.said)
    return {"WhatsApp Chat: Allotment seven.txt": "".join(lines).encode()}


def write_exporter(chat: Chat) -> dict[str, bytes]:
    """As WhatsApp-Chat-Exporter reads a phone's database."""
    messages = {str(said.number): _record(said) for said in chat.said}
    return {"result.json": json.dumps({"1-2@g.us": {"name": chat.name, "messages": messages}}).encode()}


def _record(said: Said) -> dict:
    return {
        "from_me": False,
        "timestamp": said.at.timestamp(),
        "key_id": f"3EB{said.number}",
        "meta": said.kind == SYSTEM,
        "data": said.text.replace("\n", " <br>"),
        "sender": said.human.name,
        "reply": None if said.reply_to is None else f"3EB{said.reply_to}",
    }


def _ios_line(locale: Locale, chat: Chat, said: Said) -> str:
    header = locale.header("ios", said.local)
    name = said.human.name.replace("~ ", "~\u00a0")
    if name.startswith("+"):
        name = f"\u202a{name}\u202c"
    if said.kind == SYSTEM:
        return f"{header}{chat.name}: {MARK}{said.human.name} {locale.created}"
    if said.kind == CALL:
        return f"{header}{name}: {MARK}{locale.missed_call}"
    if said.kind == DELETED:
        return f"{header}{name}: {MARK}{locale.deleted}"
    if said.kind == POLL:
        return f"{header}{name}: {MARK}{_poll(locale, said, MARK)}"
    text = said.text
    if said.attachment:
        caption = f"{text} " if text else ""
        text = f"{caption}{MARK}<{locale.attached}: {said.attachment[0]}>"
    return f"{header}{name}: {text}" + (f" {MARK}<{locale.edited}>" if said.is_edited else "")


def _android_rest(locale: Locale, said: Said) -> str:
    name = said.human.name
    if said.kind == SYSTEM:
        return f"{name} {locale.created}"
    if said.kind == CALL:
        return locale.missed_call
    if said.kind == DELETED:
        return f"{name}: {locale.deleted}"
    if said.kind == POLL:
        return f"{name}: {_poll(locale, said, '')}"
    text = said.text
    if said.attachment:
        text = f"{said.attachment[0]} ({locale.file_attached})" + (f"\n{text}" if text else "")
    return f"{name}: {text}" + (f" <{locale.edited}>" if said.is_edited else "")


def _poll(locale: Locale, said: Said, mark: str) -> str:
    title, option, votes = locale.poll
    return f"{title}:\n{said.text}\n{mark}{option}: yes ({mark}2 {votes})\n{mark}{option}: no: never ({mark}0 {votes})"


TRAITS = Traits(frozenset({"is_edited", "attachment"}), ("message", SYSTEM, CALL, DELETED, POLL))
WRITERS = [
    *(
        Writer(
            f"whatsapp-ios-{locale.code}",
            "whatsapp",
            partial(write_ios, locale),
            TRAITS,
            SECOND,
            has_utc=False,
        )
        for locale in LOCALES
    ),
    *(
        Writer(
            f"whatsapp-android-{locale.code}",
            "whatsapp",
            partial(write_android, locale),
            TRAITS,
            MINUTE,
            has_utc=False,
        )
        for locale in LOCALES
    ),
    Writer(
        "whatsapp-exporter",
        "whatsapp_json",
        write_exporter,
        Traits(frozenset({"reply_to"}), (MESSAGE, SYSTEM)),
        MILLISECOND,
        keeps_ids=True,
    ),
    Writer("whatsapp-2012", "whatsapp", write_old_android, Traits(), SECOND, has_utc=False),
]
