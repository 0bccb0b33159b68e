"""LINE's text export in the languages of its app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from apps.uploads.parsing.base import CALL, DELETED, SYSTEM
from apps.uploads.parsing.names import words
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MINUTE, Writer

ENGLISH = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
SHORT = tuple(day[:3] for day in ENGLISH)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`day` is a template with y, m, d (mm and dd padded) and w, the weekday; `title` one with the chat's name."""

    code: str
    title: str
    saved: str
    day: str
    weekdays: tuple[str, ...]
    call: str
    unsent: str
    joined: str
    time: Callable[[datetime], str]
    file: str = "File"
    is_quoted: bool = True


def _plain(at: datetime) -> str:
    return f"{at:%H:%M}"


def _english(at: datetime) -> str:
    return f"{at:%I:%M}{'am' if at.hour < 12 else 'pm'}"


def _chinese(at: datetime) -> str:
    return f"{'上午' if at.hour < 12 else '下午'}{at:%I:%M}"


def _japanese(at: datetime) -> str:
    return f"{'午前' if at.hour < 12 else '午後'}{at.hour % 12 or 12}:{at:%M}"


DIALECTS = (
    Dialect(
        "en-phone", "Chat history with {}", "Saved on", "{y}/{mm}/{dd}({w})", SHORT, "Call time 1:23",
        "{} unsent a message.", "{} joined the group.", _plain,
    ),
    Dialect(
        "en-group", "Chat history in {}", "Saved on", "{y}.{mm}.{dd} {w}", ENGLISH, "Missed call",
        "{} unsent a message.", "{} joined the group.", _plain, is_quoted=False,
    ),
    Dialect(
        "en-us", "Chat history in {}", "Saved on", "{w}, {m}/{d}/{y}", SHORT, "Canceled",
        "{} unsent a message.", "{} joined the group.", _english,
    ),
    Dialect(
        "en-gb", "Chat history in {}", "Saved on", "{w}, {dd}/{mm}/{y}", SHORT, "No answer",
        "{} unsent a message.", "{} left the group.", _plain,
    ),
    Dialect(
        "ja", "{}のトーク履歴", "保存日時：", "{y}/{mm}/{dd}({w})", tuple("月火水木金土日"), "通話時間 1:23",
        "{}がメッセージの送信を取り消しました", "{}が参加しました。", _plain, "ファイル",
    ),
    Dialect(
        "ja-12", "{}とのトーク履歴", "保存日時：", "{y}/{m}/{d}({w})", tuple("月火水木金土日"), "不在着信",
        "{}がメッセージの送信を取り消しました。", "{}が参加しました。", _japanese, "ファイル", is_quoted=False,
    ),
    Dialect(
        "zh-tw", "與{}的聊天記錄", "儲存日期：", "{y}/{m}/{d}（週{w}）", tuple("一二三四五六日"), "通話時間1:23",
        "{}已收回訊息", "{}加入群組", _chinese, "檔案",
    ),
    Dialect(
        "zh-cn", "{}的聊天记录", "保存日期：", "{y}/{m}/{d}周{w}", tuple("一二三四五六日"), "未接来电",
        "{}撤回了一条消息", "{}加入群组", _chinese, "文件",
    ),
    Dialect(
        "th", "ประวัติการสนทนากับ {}", "บันทึกวันที่:", "{y}/{mm}/{dd}({w})", words("จ. อ. พ. พฤ. ศ. ส. อา."),
        "สายที่ไม่ได้รับ", "{} ยกเลิกข้อความ", "{} เข้าร่วมกลุ่ม", _plain, "ไฟล์",
    ),
    Dialect(
        "id", "Riwayat obrolan dengan {}", "Disimpan pada", "{y}/{mm}/{dd}({w})", words("Sen Sel Rab Kam Jum Sab Min"),
        "Panggilan tak terjawab", "{} membatalkan pengiriman pesan", "{} bergabung", _plain, "Berkas",
    ),
    Dialect(
        "ko", "{}님과 대화한 내용", "저장한 날짜:", "{y}년 {m}월 {d}일 {w}",
        tuple(f"{day}요일" for day in "월화수목금토일"),
        "부재중", "{}님이 메시지를 삭제했습니다.", "{}님이 들어왔습니다.", _plain, "파일",
    ),
)  # fmt: skip


def write(dialect: Dialect, chat: Chat) -> dict[str, bytes]:
    lines = [f"[LINE] {dialect.title.format(chat.name)}", f"{dialect.saved} 2024/03/01 09:00", ""]
    for _, of_day in groupby(chat.said, key=lambda said: said.local.date()):
        of_day = list(of_day)
        lines.append(_day(dialect, of_day[0].local))
        lines += [f"{dialect.time(said.local)}\t{_columns(dialect, said)}" for said in of_day]
        lines.append("")
    return {f"[LINE] Chat with {chat.name}.txt": "\r\n".join(lines).encode()}


def write_with_blanks(chat: Chat) -> dict[str, bytes]:
    """As older computers did: no heading, no tabs."""
    lines = []
    for _, of_day in groupby(chat.said, key=lambda said: said.local.date()):
        of_day = list(of_day)
        lines.append(f"{of_day[0].local:%Y.%m.%d} {ENGLISH[of_day[0].local.weekday()]}")
        lines += [f"{said.local:%H:%M} {said.human.name} {said.text}" for said in of_day]
    return {f"{chat.name}.txt": "\n".join(lines).encode()}


def _day(dialect: Dialect, at: datetime) -> str:
    return dialect.day.format(
        y=at.year, m=at.month, d=at.day, mm=f"{at:%m}", dd=f"{at:%d}", w=dialect.weekdays[at.weekday()]
    )


def _columns(dialect: Dialect, said: Said) -> str:
    name = said.human.name
    if said.kind == SYSTEM:
        return f"\t{dialect.joined.format(name)}"
    if said.kind == DELETED:
        return dialect.unsent.format(name)
    if said.kind == CALL:
        return f"{name}\t☎ {dialect.call}"
    if said.attachment:
        return f"{name}\t[{dialect.file}] {said.attachment[0]}"
    if dialect.is_quoted and "\n" in said.text:
        return f'{name}\t"{said.text}"'
    return f"{name}\t{said.text}"


TRAITS = Traits(
    frozenset({"attachment"}), ("message", SYSTEM, CALL, DELETED), one_attachment_without_text=True
)
WRITERS = [
    *(
        Writer(f"line-{dialect.code}", "line", partial(write, dialect), TRAITS, MINUTE, has_utc=False)
        for dialect in DIALECTS
    ),
    Writer("line-blanks", "line", write_with_blanks, Traits(), MINUTE, has_utc=False),
]
