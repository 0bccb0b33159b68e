"""KakaoTalk's exports, of phones, Windows and macOS."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import groupby

from apps.uploads.parsing.base import CALL, DELETED, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MINUTE, SECOND, Writer

KOREAN_DAYS = "월화수목금토일"


def korean_day(at: datetime) -> str:
    return f"{at.year}년 {at.month}월 {at.day}일"


def korean_time(at: datetime) -> str:
    return f"{'오전' if at.hour < 12 else '오후'} {at.hour % 12 or 12}:{at:%M}"


def english_time(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def android_ko(at: datetime) -> str:
    return f"{korean_day(at)} {korean_time(at)}"


def ios_ko(at: datetime) -> str:
    return f"{at.year}. {at.month}. {at.day}. {korean_time(at)}"


def ios_ko_24(at: datetime) -> str:
    return f"{at.year}. {at.month}. {at.day}. {at:%H:%M}"


def android_en(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year}, {english_time(at)}"


def android_en_at(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year} at {english_time(at)}"


def ios_en(at: datetime) -> str:
    return f"{at:%b} {at.day}, {at.year} at {at:%H:%M}"


def write_phone(moment: Callable, day: Callable, title: str, is_korean: bool, chat: Chat) -> dict[str, bytes]:
    saved = "저장한 날짜 : 2024년 3월 1일 오후 4:40" if is_korean else "Date Saved : March 1, 2024, 4:40 PM"
    lines = [title.format(chat.name), saved, ""]
    for _, of_day in groupby(chat.said, key=lambda said: said.local.date()):
        of_day = list(of_day)
        lines += ["", day(of_day[0].local)]
        for said in of_day:
            sender, text = _parts(said, is_korean)
            lines.append(
                f"{moment(said.local)}, {sender} : {text}" if sender else f"{moment(said.local)}, {text}"
            )
    return {"KakaoTalkChats.txt": "\n".join(lines).encode()}


def write_windows(is_korean: bool, chat: Chat) -> dict[str, bytes]:
    title = f"{chat.name} 님과 카카오톡 대화" if is_korean else f"{chat.name} with KakaoTalk Chats"
    lines = [
        title,
        "저장한 날짜 : 2024-03-01 16:40:00" if is_korean else "Date Saved : 2024-03-01 16:40:00",
        "",
    ]
    for _, of_day in groupby(chat.said, key=lambda said: said.local.date()):
        of_day = list(of_day)
        at = of_day[0].local
        day = (
            f"{korean_day(at)} {KOREAN_DAYS[at.weekday()]}요일"
            if is_korean
            else f"{at:%A, %B} {at.day}, {at.year}"
        )
        lines.append(f"--------------- {day} ---------------")
        for said in of_day:
            sender, text = _parts(said, is_korean)
            shown = korean_time(said.local) if is_korean else english_time(said.local)
            lines.append(f"[{sender}] [{shown}] {text}")
    return {"KakaoTalk_20240301.txt": "\r\n".join(lines).encode()}


def write_macos(chat: Chat) -> dict[str, bytes]:
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for said in chat.said:
        sender, text = _parts(said, is_korean=True)
        writer.writerow((f"{said.local:%Y-%m-%d %H:%M:%S}", sender or "시스템", text))
    return {
        "KakaoTalk_Chat_Allotment seven_2024-03-01-16-40-00.csv": f"Date,User,Message\n{table.getvalue()}".encode()
    }


def _parts(said: Said, is_korean: bool) -> tuple[str | None, str]:
    name = said.human.name
    if said.kind == SYSTEM:
        return None, f"{name}님이 들어왔습니다." if is_korean else f"{name} joined this chatroom."
    if said.kind == CALL:
        return name, "보이스톡 3:21" if is_korean else "Voice Talk 3:21"
    if said.kind == DELETED:
        return name, "삭제된 메시지입니다." if is_korean else "This message was deleted."
    if said.attachment:
        return name, f"{'파일' if is_korean else 'File'}: {said.attachment[0]}"
    return name, said.text


def _bare_english_day(at: datetime) -> str:
    return f"{at:%A, %B} {at.day}, {at.year}"


def _korean_weekday(at: datetime) -> str:
    return f"{korean_day(at)} {KOREAN_DAYS[at.weekday()]}요일"


TRAITS = Traits(
    frozenset({"attachment"}), ("message", SYSTEM, CALL, DELETED), one_attachment_without_text=True
)
WITHOUT_EVENTS = Traits(
    frozenset({"attachment"}), ("message", CALL, DELETED), one_attachment_without_text=True
)
"""On Windows what the program says has no time."""
PHONES = (
    ("android-ko", android_ko, android_ko, "{} 카카오톡 대화", True),
    ("ios-ko", ios_ko, _korean_weekday, "{} 님과 카카오톡 대화", True),
    ("ios-ko-24", ios_ko_24, _korean_weekday, "{} 님과 카카오톡 대화", True),
    ("android-en", android_en, _bare_english_day, "KakaoTalk Chats with {}", False),
    ("android-en-at", android_en_at, _bare_english_day, "KakaoTalk Chats with {}", False),
    ("ios-en", ios_en, _bare_english_day, "{} with KakaoTalk Chats", False),
)
WRITERS = [
    *(
        Writer(f"kakaotalk-{code}", "kakaotalk", partial(write_phone, *parts), TRAITS, MINUTE, has_utc=False)
        for code, *parts in PHONES
    ),
    *(
        Writer(
            f"kakaotalk-windows-{code}", "kakaotalk", partial(write_windows, code == "ko"), WITHOUT_EVENTS, MINUTE,
            has_utc=False,
        )
        for code in ("ko", "en")
    ),
    Writer("kakaotalk-macos", "kakaotalk", write_macos, TRAITS, SECOND, has_utc=False),
]  # fmt: skip
