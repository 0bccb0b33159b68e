"""A made-up chat, written as each format would write it, is read back unchanged."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from apps.uploads.parsing.names import words
from apps.uploads.tests.parsing.reading import read_text

PEOPLE = ("Ann", "Bob Müller", "+49 151 2345678", "~ Zoë", "Dr. No", "山田太郎", "🤓", "O'Brien-Smith Jr.")
NICKS = ("ann", "bob|away", "[zed]", "^o^", "tom_2", "`tick`")
WORDS = words(
    'the key: shed\'s open, ¿qué? 10:30 http://x.org/a:b <b> *no* 我们 שלום 😀 e.g. #tag @all "quoted" C:\\dir [ok]'
)


class Line(NamedTuple):
    sender: str
    local: datetime
    text: str


def make_chat(seed: int, people: tuple[str, ...], *, seconds: bool, multiline: bool) -> list[Line]:
    """Return 300 messages over some weeks, in order of time; the first crosses the 12th of a month."""
    dice = random.Random(seed)
    at = datetime(2023, 11, 28, 23, 50)
    chat = []
    for _ in range(300):
        at += timedelta(seconds=dice.randrange(1, 20_000))
        text = " ".join(dice.choice(WORDS) for _ in range(dice.randrange(1, 12)))
        if multiline and dice.random() < 0.2:
            text += "\n" + dice.choice(("", "and ")) + dice.choice(WORDS) + "\n  indented"
        chat.append(Line(dice.choice(people), at if seconds else at.replace(second=0), text.strip()))
    return chat


def twelve_hours(at: datetime, marker: str) -> str:
    return f"{at.hour % 12 or 12}:{at:%M:%S}{marker}{'AM' if at.hour < 12 else 'PM'}"


def write_ios_us(chat: list[Line]) -> str:
    return "".join(
        f"[{m.local.month}/{m.local.day}/{m.local:%y}, {twelve_hours(m.local, chr(0x202F))}] {m.sender}: {m.text}\r\n"
        for m in chat
    )


def write_ios_de(chat: list[Line]) -> str:
    return "".join(f"\u200e[{m.local:%d.%m.%y, %H:%M:%S}] {m.sender}: {m.text}\n" for m in chat)


def write_android(chat: list[Line]) -> str:
    return "".join(f"{m.local:%d/%m/%Y, %H:%M} - {m.sender}: {m.text}\n" for m in chat)


def write_android_zh(chat: list[Line]) -> str:
    return "".join(
        f"{m.local.year}/{m.local.month}/{m.local.day} {'上午' if m.local.hour < 12 else '下午'}"
        f"{m.local.hour % 12 or 12}:{m.local:%M} - {m.sender}: {m.text}\n"
        for m in chat
    )


def write_json(chat: list[Line]) -> str:
    return json.dumps(
        {"messages": [{"from": m.sender, "date": m.local.isoformat(), "text": m.text} for m in chat]}
    )


def write_json_lines(chat: list[Line]) -> str:
    return "".join(
        json.dumps({"user": {"name": m.sender}, "time": f"{m.local}", "body": m.text}) + "\n" for m in chat
    )


def write_csv(chat: list[Line]) -> str:
    table = io.StringIO()
    csv.writer(table).writerows(
        [("time", "sender", "text"), *((f"{m.local:%d/%m/%Y %H:%M:%S}", m.sender, m.text) for m in chat)]
    )
    return table.getvalue()


def write_znc(chat: list[Line]) -> str:
    return "".join(f"[{m.local:%H:%M:%S}] <{m.sender}> {m.text}\n" for m in chat)


def write_irssi(chat: list[Line]) -> str:
    lines, day = [f"--- Log opened {chat[0].local:%a %b %d %H:%M:%S %Y}\n"], chat[0].local.date()
    for m in chat:
        if m.local.date() != day:
            day = m.local.date()
            lines.append(f"--- Day changed {day:%a %b %d %Y}\n")
        lines.append(f"{m.local:%H:%M} < {m.sender}> {m.text}\n")
    return "".join(lines)


def write_weechat(chat: list[Line]) -> str:
    return "".join(f"{m.local:%Y-%m-%d %H:%M:%S}\t@{m.sender}\t{m.text}\n" for m in chat)


def write_supybot(chat: list[Line]) -> str:
    return "".join(f"{m.local:%Y-%m-%dT%H:%M:%S}  <{m.sender}> {m.text}\n" for m in chat)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("write", "seconds", "multiline", "format_name"),
    [
        (write_ios_us, True, True, "whatsapp"),
        (write_ios_de, True, True, "whatsapp"),
        (write_android, False, True, "whatsapp"),
        (write_android_zh, False, True, "whatsapp"),
        (write_json, True, True, "json"),
        (write_json_lines, True, True, "json"),
        (write_csv, True, True, "csv"),
    ],
)
def test_chats_come_back_unchanged(write: Callable[[list[Line]], str], seconds, multiline, format_name, seed):
    chat = make_chat(seed, PEOPLE, seconds=seconds, multiline=multiline)
    assert read_back(write(chat), format_name, "chat.txt") == chat


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("write", "seconds", "filename"),
    [
        (write_znc, True, "#chan_20231129.log"),
        (write_irssi, False, "#chan.log"),
        (write_weechat, True, "chan.weechatlog"),
        (write_supybot, True, "chan.log"),
    ],
)
def test_irc_logs_come_back_unchanged(write: Callable[[list[Line]], str], seconds, filename, seed):
    chat = make_chat(seed, NICKS, seconds=seconds, multiline=False)
    assert read_back(write(chat), "irc", filename) == chat


def read_back(text: str, format_name: str, filename: str) -> list[Line]:
    reading = read_text(text, filename)
    assert reading.format == format_name
    assert reading.report.skipped == 0
    assert {message.kind for message in reading.messages} == {"message"}
    return [Line(m.sender, datetime.fromisoformat(m.local_time), m.text) for m in reading.messages]
