"""What KakaoTalk writes in place of words, and the wordings of what it says itself."""

import re

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, SYSTEM, Attachment
from apps.uploads.parsing.files import guess_type

PROGRAM_NAMES = frozenset(("시스템", "System", "システム"))
"""Under whose name the table of macOS puts what the program says."""
MEDIA = re.compile(
    r"(?P<image>사진(?: \d{1,2}장)?|Photos?(?: \d{1,2})?|\d{1,2} photos|写真(?: ?\d{1,2}枚)?)|"
    r"(?P<video>동영상|Videos?|動画)|"
    r"(?P<sticker>(?:\(이모티콘\) ?)?이모티콘|Emoticons?|Sticker|スタンプ|絵文字)|"
    r"(?P<audio>음성 ?메시지|Voice (?:Message|Note)|ボイスメッセージ)|"
    r"(?P<contact>(?:연락처|Contact|連絡先)(?:: ?(?P<contact_name>.{1,200}))?)|"
    r"(?P<location>(?:지도|Location|地図): ?.{1,200})|"
    r"(?P<file>(?:파일|File|ファイル): ?(?P<file_name>.{1,200}))|"
    r"(?P<named>[0-9a-f]{32,80}\.(?:jpe?g|png|gif|webp|mp4|m4a|mov))",
)
LONGEST_MEDIA = 220
DURATION = r"(?: \d{1,2}(?::\d{2}){1,2})?"
CALLED = re.compile(
    r"(?:그룹 ?)?(?:보이스톡|페이스톡|라이브톡)(?: (?:해요|취소|부재중|응답 없음|거절|종료|시작))?"
    rf"{DURATION}|"
    r"(?:Group )?(?:(?:Voice|Face|Live) ?Talk|(?:Voice|Video) Call)"
    r"(?: (?:request|canceled|missed|no answer|ended|started))?"
    rf"{DURATION}",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(
    r"(?:삭제된|가려진) 메시지입니다\.?|(?:This|The) message (?:was|has been) deleted\.?|メッセージが削除されました。?"
)
SAID_BY_PROGRAM = re.compile(
    r"님(?:이|을|께서)? ?[^\n]{0,60}?(?:들어왔습니다|나갔습니다|초대했습니다|초대하였습니다|내보냈습니다)|"
    r"^(?:채팅방 관리자가|방장이) |"
    r"(?:joined|left) (?:this |the )?(?:chat ?room|group chat|chat)\.$|invited .{1,100} to (?:this|the) chat|"
    r"^[^:]{1,40} invited [^:]{1,200}\.$|"
    r"さんが(?:入室|退室|参加|退出|招待)"
)
"""Wordings that on Windows tell a line of the program from one that continues a message."""
LONGEST_SAID_BY_PROGRAM = 400


def classify(text: str) -> tuple[str, Attachment | None]:
    """Return the kind of what somebody sent, and the file it stands for."""
    if len(text) > LONGEST_MEDIA or "\n" in text:
        return MESSAGE, None
    if match := MEDIA.fullmatch(text):
        return MESSAGE, _attachment(match)
    if CALLED.fullmatch(text):
        return CALL, None
    return (DELETED if TAKEN_BACK.fullmatch(text) else MESSAGE), None


def classify_program(text: str) -> str:
    return CALL if CALLED.fullmatch(text) else SYSTEM


def is_said_by_program(line: str) -> bool:
    return len(line) <= LONGEST_SAID_BY_PROGRAM and SAID_BY_PROGRAM.search(line) is not None


def _attachment(match: re.Match[str]) -> Attachment:
    kind = next(
        kind
        for kind in ("image", "video", "sticker", "audio", "contact", "location", "file", "named")
        if match[kind]
    )
    if kind == "file":
        return Attachment(match["file_name"], guess_type(match["file_name"]))
    if kind == "named":
        return Attachment(match["named"], guess_type(match["named"]))
    return Attachment((match["contact_name"] or "").strip() if kind == "contact" else "", kind)
