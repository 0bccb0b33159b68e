"""What LINE writes in place of words: files, stickers, calls and messages taken back."""

import re

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import words

TYPES = {
    word: kind
    for kind, listed in (
        (
            "image",
            "photo photos image images 写真 画像 照片 圖片 图片 รูป รูปภาพ ภาพ foto gambar 사진 hình ảnh photo(s)",
        ),
        ("video", "video videos 動画 影片 视频 วิดีโอ 동영상"),
        ("sticker", "sticker stickers スタンプ 貼圖 贴图 สติกเกอร์ stiker 스티커"),
        ("audio", "audio ボイスメッセージ 語音訊息 语音消息 语音讯息 ข้อความเสียง ไฟล์เสียง"),
        ("file", "file files ファイル 檔案 文件 ไฟล์ berkas 파일"),
        ("album", "album アルバム 相簿 相册 อัลบั้ม 앨범"),
        ("contact", "contact contacts 連絡先 聯絡資訊 聯絡人 联系人 รายชื่อติดต่อ kontak 연락처"),
        ("location", "location 位置情報 位置訊息 位置信息 ตำแหน่ง lokasi 위치"),
    )
    for word in words(listed)
} | {
    "voice message": "audio",
    "voice clip": "audio",
    "pesan suara": "audio",
    "음성 메시지": "audio",
    "hình ảnh": "image",
}
WORDS_OF_PEOPLE = frozenset(
    ("photo", "image", "video", "sticker", "audio", "file", "album", "location", "contact")
)
MARK = re.compile(r"\[(?P<what>[^\[\]\n]{1,30})\](?: (?P<name>[^\n]{1,300}))?")
NAMED = frozenset(("file", "album", "contact", "location"))
CALL_SIGN = "☎"
UNSENT = re.compile(
    r"(?:(?P<who>.{1,100}?) ?)??(?:unsent a message|"
    r"がメッセージの送信を取り消しました|メッセージの送信を取り消しました|"
    r"已?收回(?:了)?(?:一?則)?(?:訊息|讯息|消息)|"
    r"撤回了?(?:一[條条]|一?則)?(?:訊息|讯息|消息)|"
    r"(?:ได้)?ยกเลิก(?:การส่ง)?ข้อความ(?:แล้ว)?|"
    r"membatalkan (?:pengiriman )?pesan|(?:님이 |이 |가 )?메시지(?:를 | )(?:전송을 )?(?:취소했습니다|삭제했습니다)|"
    r"đã thu hồi (?:một )?tin nhắn|hat eine Nachricht zurückgenommen)[.。]?"
)

MEMBERSHIP = re.compile(
    r"(?:has )?(?:joined|left) the (?:group|chat|room)\.?|changed the chat's (?:profile photo|name to .{1,100})\.?|"
    r"(?:added|invited|removed) .{1,100} (?:to|from) the (?:group|chat)\.?|(?:created|shared) a (?:new )?note\.?|"
    r"已新增新的記事本。?|已分享記事本。?|已設定公告。?|加入聊天。?|離開聊天。?|加入了?群組。?|已?退出群組。?"
)
"""What the program says of somebody; where blanks stand for tabs only its words tell it from a message."""


def read_mark(text: str, *, is_computers: bool = False) -> Attachment | None:
    """Return the file or sticker that a whole text stands for, or None if it is words.

    `is_computers` tells that a computer wrote the file: those have such words without brackets.
    """
    if not text.startswith("["):
        kind = TYPES.get(text.lower()) if is_computers and text not in WORDS_OF_PEOPLE else None
        return Attachment("", kind) if kind else None
    match = MARK.fullmatch(text)
    kind = TYPES.get(match["what"].lower()) if match else None
    if kind is None or (match["name"] and kind not in NAMED):
        return None
    name = match["name"] or ""
    return Attachment(name, guess_type(name) if kind == "file" and name else kind)


def read_unsent(text: str) -> str | None:
    """Return who took a message back, empty if the line does not say, or None if it is no such line."""
    match = UNSENT.fullmatch(text) if len(text) < 200 else None
    return None if match is None else (match["who"] or "").strip()
